import { Facet } from "../part/facet.ts";
import { Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RowInput } from "../rows/row-input.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { ItemLearner } from "./item-learner.ts";
import type { LearnerSpec } from "./item-learner.ts";
import { ModelShelf } from "./maths/model-shelf.ts";
import type { TrainingRemarks } from "./remarks.ts";

export type TrainingJobSpec = LearnerSpec & {
  /** A training begins after so many events … */
  readonly everyEvents: number | null;
  /** … or at multiples of this; null = not by the clock. */
  readonly everyMs: number | null;
  /** Machines start, then work through all events there are. */
  readonly startUpMs: number;
  readonly eventsPerSecond: number;
};

/**
 * Trains item vectors from what users meet together: reads events as they come, begins a training by count or by the clock, and
 * publishes the vectors when the job is done. The vectors are really computed, from what had been read when it began.
 */
export class ModelTraining extends Part<TrainingRemarks> {
  readonly shelf: ModelShelf;
  trainings = 0;
  trainingMs = 0;
  private readonly input: RowInput;
  private readonly spec: TrainingJobSpec;
  private readonly learner: ItemLearner;
  private readonly deliveredCode: number;
  private sinceLast = 0;
  private busyUntil = -Infinity;
  /** When the model that is being trained comes out. */
  private trainingUntil = -Infinity;
  private nextByClock: number;

  constructor(id: string, run: RunContext, input: RowInput, spec: TrainingJobSpec) {
    super(id, run);
    this.tell(TRAINS, this);
    this.spec = spec;
    this.input = input;
    this.learner = new ItemLearner(run, spec);
    this.shelf = new ModelShelf(this.learner.untrained());
    this.deliveredCode = run.ledger.code("delivered");
    this.nextByClock = spec.everyMs ?? Infinity;
  }

  advance(until: number): void {
    const { events } = this.run.rows;
    while (this.input.next(until)) {
      const { ref, time } = this.input;
      this.meter.arrived(this.bytesOf(ref));
      if (kindOf(ref) !== EVENT) continue;
      this.learner.learn(ref);
      this.run.recorder(this.id).visible(ref, events.happenedAt.at(ref), time);
      this.run.ledger.end(ref, this.deliveredCode);
      if (this.spec.everyEvents !== null && ++this.sinceLast >= this.spec.everyEvents) this.train(time);
    }
  }

  override nextWorkMs(): number {
    return this.input.peekTime();
  }

  /** One training at a time: what comes due meanwhile is left out. */
  private train(at: number): void {
    this.sinceLast = 0;
    if (at < this.busyUntil || this.learner.read === 0) return;
    const { startUpMs, eventsPerSecond } = this.spec;
    const durationMs = startUpMs + (this.learner.read * 1000) / eventsPerSecond;
    this.busyUntil = at + durationMs;
    this.trainingMs += durationMs;
    this.trainings++;
    this.trainingUntil = this.busyUntil;
    const model = this.learner.train(this.run.randomStream(this.id, `training ${this.trainings}`));
    this.shelf.publish(model, this.busyUntil);
    this.meter.served(at, 0, durationMs);
  }

  override nextChangeMs(): number {
    return this.nextByClock;
  }

  override change(at: number): void {
    while (this.nextByClock <= at) {
      this.nextByClock += this.spec.everyMs ?? Infinity;
      if (at <= this.run.durationMs) this.train(at);
    }
  }

  /** A training that is under way is lost; the next one begins when it is due. */
  override strike(strike: Strike, at: number): void {
    if (at < this.trainingUntil) this.shelf.withdraw();
    this.trainingUntil = -Infinity;
    this.busyUntil = Math.max(this.busyUntil, at + strike.durationMs);
    this.meter.downMs += strike.durationMs;
    this.remark(at, "training-lost", { servingModel: this.shelf.newestAt(at) });
  }

  override finish(): boolean {
    return this.input.empty;
  }

  override figure(at: number): string {
    return this.trainings === 0 ? "not trained" : `model ${this.shelf.newestAt(at)} of ${this.trainings}`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), trainings: this.trainings, trainingHours: this.trainingMs / 3_600_000 };
  }
}

/** A part that trains models, which stand on its shelf. */
export const TRAINS = new Facet<Pick<ModelTraining, "shelf">>("trains");
