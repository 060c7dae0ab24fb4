import { nounFor } from "../../base/counted-noun.ts";
import { FileWriter } from "./file-writer.ts";
import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { RowInput } from "../rows/row-input.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { FileDropRemarks } from "./remarks.ts";

export type FileDropSpec = {
  /** A file is made of what came since the one before, each time so much has passed. */
  readonly everyMs: number;
  /** Between that moment and the start of the upload. */
  readonly makingMs: Sampler;
  readonly bytesPerSecond: number;
  readonly compressionRatio: number;
  /** Whoever fetches the files looks every so often, by the clock. */
  readonly pollMs: number;
  /** Files come with their sizes and names: what is missing or cut off is noticed, and what comes twice is loaded once. */
  readonly checked: boolean;
  /** Until a file that was missing or cut off is sent again, or a second copy comes. */
  readonly againMs: number;
};

type Drop = { readonly stream: number; readonly refs: readonly number[]; readonly rawBytes: number; readonly madeAt: number; at: number };

const TROUBLES = ["late", "missing", "truncated", "duplicate", "outage"] as const;
type Trouble = (typeof TROUBLES)[number];

/**
 * Files dropped by the clock (facts/streaming.md 3.3): what comes within a period lies in one file that is made, uploaded, and found
 * at the next look. So a row is half a period old on average before anything else begins. In records, out files.
 */
export class FileDrop extends Part<FileDropRemarks> {
  private readonly input: RowInput;
  private readonly writer: FileWriter;
  private readonly spec: FileDropSpec;
  private readonly random: RandomStream;
  /** Rows since the last file, by stream. */
  private gathered = new Map<number, number[]>();
  private readonly drops: Drop[] = [];
  private readonly troubleUntil = new Map<Trouble, number>();
  private nextAt: number;
  /** Bytes that were carried and turned away: broken files and second copies. */
  private wastedBytes = 0;
  private readonly lostCode: { readonly missing: number; readonly truncated: number };

  constructor(id: string, run: RunContext, input: RowInput, outputs: readonly RowQueue[], spec: FileDropSpec) {
    super(id, run);
    this.spec = spec;
    this.input = input;
    this.writer = new FileWriter(this, run, outputs, spec);
    this.random = run.randomStream(id, "making");
    this.nextAt = spec.everyMs;
    this.lostCode = {
      missing: run.ledger.code("dropped", id, "the file never came"),
      truncated: run.ledger.code("dropped", id, "the file was cut off"),
    };
  }

  advance(until: number): void {
    while (this.input.next(until)) {
      const { ref, time } = this.input;
      while (this.nextAt <= time) this.turn();
      this.meter.arrived(this.bytesOf(ref));
      const rows = this.gathered.get(kindOf(ref));
      if (rows === undefined) this.gathered.set(kindOf(ref), [ref]);
      else rows.push(ref);
    }
    while (this.nextAt < until) this.turn();
    this.deliver(until);
  }

  override nextWorkMs(): number {
    const made = this.gathered.size > 0 ? this.nextAt : Infinity;
    return this.drops.reduce((next, drop) => Math.min(next, drop.at), Math.min(made, this.input.peekTime()));
  }

  private turn(): void {
    const at = this.nextAt;
    this.nextAt += this.spec.everyMs;
    for (const [stream, refs] of this.gathered) this.make(stream, refs, at);
    this.gathered = new Map();
  }

  private make(stream: number, refs: readonly number[], at: number): void {
    const { checked, againMs } = this.spec;
    const readyAt = this.after("late", at + this.spec.makingMs.sample(this.random), at);
    if (this.has("missing", at)) {
      if (checked) this.send(stream, refs, at, readyAt + againMs);
      else this.lose(refs, this.lostCode.missing);
    } else if (this.has("truncated", at)) {
      const half = Math.ceil(refs.length / 2);
      // The broken file came first and was turned away: its bytes are paid all the same.
      if (checked) this.wastedBytes += this.storedBytes(refs.slice(0, half));
      else this.lose(refs.slice(half), this.lostCode.truncated);
      this.send(stream, checked ? refs : refs.slice(0, half), at, checked ? readyAt + againMs : readyAt);
    } else {
      this.send(stream, refs, at, readyAt);
      if (this.has("duplicate", at)) this.sendTwice(stream, refs, at, readyAt + againMs);
    }
  }

  private sendTwice(stream: number, refs: readonly number[], madeAt: number, at: number): void {
    if (this.spec.checked) {
      this.wastedBytes += this.storedBytes(refs);
      return;
    }
    if (stream === EVENT) for (const ref of refs) this.run.ledger.repeat(ref);
    this.send(stream, refs, madeAt, at);
  }

  private lose(refs: readonly number[], code: number): void {
    this.meter.intervalDropped += refs.length;
    for (const ref of refs) if (kindOf(ref) === EVENT) this.run.ledger.end(ref, code);
  }

  /** Uploads from `at` on; the file is there at the first look after that. */
  private send(stream: number, refs: readonly number[], madeAt: number, at: number): void {
    if (refs.length === 0) return;
    const { bytesPerSecond, pollMs } = this.spec;
    const startAt = this.after("outage", at, at);
    const uploadMs = (this.storedBytes(refs) * 1000) / bytesPerSecond;
    this.meter.served(madeAt, startAt - madeAt, uploadMs);
    const foundAt = Math.ceil((startAt + uploadMs) / pollMs) * pollMs;
    this.drops.push({ stream, refs, rawBytes: this.rawBytes(refs), madeAt, at: foundAt });
  }

  private rawBytes(refs: readonly number[]): number {
    return refs.reduce((sum, ref) => sum + this.bytesOf(ref), 0);
  }

  private storedBytes(refs: readonly number[]): number {
    return this.writer.ratioBytes(this.rawBytes(refs));
  }

  private has(trouble: Trouble, at: number): boolean {
    return at < (this.troubleUntil.get(trouble) ?? -Infinity);
  }

  /** When something planned for `planned` happens if the trouble at `at` holds it up. */
  private after(trouble: Trouble, planned: number, at: number): number {
    return this.has(trouble, at) ? Math.max(planned, this.troubleUntil.get(trouble) ?? planned) : planned;
  }

  private deliver(until: number): void {
    const due = this.drops.filter((drop) => drop.at < until).sort((a, b) => a.at - b.at || a.madeAt - b.madeAt || a.stream - b.stream);
    for (const drop of due) {
      this.drops.splice(this.drops.indexOf(drop), 1);
      this.write(drop);
    }
  }

  private write({ stream, refs, rawBytes, madeAt, at }: Drop): void {
    const openedAt = madeAt - this.spec.everyMs;
    const hour = Math.floor(openedAt / this.run.hourMs);
    this.writer.write({ stream, hour, refs: Int32Array.from(refs), rawBytes, openedAt, closedAt: madeAt }, at);
  }

  override strike(strike: Strike, at: number): void {
    const trouble = TROUBLES.find((each) => each === strike.fault);
    if (trouble === undefined) return;
    const until = at + strike.durationMs;
    this.troubleUntil.set(trouble, until);
    if (trouble === "outage") {
      this.meter.downMs += strike.durationMs;
      for (const drop of this.drops)
        if (drop.at > at) drop.at = Math.ceil((drop.at + strike.durationMs) / this.spec.pollMs) * this.spec.pollMs;
    }
    this.remark(at, `file-${trouble}`, { forMs: strike.durationMs, checked: this.spec.checked }, "checked");
  }

  override isDown(at: number): boolean {
    return this.has("outage", at);
  }

  override finish(): boolean {
    return this.gathered.size === 0 && this.drops.length === 0;
  }

  /** Every event it holds has an open copy. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override heldEvents(): number {
    let held = 0;
    for (const drop of this.drops) if (drop.stream === EVENT) held += drop.refs.length;
    return held + (this.gathered.get(EVENT)?.length ?? 0);
  }

  override queueLength(): number {
    return this.drops.length;
  }

  override figure(): string {
    const { filesWritten } = this.writer;
    return filesWritten === 0 ? "" : `${filesWritten} ${nounFor(filesWritten, "file")}`;
  }

  override usage(): Record<string, number> {
    const { filesWritten, bytesWritten } = this.writer;
    return { ...super.usage(), files: filesWritten, bytesOut: bytesWritten + this.wastedBytes };
  }
}
