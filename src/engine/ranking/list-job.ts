import { ItemLearner } from "./item-learner.ts";
import type { LearnerSpec } from "./item-learner.ts";
import { addMaker } from "./list-makers.ts";
import { Part, OutPort } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RowInput } from "../rows/row-input.ts";
import { EVENT, FILE, LIST, refOf, rowOf, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { RowQueue } from "../rows/row-queue.ts";
import { ModelShelf } from "./maths/model-shelf.ts";
import { UserSteps } from "./maths/user-steps.ts";
import type { ListJobRemarks } from "./remarks.ts";

export type ListJobSpec = LearnerSpec & {
  readonly decay: number;
  readonly listLength: number;
  readonly probes: number | null;
  /** The job begins at this time of the run, and then again and again after this long. */
  readonly firstAtMs: number;
  readonly everyMs: number;
  readonly startUpMs: number;
  /** Training reads so many events a second … */
  readonly eventsPerSecond: number;
  /** … and then lists are made for so many users a second. */
  readonly usersPerSecond: number;
};

/**
 * The batch way: at every turn of its clock the job trains on all it has been given (files or records), then makes one list for
 * every user it knows and sends them off at the pace of its machines. Between turns lists do not move.
 */
export class ListJob extends Part<ListJobRemarks> {
  readonly shelf: ModelShelf;
  turns = 0;
  busyMs = 0;
  private readonly input: RowInput;
  private readonly lists: OutPort;
  private readonly spec: ListJobSpec;
  private readonly learner: ItemLearner;
  private readonly steps: UserSteps;
  private readonly known: number[] = [];
  private readonly maker: number;
  private readonly deliveredCode: number;
  private sending: RowQueue;
  private busyUntil = -Infinity;
  private nextAt: number;

  constructor(id: string, run: RunContext, input: RowInput, outputs: readonly RowQueue[], spec: ListJobSpec) {
    super(id, run);
    this.spec = spec;
    this.input = input;
    this.lists = new OutPort(this, run, outputs);
    this.learner = new ItemLearner(run, spec);
    this.steps = new UserSteps(run.dimensions.users);
    this.shelf = new ModelShelf(this.learner.untrained());
    const { steps, shelf } = this;
    this.maker = addMaker(run, { part: id, steps, shelf, decay: spec.decay, length: spec.listLength, probes: spec.probes });
    this.deliveredCode = run.ledger.code("delivered");
    this.sending = new RowQueue(id);
    this.nextAt = spec.firstAtMs;
  }

  advance(until: number): void {
    const { rows } = this.run;
    while (this.input.next(until)) {
      const { ref, time } = this.input;
      this.meter.arrived(this.bytesOf(ref));
      if (kindOf(ref) === FILE) {
        // A notice of an object: what is in it was accounted for when it was stored.
        const file = rows.files[rowOf(ref)];
        if (file.stream === EVENT) for (const event of file.refs) this.learn(event);
      } else if (kindOf(ref) === EVENT) {
        this.learn(ref);
        this.run.recorder(this.id).visible(ref, rows.events.happenedAt.at(ref), time);
        this.run.ledger.end(ref, this.deliveredCode);
      }
    }
    this.send(until);
  }

  override nextWorkMs(): number {
    return Math.min(this.input.peekTime(), this.sending.nextMs);
  }

  private learn(row: number): void {
    if (!this.learner.learn(row)) return;
    const { events } = this.run.rows;
    const user = events.user.at(row);
    if (this.steps.newestOf(user) < 0) this.known.push(user);
    this.steps.take(user, events.item.at(row), row);
  }

  private send(until: number): void {
    const { sending } = this;
    for (; sending.head < sending.tail && sending.times[sending.head] < until; sending.head++)
      this.lists.emit(sending.times[sending.head], sending.refs[sending.head]);
  }

  override nextChangeMs(): number {
    return this.nextAt;
  }

  override change(at: number): void {
    while (this.nextAt <= at) this.nextAt += this.spec.everyMs;
    if (at <= this.run.durationMs && at >= this.busyUntil && this.learner.read > 0) this.turn(at);
  }

  private turn(at: number): void {
    const { startUpMs, eventsPerSecond, usersPerSecond } = this.spec;
    this.turns++;
    const model = this.learner.train(this.run.randomStream(this.id, `training ${this.turns}`));
    const listsFrom = at + startUpMs + (this.learner.read * 1000) / eventsPerSecond;
    const number = this.shelf.publish(model, listsFrom);
    const { lists } = this.run.rows;
    this.known.forEach((user, i) => {
      const madeAt = listsFrom + ((i + 1) * 1000) / usersPerSecond;
      const step = this.steps.newestOf(user);
      const list = lists.add({ user, step, vectorModel: number, model: number, madeAt, maker: this.maker, from: -1 });
      this.sending.push(madeAt, refOf(LIST, list));
    });
    this.busyUntil = listsFrom + (this.known.length * 1000) / usersPerSecond;
    this.busyMs += this.busyUntil - at;
    this.meter.served(at, 0, this.busyUntil - at);
  }

  /** The turn that is under way is lost with the lists it had not sent; the next one begins when it is due. */
  override strike(strike: Strike, at: number): void {
    const unsent = this.sending.waiting;
    this.sending = new RowQueue(this.id);
    this.busyUntil = at + strike.durationMs;
    this.meter.downMs += strike.durationMs;
    this.remark(at, "job-failed", { unsentLists: unsent }, "everyMs");
  }

  override finish(at: number): boolean {
    this.send(at);
    return this.input.empty && this.sending.waiting === 0;
  }

  override figure(): string {
    return this.turns === 0 ? "first turn to come" : `${this.turns} turns`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), turns: this.turns, jobHours: this.busyMs / 3_600_000 };
  }
}
