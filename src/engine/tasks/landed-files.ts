import { firstEventOf } from "../rows/kinds/file.ts";
import type { StoredFile } from "../rows/kinds/file.ts";
import type { Interval } from "./job.ts";

/** Which of the files that have landed an attempt takes. */
export type Reading =
  /** The whole folder, each time. */
  | "everything"
  /** Those no attempt that ended well has taken: a bookmark, which moves when an attempt commits. */
  | "new-files"
  /** Those whose hour lies in the attempt's data interval, or so many hours before it. */
  | "interval";

/** Files that lie where a job reads, by number. Whoever replaces a file takes it away. */
export class LandedFiles {
  /** Files that landed since a run began last. */
  private since = 0;
  /** Where files are read again: no file that was ever there held an earlier event. */
  private leastEvent = Infinity;
  private readonly files: readonly StoredFile[];
  private readonly reading: Reading;
  /** In the order in which they landed; with a bookmark those it has not passed. */
  private there: number[] = [];
  private readonly byHour = new Map<number, number[]>();

  constructor(files: readonly StoredFile[], reading: Reading) {
    this.files = files;
    this.reading = reading;
  }

  /** Files nobody has read, or looked for, yet. */
  get waiting(): number {
    return this.reading === "new-files" ? this.there.length : this.since;
  }

  add(file: number): void {
    if (this.isNothingNew(file)) return;
    this.since++;
    if (this.reading !== "new-files") this.leastEvent = Math.min(this.leastEvent, firstEventOf(this.files[file]));
    if (this.reading !== "interval") {
      this.there.push(file);
      return;
    }
    const { hour } = this.files[file];
    const landed = this.byHour.get(hour);
    if (landed === undefined) this.byHour.set(hour, [file]);
    else landed.push(file);
  }

  /** `by` lies there instead. */
  remove(file: number, by: number): void {
    if (this.isNothingNew(by)) return;
    const list = this.reading === "interval" ? this.byHour.get(this.files[file].hour) : this.there;
    const place = list?.lastIndexOf(file) ?? -1;
    if (place >= 0) list?.splice(place, 1);
  }

  /** A bookmark passes over files that hold the rows of older ones anew: those are read, or are still to be had. */
  private isNothingNew(file: number): boolean {
    return this.reading === "new-files" && this.files[file].sameRows === true;
  }

  /** What a run that begins now takes, in the order in which it landed. */
  take({ fromMs, toMs }: Interval, hourMs: number, lookbackHours: number): number[] {
    this.since = 0;
    if (this.reading !== "interval") return this.there.slice();
    const taken: number[] = [];
    const first = Math.floor(fromMs / hourMs);
    // A point names the hour that begins there.
    const end = Math.max(first + 1, Math.ceil(toMs / hourMs));
    for (let hour = first - lookbackHours; hour < end; hour++) taken.push(...(this.byHour.get(hour) ?? []));
    return taken;
  }

  /** A run has committed: the bookmark moves over what it took. */
  commit(files: readonly number[]): void {
    if (this.reading !== "new-files") return;
    // What it took lies in front, unless some of it was replaced meanwhile or another run has passed it.
    if (files.every((file, i) => this.there[i] === file)) {
      this.there = this.there.slice(files.length);
      return;
    }
    const passed = new Set(files);
    this.there = this.there.filter((file) => !passed.has(file));
  }

  /** Files that lie there, with rows, and are not among these. */
  beside(files: ReadonlySet<number>): number[] {
    const there = this.reading === "interval" ? [...this.byHour.values()].flat() : this.there;
    return there.filter((file) => !files.has(file) && this.files[file].rows > 0);
  }

  /** The lowest event that somebody may read here yet. */
  get neededFrom(): number {
    if (this.reading !== "new-files") return this.leastEvent;
    return this.there.reduce((least, file) => Math.min(least, firstEventOf(this.files[file])), Infinity);
  }
}
