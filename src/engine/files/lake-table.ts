import { nounFor } from "../../base/counted-noun.ts";
import type { RunContext } from "../part/run-context.ts";
import type { Strike } from "../part/part.ts";
import { SHOWS, VisibleRows } from "../queried/visible-rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { isDeletion } from "../rows/kinds/file.ts";
import { columnsOf } from "../rows/row-kind.ts";
import { EVENT, userOfRow } from "../rows/rows.ts";
import { ObjectUploads, SLOW_DOWN_RETRY_MS } from "./object-uploads.ts";
import type { ObjectUploadSpec, Upload } from "./object-uploads.ts";
import { KeptByPlace, KEEPS } from "../part/kept-rows.ts";
import type { KeptRows } from "../part/kept-rows.ts";
import type { LakeTableRemarks } from "./remarks.ts";
import { TABLE, TableLog } from "./table-log.ts";
import type { Snapshot, TableSpec } from "./table-log.ts";

export type LakeTableSpec = ObjectUploadSpec &
  TableSpec & {
    /** Files of writers that commit nothing themselves are committed together, each time so much has passed. */
    readonly commitEveryMs: number;
  };

/** A table is told to have outgrown its data once it has been committed to so often. */
const MANY_COMMITS = 20;

/**
 * A table over objects: rows can be read when the version that names their file is committed, all of them at once, and what is replaced
 * goes in that instant and stays in the bucket. Jobs and maintenance commit what they wrote themselves; rows of a stream processor
 * are committed at their checkpoint; files of whoever else writes when it is their turn.
 */
export class LakeTable extends ObjectUploads<LakeTableRemarks> {
  readonly visible: VisibleRows;
  readonly keepsVersions = true;
  readonly log: TableLog;
  private readonly everyMs: number;
  /** Uploaded, and in no version yet. */
  private readonly staged = new Set<number>();
  private nextCommitMs = Infinity;
  /** Files of a checkpoint that are not all uploaded yet, by its instant. */
  private readonly checkpoints = new Map<number, number[]>();
  private readonly shown = new Set<number>();
  private saidOutgrown = false;
  private saidAtEnd = false;

  constructor(id: string, run: RunContext, inputs: readonly RowQueue[], outputs: readonly RowQueue[], spec: LakeTableSpec) {
    super(id, run, inputs, outputs, spec);
    this.everyMs = spec.commitEveryMs;
    this.visible = new VisibleRows(id, run);
    this.log = new TableLog(run.rows.files, spec, (stream) => columnsOf(run.rows.kinds[stream], run.dimensions).length);
    this.tell(SHOWS, this);
    this.tell(TABLE, this.log);
    this.tell(KEEPS, this);
  }

  // ---- What is committed -------------------------------------------------------------------------------------
  protected override isThere(file: number): boolean {
    return this.log.objects.has(file);
  }

  protected override uploaded({ file, visibleAt, gatheredAt }: Upload): void {
    const { files } = this.run.rows;
    if (this.log.objects.has(file) || isDeletion(files[file])) {
      this.open(file, visibleAt);
      return;
    }
    if (gatheredAt === undefined) {
      this.staged.add(file);
      this.nextCommitMs = Math.min(this.nextCommitMs, Math.ceil((visibleAt + 1) / this.everyMs) * this.everyMs);
      return;
    }
    const together = [...(this.checkpoints.get(gatheredAt) ?? []), file];
    this.checkpoints.set(gatheredAt, together);
    if (this.uploads.some((other) => other.gatheredAt === gatheredAt)) return;
    this.checkpoints.delete(gatheredAt);
    this.append(together, visibleAt);
  }

  protected override show(until: number): void {
    for (;;) {
      const at = this.nextCommitMs;
      super.show(Math.min(until, at));
      // What was uploaded meanwhile may have named an earlier turn.
      if (this.nextCommitMs < at) continue;
      if (at >= until) return;
      this.commitStaged(at);
    }
  }

  private commitStaged(at: number): void {
    this.nextCommitMs = Infinity;
    if (at < this.spell.awayUntil) {
      this.nextCommitMs = Math.ceil(this.spell.awayUntil / this.everyMs) * this.everyMs;
      return;
    }
    const files = [...this.staged].sort((a, b) => a - b);
    this.staged.clear();
    const replaced = files.flatMap((file) => this.run.rows.files[file].replaces ?? []);
    const gone = new Set(replaced);
    // A file that was written anew before it was ever committed is nobody's.
    const orphans = files.filter((file) => gone.has(file));
    for (const file of orphans) this.endEvents(file);
    this.log.abandon(orphans, at);
    this.append(
      files.filter((file) => !gone.has(file)),
      at,
      replaced,
    );
  }

  private append(files: readonly number[], at: number, replaced: readonly number[] = []): void {
    if (files.length === 0) return;
    const [first] = files;
    const commit = { writer: this.run.rows.files[first].writer, operation: "append" as const, basedOn: this.log.version };
    this.tellOf(this.log.add(commit, files, replaced, at), at);
    for (const file of files) this.open(file, at);
  }

  /** Readers find it, and not what it replaces. */
  private open(index: number, at: number): void {
    const file = this.run.rows.files[index];
    file.visibleAt = at;
    for (const old of file.replaces ?? []) if (this.shown.delete(old)) this.visible.hideFile(old, at);
    this.visible.showFile(index, at);
    this.shown.add(index);
    this.announce(index, at);
  }

  // ---- What it says ------------------------------------------------------------------------------------------
  private tellOf({ version }: Snapshot, at: number): void {
    const { metadataBytes, liveBytes } = this.log;
    if (this.saidOutgrown || version < MANY_COMMITS || metadataBytes <= liveBytes) return;
    this.saidOutgrown = true;
    this.remark(at, "metadata-outgrew", { commits: version, metadataBytes, dataBytes: liveBytes }, "commitEveryMs");
  }

  /** Rows that can be read twice, as two versions brought them. */
  private tellDoubled(at: number): void {
    const { doubled } = this.log;
    if (doubled !== null) this.remark(at, "rows-doubled", doubled);
  }

  private tellErased(at: number): void {
    const userOf = (ref: number): number => userOfRow(this.run.rows, ref);
    let [rows, objects, bytes] = [0, 0, 0];
    for (const object of this.log.objects.values()) {
      if (this.log.live.has(object.file)) continue;
      const found = this.log.erasedRowsIn(object, userOf);
      if (found === 0) continue;
      rows += found;
      objects++;
      bytes += object.bytes;
    }
    if (rows > 0) this.remark(at, "erased-still-stored", { users: this.log.erased.size, rows, objects, bytes });
  }

  /** By the version that needs the object, if one does; delete files hold no rows. */
  keptOf(isAbout: (ref: number) => boolean): readonly KeptRows[] {
    const kept = new KeptByPlace();
    for (const object of this.log.objects.values()) {
      const place = object.over === null ? this.log.placeOf(object) : null;
      const { refs, rows } = this.run.rows.files[object.file];
      if (place !== null) kept.add(place, refs.filter(isAbout).length, rows, object.bytes);
    }
    return kept.all();
  }

  protected override tellOutage(at: number, downMs: number): void {
    this.remark(at, "outage", { downMs });
  }

  protected override tellThrottled(at: number, forMs: number): void {
    this.remark(at, "throttled", { forMs, retryMs: SLOW_DOWN_RETRY_MS }, "prefixes");
  }

  override strike(strike: Strike, at: number): void {
    super.strike(strike, at);
    this.log.awayUntil = this.spell.awayUntil;
  }

  // ---- End of input, figures ---------------------------------------------------------------------------------
  override nextWorkMs(): number {
    return Math.min(super.nextWorkMs(), this.nextCommitMs);
  }

  override finish(at: number): boolean {
    if (!super.finish(at) || this.staged.size > 0) return false;
    if (!this.saidAtEnd) {
      this.saidAtEnd = true;
      this.tellDoubled(at);
      this.tellErased(at);
    }
    return true;
  }

  override eventsNeededFrom(): number {
    return this.log.isRewritten ? 0 : Infinity;
  }

  override heldEvents(): number {
    let held = super.heldEvents();
    const files = [...this.staged, ...[...this.checkpoints.values()].flat()];
    for (const file of files) if (this.run.rows.files[file].stream === EVENT) held += this.run.rows.files[file].refs.length;
    return held;
  }

  override queueLength(): number {
    return super.queueLength() + this.staged.size;
  }

  override figure(): string {
    const { version, live } = this.log;
    return version === 0 ? "" : `${version} ${nounFor(version, "version")}, ${live.size} ${nounFor(live.size, "file")}`;
  }

  override usage(): Record<string, number> {
    const { storedBytes, metadataBytes, metadataObjects } = this.log;
    const usage = super.usage();
    return {
      ...usage,
      putRequests: this.puts + metadataObjects,
      getRequests: this.log.readRequests,
      storedBytes: storedBytes + metadataBytes,
      objects: this.puts + metadataObjects,
    };
  }
}
