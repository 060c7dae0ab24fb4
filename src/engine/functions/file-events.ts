import { TimeQueue } from "../kernel/time-queue.ts";
import { firstEventOf, isDeletion } from "../rows/kinds/file.ts";
import type { RunContext } from "../part/run-context.ts";
import { FILE, kindOf, rowOf } from "../rows/rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { Batch, BatchSource, CallEnd, SourceHost } from "./batches.ts";

type FileEvent = { readonly place: number; readonly file: number; readonly landedMs: number; tries: number };

/** Between the first and the second try, and between the second and the third; then an event is given up. */
const RETRY_MS = [60_000, 120_000];

/** A call for each object that lands, told by the store; the service keeps the word of it and tries twice more where a call fails. */
export class FileEvents implements BatchSource {
  private readonly run: RunContext;
  private readonly input: RowQueueReader;
  private readonly host: SourceHost;
  private readonly due = new TimeQueue();
  private readonly events: FileEvent[] = [];
  private readonly open = new Set<FileEvent>();
  private readonly eventOf = new Map<Batch, FileEvent>();

  constructor(run: RunContext, wires: readonly RowQueue[], host: SourceHost) {
    this.run = run;
    this.input = new RowQueueReader(wires);
    this.host = host;
  }

  /** Takes in what has landed before `until`. */
  pull(until: number): void {
    while (this.input.next(until)) {
      if (kindOf(this.input.ref) !== FILE) continue;
      const file = rowOf(this.input.ref);
      const stored = this.run.rows.files[file];
      if (isDeletion(stored) || stored.rows === 0) continue;
      const event = { place: this.events.length, file, landedMs: this.input.time, tries: 0 };
      this.open.add(event);
      this.events.push(event);
      this.due.push(event.landedMs, event.place);
    }
  }

  nextArrivalMs(): number {
    return this.input.peekTime();
  }

  nextMs(now: number): number {
    return Math.max(now, this.due.time);
  }

  take(at: number): Batch | null {
    if (this.due.time > at) return null;
    const event = this.events[this.due.pop()];
    const { refs } = this.run.rows.files[event.file];
    for (const ref of refs) this.host.took(ref);
    const batch = { refs: [...refs], travelled: 0, files: [event.file], sinceMs: event.landedMs };
    this.eventOf.set(batch, event);
    return batch;
  }

  ended(batch: Batch, at: number, { failed }: CallEnd): void {
    const event = this.eventOf.get(batch);
    this.eventOf.delete(batch);
    if (event === undefined) return;
    event.tries++;
    const pauseMs = failed ? RETRY_MS[event.tries - 1] : undefined;
    if (pauseMs === undefined) this.open.delete(event);
    else this.due.push(at + pauseMs, event.place);
    if (failed && pauseMs === undefined) this.host.giveUpFile(at, event.tries);
  }

  get idle(): boolean {
    return this.open.size === 0 && this.input.empty;
  }

  /** What lies in a store is no copy of its own. */
  heldEvents(): number {
    return 0;
  }

  eventsNeededFrom(): number {
    let least = Infinity;
    for (const { file } of this.open) least = Math.min(least, firstEventOf(this.run.rows.files[file]));
    return least;
  }

  get waiting(): number {
    return this.due.size;
  }
}
