import type { Sampler } from "../../base/sampler.ts";
import type { RandomStream } from "../../base/rng.ts";
import { Facet } from "../part/facet.ts";
import type { RunContext } from "../part/run-context.ts";
import { SHOWS, VisibleRows } from "../queried/visible-rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { ObjectUploads, SLOW_DOWN_RETRY_MS } from "./object-uploads.ts";
import type { ObjectUploadSpec, Upload } from "./object-uploads.ts";
import { KeptByPlace, KEEPS } from "../part/kept-rows.ts";
import type { KeptRows } from "../part/kept-rows.ts";
import type { ObjectStoreRemarks } from "./remarks.ts";

/** Where an object lies by its age: a class that answers at once, or an archive from which it has to be restored first. */
export type StorageClass = {
  readonly name: "standard" | "infrequent" | "instant" | "glacier" | "deep";
  /** From this age on, in ms. */
  readonly fromMs: number;
  /** From asking for an object until it can be read; null: at once. */
  readonly restore: Sampler | null;
};

export type ObjectStoreSpec = ObjectUploadSpec & {
  /** By age, the first from 0 on. */
  readonly classes: readonly StorageClass[];
  /** Smaller objects are moved, too; else they stay in the first class. */
  readonly movesSmall: boolean;
};

/** Objects of this size and more are what the classes behind Standard are made for (facts/storage.md 2.1). */
export const SMALL_OBJECT_BYTES = 128_000;
/** A restored copy can be read for so long, and is then gone. Assumed: the least one can ask for. */
const RESTORED_MS = 86_400_000;

/** Whoever reads old objects asks for them first. */
export const RESTORES = new Facet<Pick<ObjectStore, "restore">>("restores");

/** Objects: a file is visible when its PUT has been answered (first byte + stream rate), strongly consistent from then on. */
export class ObjectStore extends ObjectUploads<ObjectStoreRemarks> {
  readonly visible: VisibleRows;
  readonly keepsVersions = true;
  private storedBytes = 0;
  private smallObjects = 0;
  private smallBytes = 0;
  private readonly classes: readonly StorageClass[];
  private readonly movesSmall: boolean;
  private readonly restores: RandomStream;
  /** Objects that lie here; of those that were restored, until when. */
  private readonly there = new Set<number>();
  private readonly restored = new Map<number, number>();
  private readonly readBytes = { standard: 0, infrequent: 0, instant: 0, glacier: 0, deep: 0 };

  constructor(id: string, run: RunContext, inputs: readonly RowQueue[], outputs: readonly RowQueue[], spec: ObjectStoreSpec) {
    super(id, run, inputs, outputs, spec);
    this.classes = spec.classes;
    this.movesSmall = spec.movesSmall;
    this.restores = run.randomStream(id, "restore");
    this.tell(RESTORES, this);
    this.visible = new VisibleRows(id, run);
    this.tell(SHOWS, this);
    this.tell(KEEPS, this);
  }

  protected override uploaded({ file: index, visibleAt: at }: Upload): void {
    const file = this.run.rows.files[index];
    file.visibleAt = at;
    this.countStored(index, 1);
    for (const old of file.replaces ?? []) this.take(old, at);
    this.visible.showFile(index, at);
    this.announce(index, at);
  }

  private countStored(index: number, sign: 1 | -1): void {
    const { storedBytes, rows } = this.run.rows.files[index];
    this.storedBytes += sign * storedBytes;
    if (sign === 1) this.there.add(index);
    else this.there.delete(index);
    if (storedBytes >= SMALL_OBJECT_BYTES || rows === 0) return;
    this.smallObjects += sign;
    this.smallBytes += sign * storedBytes;
  }

  /** Somebody reads these files at `at`: after so long the last of them can be read. What lies here is paid for by its class. */
  restore(files: readonly number[], at: number): number {
    let waitMs = 0;
    let archived = 0;
    for (const index of files) {
      if (!this.there.has(index)) continue;
      const file = this.run.rows.files[index];
      const { name, restore } = this.classAt(file.storedBytes, at - file.visibleAt);
      const readyMs = this.restored.get(index) ?? -Infinity;
      if (restore !== null && at < readyMs) {
        // Asked for before: it is on its way, or still there.
        waitMs = Math.max(waitMs, readyMs - RESTORED_MS - at);
        continue;
      }
      this.readBytes[name] += file.storedBytes;
      if (restore === null) continue;
      const takesMs = restore.sample(this.restores);
      this.restored.set(index, at + takesMs + RESTORED_MS);
      waitMs = Math.max(waitMs, takesMs);
      archived++;
    }
    if (archived > 0) this.remark(at, "restored", { objects: archived, waitMs });
    return waitMs;
  }

  /** By the class in which an object lies. */
  keptOf(isAbout: (ref: number) => boolean, at: number): readonly KeptRows[] {
    const kept = new KeptByPlace();
    for (const index of this.there) {
      const { refs, rows, storedBytes, visibleAt } = this.run.rows.files[index];
      kept.add(this.classAt(storedBytes, at - visibleAt).name, refs.filter(isAbout).length, rows, storedBytes);
    }
    return kept.all();
  }

  private classAt(bytes: number, ageMs: number): StorageClass {
    const [first, ...later] = this.classes;
    if (bytes < SMALL_OBJECT_BYTES && !this.movesSmall) return first;
    return later.findLast(({ fromMs }) => ageMs >= fromMs) ?? first;
  }

  /** A file that is replaced: out of sight, or never seen where its upload is still under way. */
  private take(index: number, at: number): void {
    const upload = this.uploads.findIndex(({ file }) => file === index);
    if (upload < 0) {
      this.countStored(index, -1);
      this.visible.hideFile(index, at);
      return;
    }
    this.uploads.splice(upload, 1);
    this.endEvents(index);
  }

  protected override tellOutage(at: number, downMs: number): void {
    this.remark(at, "outage", { downMs });
  }

  protected override tellThrottled(at: number, forMs: number): void {
    this.remark(at, "throttled", { forMs, retryMs: SLOW_DOWN_RETRY_MS }, "prefixes");
  }

  override figure(): string {
    return this.puts === 0 ? "" : `${this.puts} objects`;
  }

  override usage(): Record<string, number> {
    const { storedBytes, smallObjects, smallBytes, readBytes } = this;
    return {
      ...super.usage(),
      ...{ storedBytes, objects: this.puts, smallObjects, smallBytes },
      ...{ infrequentReadBytes: readBytes.infrequent, instantReadBytes: readBytes.instant },
      ...{ glacierReadBytes: readBytes.glacier, deepReadBytes: readBytes.deep },
    };
  }
}
