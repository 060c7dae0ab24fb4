import { Float64List, Int32List } from "../kernel/number-lists.ts";

/** A key that nobody has given yet. */
export const NO_KEY = -1;

/** The address that a short link stands for, by the number of what it holds. */
const addressOf = (content: number): string => `https://example.org/${content}`;

/** Key, owner, times and where the content lies: the guide counts up to 100 bytes for them (Pastebin). */
const METADATA_BYTES = 100;

/** Of a text as it is stored: UTF-8, and one where it is empty. */
export function textBytes(text: string): number {
  return Math.max(1, new TextEncoder().encode(text).length);
}

export type NewItem = {
  readonly key: number;
  readonly content: number;
  readonly owner: number;
  readonly bytes: number;
  readonly madeAt: number;
  readonly expiresAt: number;
};

/** Things that clients have stored: short links, pastes, photos. A row is one version of one; what is changed is a row of its own. */
export class ItemRows {
  /** Under which it is stored, a whole number up to 2^53; NO_KEY while it has none. */
  readonly key = new Float64List();
  /** Number of what it holds: two rows with one number hold the same (one URL that was shortened twice). */
  readonly content = new Int32List();
  /** The user who made it. */
  readonly owner = new Int32List();
  readonly bytes = new Int32List();
  readonly madeAt = new Float64List();
  /** It is not to be given out from then on; Infinity: it stays. */
  readonly expiresAt = new Float64List();
  /** What they hold lies in an object store, and a row of metadata says where. */
  contentsElsewhere = false;
  /** What somebody wrote themselves, by its number and the other way round; all else is an address made of its number. */
  private readonly written = new Map<number, string>();
  private readonly numbers = new Map<string, number>();

  /** Returns the row. */
  add(item: NewItem): number {
    this.key.push(item.key);
    this.content.push(item.content);
    this.owner.push(item.owner);
    this.bytes.push(item.bytes);
    this.madeAt.push(item.madeAt);
    this.expiresAt.push(item.expiresAt);
    return this.key.length - 1;
  }

  /** What stands in a thing with this content. */
  textOf(content: number): string {
    return this.written.get(content) ?? addressOf(content);
  }

  /** The number of what somebody wrote before; -1: nobody did. */
  contentWritten(text: string): number {
    return this.numbers.get(text) ?? -1;
  }

  /** From here on `content` is what somebody wrote. */
  write(content: number, text: string): void {
    this.written.set(content, text);
    this.numbers.set(text, content);
  }

  /** The same thing under another key. */
  addUnder(key: number, row: number): number {
    const [content, owner, bytes] = [this.content.data[row], this.owner.data[row], this.bytes.data[row]];
    return this.add({ key, content, owner, bytes, madeAt: this.madeAt.data[row], expiresAt: this.expiresAt.data[row] });
  }

  /** Bytes a store of rows takes for one. */
  rowBytes(row: number): number {
    return this.contentsElsewhere ? Math.min(METADATA_BYTES, this.bytes.data[row]) : this.bytes.data[row];
  }

  get length(): number {
    return this.key.length;
  }
}
