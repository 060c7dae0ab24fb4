import { must } from "../../base/assert.ts";
import { Int32List } from "../kernel/number-lists.ts";
import type { Step } from "../operators/steps.ts";
import type { DerivedPort } from "../processing/collector.ts";
import type { RunContext } from "../part/run-context.ts";
import { lastingId } from "../rows/lasting-id.ts";
import { EVENT, hourOfRow, kindOf, userOfRow } from "../rows/rows.ts";
import { runChain } from "./chain-run.ts";
import type { ChainResult } from "./chain-run.ts";
import type { DimensionRows, UserDimension } from "./user-dimension.ts";
import { filesOf, partitionOfHour } from "./spark/output-layout.ts";
import type { PartitionBy } from "./spark/output-layout.ts";
import { tasksOfPartitions } from "./spark/shuffle.ts";
import type { ShuffleRules } from "./spark/shuffle.ts";
import { hashOfInt, hashOfLong, partitionOfHash } from "./spark/spark-hash.ts";
import { rowsOfSlice, splitsOf } from "./spark/splits.ts";
import type { Split, SplitRules } from "./spark/splits.ts";

/** What work costs, in time of one core. Bytes are those of files as stored, or of rows as they travel between tasks. */
export type WorkCosts = {
  /** Sending a task to its slot and hearing of its end. */
  readonly taskMs: number;
  readonly openFileMs: number;
  readonly readBytesPerSecond: number;
  /** Those bytes are the rows' own, as text is taken apart; else those of the file. */
  readonly readsRaw: boolean;
  /** Each row that is read. */
  readonly readRowMs: number;
  /** Rows that change hands between tasks, written and read again. */
  readonly shuffleBytesPerSecond: number;
  /** Each file that is written, beside the bytes, which count as read ones. */
  readonly writeFileMs: number;
  /** What does not fit into a task's share of memory goes to the local disk and comes back. */
  readonly spillBytesPerSecond: number;
  /** Bytes of memory a task has for its rows, and how many of them a byte that travels takes. */
  readonly taskMemoryBytes: number;
  readonly memoryPerByte: number;
};

export type PlanSpec = {
  readonly splits: Omit<SplitRules, "parallelism">;
  readonly shuffle: Omit<ShuffleRules, "parallelism">;
  readonly costs: WorkCosts;
  readonly steps: readonly Step[];
  /** Each event is joined with its user's row of a table so large; null: no join. Up to `broadcastBytes` every executor has it whole. */
  readonly dimensionBytes: number | null;
  readonly broadcastBytes: number;
  readonly joinRowMs: number;
  /** The events that passed are written, too. */
  readonly carriesEvents: boolean;
  readonly partitionBy: PartitionBy;
  /** as-they-come: whichever task has rows writes them. by-partition: rows go to one task for each output partition first. */
  readonly layout: "as-they-come" | "by-partition";
  /** Tasks that partitions are dealt out to by hash; null: as many as a shuffle has, which adaptive execution joins together. */
  readonly layoutTasks: number | null;
};

/** A file as a task will write it. */
export type DraftFile = {
  readonly stage: number;
  readonly task: number;
  readonly stream: number;
  readonly hour: number;
  readonly refs: Int32Array;
  readonly rawBytes: number;
};

export type JobPlan = {
  /** By stage and task, ms of one core. */
  readonly stages: readonly Float64Array[];
  /** In the order of stages, tasks and partitions. */
  readonly drafts: readonly DraftFile[];
  readonly rowsRead: number;
  readonly bytesRead: number;
  readonly spilledBytes: number;
  /** How much longer the longest task of the first stage takes than all of them would, shared out among the slots. */
  readonly aloneMs: number;
  readonly filtered: readonly number[];
  readonly duplicates: readonly number[];
  /** What a step for a dimension made; null: there is none. */
  readonly dimension: DimensionRows | null;
};

/** The dimension a job keeps, and how its runs bring changes into it. */
export type KeptDimension = { readonly table: UserDimension; readonly writes: "append" | "upsert" };

/** Rows of one kind, and the task that has each after a stage. */
type Placed = { readonly refs: Int32Array; readonly taskOf: Int32Array };

/** `partitions`: so many, and adaptive execution leaves them alone. Of a join: who sent each row, and the bytes of its other side. */
type Shuffling = { readonly partitions?: number; readonly sentBy?: Int32Array; readonly otherSideBytes?: number };

const DERIVED: readonly DerivedPort[] = ["sessions", "windows", "aggregates"];

/** What an attempt over these files will do, and what it costs: from the real rows, by the way Spark plans. */
export function planOf(
  run: RunContext,
  files: readonly number[],
  slots: number,
  task: number,
  spec: PlanSpec,
  bytesOf: (ref: number) => number,
  dimension: KeptDimension | null = null,
): JobPlan {
  return new Planner(run, slots, spec, bytesOf).plan(files, task, dimension);
}

class Planner {
  private readonly run: RunContext;
  private readonly spec: PlanSpec;
  private readonly shuffle: ShuffleRules;
  private readonly parallelism: number;
  private readonly bytesOf: (ref: number) => number;
  private readonly stages: Float64Array[] = [];
  private readonly drafts: DraftFile[] = [];
  private spilledBytes = 0;
  private aloneMs = 0;

  constructor(run: RunContext, slots: number, spec: PlanSpec, bytesOf: (ref: number) => number) {
    this.run = run;
    this.spec = spec;
    this.parallelism = slots;
    this.shuffle = { ...spec.shuffle, parallelism: slots };
    this.bytesOf = bytesOf;
  }

  plan(files: readonly number[], task: number, kept: KeptDimension | null): JobPlan {
    const { run, spec } = this;
    const bytes = files.map((file) => run.rows.files[file].storedBytes);
    const splits = splitsOf(bytes, { ...spec.splits, parallelism: this.parallelism });
    const read = rowsOfSplits(run, files, bytes, splits);
    const chain = runChain(run, spec.steps, task, read.refs);
    this.readStage(splits, files, read);
    const passed: Placed = { refs: pick(read.refs, chain.kept), taskOf: pick(read.taskOf, chain.kept) };
    this.workStages(passed, chain);
    const dimension = kept?.table.build(passed.refs, kept.writes) ?? null;
    if (dimension !== null) this.starStages(dimension);
    const { stages, drafts, spilledBytes, aloneMs } = this;
    const { filtered, duplicates } = chain;
    const bytesRead = bytes.reduce((sum, each) => sum + each, 0);
    return { stages, drafts, rowsRead: read.refs.length, bytesRead, spilledBytes, aloneMs, filtered, duplicates, dimension };
  }

  private readStage(splits: readonly Split[], files: readonly number[], { taskOf }: Placed): void {
    const { costs, steps } = this.spec;
    const rowMs = costs.readRowMs + costOf(steps, "validate");
    const inflation = files.map((file) => {
      const { rawBytes, storedBytes } = this.run.rows.files[file];
      return costs.readsRaw && storedBytes > 0 ? rawBytes / storedBytes : 1;
    });
    const work = Float64Array.from(splits, ({ slices }) => {
      const bytes = slices.reduce((sum, { file, fromByte, toByte }) => sum + (toByte - fromByte) * inflation[file], 0);
      return costs.taskMs + slices.length * costs.openFileMs + (bytes * 1000) / costs.readBytesPerSecond;
    });
    for (let i = 0; i < taskOf.length; i++) work[taskOf[i]] += rowMs;
    this.stages.push(work);
    const [longestMs, sumMs] = work.reduce(([most, sum], each) => [Math.max(most, each), sum + each], [0, 0]);
    this.aloneMs = longestMs - sumMs / this.parallelism;
  }

  /** After the read: a shuffle for each step that needs the rows of a key together; whatever has a table of its own writes it there. */
  private workStages(passed: Placed, { derived }: ChainResult): void {
    const { steps, carriesEvents } = this.spec;
    let rows = passed;
    if (has(steps, "dedup")) {
      const { events } = this.run.rows;
      rows = this.shuffled(rows.refs, (ref) => hashOfInt(lastingId(this.run, events.eventId.at(ref))), costOf(steps, "dedup"));
    }
    const users = this.run.rows.events.user;
    rows = this.joined(rows, (ref) => hashOfLong(users.at(ref)));
    if (carriesEvents) this.write(EVENT, rows);
    // Counts are made where the rows lie, and only counts travel.
    this.addToRows(rows, costOf(steps, "windows") + (has(steps, "sessionize") ? 0 : costOf(steps, "aggregate")));
    for (const port of DERIVED) {
      const made = derived.get(port);
      if (made === undefined) continue;
      const refs = made.refs.data.slice(0, made.refs.length);
      const keys = made.keys.data;
      if (port === "sessions") {
        const after = this.shuffled(
          rows.refs,
          (ref) => hashOfLong(users.at(ref)),
          costOf(steps, "sessionize") + costOf(steps, "aggregate"),
        );
        this.write(kindOf(refs[0]), this.followUsers(after, rows.refs, refs, keys));
      } else {
        let place = 0;
        this.write(
          kindOf(refs[0]),
          this.shuffled(refs, () => hashOfLong(keys[place++]), 0),
        );
      }
    }
  }

  /** Versions of a user come together, and then facts with them; each is written by the task that has the user. */
  private starStages({ versions, facts }: DimensionRows): void {
    const { rows } = this.run;
    for (const refs of [versions, facts])
      if (refs.length > 0)
        this.write(
          kindOf(refs[0]),
          this.shuffled(refs, (ref) => hashOfLong(userOfRow(rows, ref)), this.spec.joinRowMs),
        );
  }

  /** A small table is read once and sent to all; with a large one both sides are dealt out by key, and a key with too many rows is cut. */
  private joined(rows: Placed, hashOf: (ref: number) => number): Placed {
    const { dimensionBytes, broadcastBytes, joinRowMs, costs } = this.spec;
    if (dimensionBytes === null) return rows;
    const readMs = costs.taskMs + costs.openFileMs + (dimensionBytes * 1000) / costs.readBytesPerSecond;
    if (dimensionBytes > broadcastBytes) {
      // The table is read beside the events, by as many tasks as it has splits.
      const splits = splitsOf([dimensionBytes], { ...this.spec.splits, splittable: true, parallelism: this.parallelism });
      this.stages[0] = Float64Array.from([...this.stages[0], ...splits.map(() => readMs / splits.length)]);
      return this.shuffled(rows.refs, hashOf, joinRowMs, { sentBy: rows.taskOf, otherSideBytes: dimensionBytes });
    }
    this.stages.unshift(Float64Array.of(readMs));
    this.addToRows(rows, joinRowMs);
    return rows;
  }

  /** Each session is written by the task that has its user's events. */
  private followUsers({ taskOf }: Placed, events: Int32Array, refs: Int32Array, keys: ArrayLike<number>): Placed {
    const users = this.run.rows.events.user;
    const taskOfUser = new Map<number, number>();
    for (let i = 0; i < events.length; i++) taskOfUser.set(Math.max(0, users.at(events[i])), taskOf[i]);
    return { refs, taskOf: Int32Array.from(refs, (_, i) => taskOfUser.get(keys[i]) ?? 0) };
  }

  private addToRows({ taskOf }: Placed, rowMs: number): void {
    const work = must(this.stages.at(-1), "a stage that has the rows");
    if (rowMs > 0) for (let i = 0; i < taskOf.length; i++) work[taskOf[i]] += rowMs;
  }

  /** A stage behind a shuffle: rows go to the partition their hash says, and tasks take partitions. */
  private shuffled(refs: Int32Array, hashOf: (ref: number) => number, rowMs: number, how: Shuffling = {}): Placed {
    const { partitions = this.shuffle.partitions, otherSideBytes = 0, sentBy } = how;
    const partitionOf = new Int32Array(refs.length);
    const bytesOfRow = new Float64Array(refs.length);
    const bytes = new Float64Array(partitions);
    for (let i = 0; i < refs.length; i++) {
      const partition = partitionOfHash(hashOf(refs[i]), partitions);
      partitionOf[i] = partition;
      bytesOfRow[i] = this.bytesOf(refs[i]);
      bytes[partition] += bytesOfRow[i];
    }
    const sentOf = sentBy === undefined ? undefined : (partition: number) => this.sentBytes(refs, partitionOf, partition, sentBy);
    const rules = how.partitions === undefined ? this.shuffle : { ...this.shuffle, adaptive: false };
    const { tasks, taskOf, pieceOf } = tasksOfPartitions(bytes, rules, sentOf);
    const otherBytes = otherSideBytes / partitions;
    const bytesOf = new Float64Array(tasks);
    // Each piece of a partition that was cut reads the other side of it whole.
    taskOf.forEach((task, p) => {
      for (let piece = 0; piece <= (pieceOf.get(p)?.at(-1) ?? 0); piece++) bytesOf[task + piece] += otherBytes;
    });
    const taskOfRow = partitionOf.map((partition, i) => taskOf[partition] + (pieceOf.get(partition)?.[sentBy?.[i] ?? 0] ?? 0));
    for (let i = 0; i < refs.length; i++) bytesOf[taskOfRow[i]] += bytesOfRow[i];
    this.stages.push(this.shuffleWork(bytesOf, taskOfRow, rowMs));
    return { refs, taskOf: taskOfRow };
  }

  /** Bytes of a partition by the task that sent them. */
  private sentBytes(refs: Int32Array, partitionOf: Int32Array, partition: number, sentBy: Int32Array): Float64Array {
    const sent = new Float64Array(sentBy.reduce((most, task) => Math.max(most, task), 0) + 1);
    for (let i = 0; i < refs.length; i++) if (partitionOf[i] === partition) sent[sentBy[i]] += this.bytesOf(refs[i]);
    return sent;
  }

  private shuffleWork(bytesOf: Float64Array, taskOf: Int32Array, rowMs: number): Float64Array {
    const { costs } = this.spec;
    const work = Float64Array.from(bytesOf, (each) => {
      const spilled = Math.max(0, each * costs.memoryPerByte - costs.taskMemoryBytes);
      this.spilledBytes += spilled;
      return costs.taskMs + (each * 1000) / costs.shuffleBytesPerSecond + (spilled * 1000) / costs.spillBytesPerSecond;
    });
    for (let i = 0; i < taskOf.length; i++) work[taskOf[i]] += rowMs;
    return work;
  }

  /** The rows of a table are written by the tasks that have them, once they have been dealt out by output partition where that is asked for. */
  private write(stream: number, placed: Placed): void {
    const { layout, layoutTasks, partitionBy } = this.spec;
    const { rows, hourMs } = this.run;
    const by = rows.kinds[stream].alwaysHourly ? "hour" : partitionBy;
    const hours = placed.refs.map((ref) => partitionOfHour(hourOfRow(rows, ref, hourMs), by));
    let { taskOf } = placed;
    if (layout === "by-partition") {
      let place = 0;
      const hash = (): number => hashOfInt(hours[place++]);
      taskOf = this.shuffled(placed.refs, hash, 0, layoutTasks === null ? {} : { partitions: layoutTasks }).taskOf;
    }
    const stage = this.stages.length - 1;
    for (const { task, hour, places } of filesOf(taskOf, hours)) {
      const refs = pick(placed.refs, places);
      let rawBytes = 0;
      for (let i = 0; i < refs.length; i++) rawBytes += this.bytesOf(refs[i]);
      this.drafts.push({ stage, task, stream, hour, refs, rawBytes });
      this.stages[stage][task] += this.spec.costs.writeFileMs;
    }
  }
}

function has(steps: readonly Step[], op: Step["op"]): boolean {
  return steps.some((step) => step.op === op);
}

function costOf(steps: readonly Step[], op: Step["op"]): number {
  return steps.reduce((sum, step) => (step.op === op ? sum + step.costMs : sum), 0);
}

function pick(from: Int32Array, places: Int32Array): Int32Array {
  return places.map((place) => from[place]);
}

/** The rows of files in the order in which tasks read them, and the task of each. */
function rowsOfSplits(run: RunContext, files: readonly number[], bytes: readonly number[], splits: readonly Split[]): Placed {
  const refs = new Int32List(1024);
  const taskOf = new Int32List(1024);
  splits.forEach(({ slices }, task) => {
    for (const slice of slices) {
      const held = run.rows.files[files[slice.file]].refs;
      const { first, end } = rowsOfSlice(slice, held.length, bytes[slice.file]);
      refs.pushMany(held, first, end);
      for (let i = first; i < end; i++) taskOf.push(task);
    }
  });
  return { refs: refs.data.slice(0, refs.length), taskOf: taskOf.data.slice(0, taskOf.length) };
}
