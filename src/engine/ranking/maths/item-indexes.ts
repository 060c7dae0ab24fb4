import type { RandomStream } from "../../../base/rng.ts";
import { InvertedFile } from "./inverted-file.ts";
import type { ItemModel } from "./item-model.ts";
import { ItemSearch } from "./item-search.ts";
import type { ModelShelf } from "./model-shelf.ts";

/** Lists an inverted file over so many items has: the square root, as FAISS advises for its smaller sets. */
export function listsFor(items: number): number {
  return Math.max(1, Math.round(Math.sqrt(items)));
}

/** The models of a shelf as they are searched: with popularity or without, whole or by inverted file. Built when first asked for. */
export class ItemIndexes {
  readonly shelf: ModelShelf;
  /** Whether popularity is a dimension of what is searched; without it the cosine alone decides. */
  readonly popularity: boolean;
  private readonly streamFor: (model: number) => RandomStream;
  private readonly bare = new Map<number, ItemModel>();
  private readonly search = new ItemSearch();
  private readonly files = new Map<number, InvertedFile>();

  constructor(shelf: ModelShelf, popularity: boolean, streamFor: (model: number) => RandomStream) {
    this.shelf = shelf;
    this.popularity = popularity;
    this.streamFor = streamFor;
  }

  model(number: number): ItemModel {
    const whole = this.shelf.model(number);
    if (this.popularity) return whole;
    let bare = this.bare.get(number);
    if (bare === undefined) this.bare.set(number, (bare = { ...whole, popularity: new Float32Array(whole.items) }));
    return bare;
  }

  file(number: number): InvertedFile {
    let file = this.files.get(number);
    if (file === undefined) {
      const model = this.model(number);
      this.files.set(number, (file = new InvertedFile(model, listsFor(model.items), this.streamFor(number), this.search)));
    }
    return file;
  }
}
