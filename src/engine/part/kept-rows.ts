import { Facet } from "./facet.ts";

/** Rows of somebody that lie at one kind of place of a part, and their share of the bytes they are stored in. */
export type KeptRows = { readonly place: string; readonly rows: number; readonly bytes: number };

/** Counts rows by place, in the order of the places. */
export class KeptByPlace {
  private readonly places = new Map<string, { rows: number; bytes: number }>();

  /** So many of the rows of an object that takes so many bytes. */
  add(place: string, rows: number, ofRows: number, storedBytes: number): void {
    if (rows === 0) return;
    const sum = this.places.get(place) ?? { rows: 0, bytes: 0 };
    sum.rows += rows;
    sum.bytes += (storedBytes * rows) / ofRows;
    this.places.set(place, sum);
  }

  all(): readonly KeptRows[] {
    return [...this.places].map(([place, sum]) => ({ place, ...sum }));
  }
}

/** A part that keeps rows beside those its readers see, or in several places: what it holds at `at` of rows that `isAbout` names. */
export const KEEPS = new Facet<{ keptOf(isAbout: (ref: number) => boolean, at: number): readonly KeptRows[] }>("keeps");
