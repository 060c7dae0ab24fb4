import type { ItemIndexes } from "../ranking/maths/item-indexes.ts";
import type { ModelShelf } from "../ranking/maths/model-shelf.ts";
import type { UserSteps } from "../ranking/maths/user-steps.ts";
import { Float64List, Int32List, Uint8List } from "../kernel/number-lists.ts";

/** Whoever makes vectors and lists, with all that a list is worked out from. */
export type ListMaker = {
  readonly part: string;
  readonly steps: UserSteps;
  /** Item models its users' vectors are made in. */
  readonly shelf: ModelShelf;
  /** What is searched; its models may stand on another shelf. */
  readonly indexes: ItemIndexes;
  /** What is left of a user's past with every event. */
  readonly decay: number;
  /** Items on a list. */
  readonly length: number;
  /** Lists of the inverted file that are looked into; null = all items are. */
  readonly probes: number | null;
};

/** A user's vector after an event was taken into it: the message of an update-embeddings worker. */
export class VectorRows {
  readonly user = new Int32List();
  /** The step of that worker's `UserSteps` the vector stands at; the vector itself is a function of it and the model. */
  readonly step = new Int32List();
  /** Number of the item model on the shelf it was moved with. */
  readonly model = new Int32List();
  readonly madeAt = new Float64List();
  /** Index into `Rows.makers`. */
  readonly maker = new Uint8List();

  get length(): number {
    return this.user.length;
  }
}

/**
 * A list of recommendations for a user. What is on it is a function of step and model, worked out when somebody looks
 * (engine/recommend): a run makes far more lists than anyone reads, and what making one costs is the worker's to simulate.
 */
export class ListRows {
  readonly user = new Int32List();
  /** The step of its maker's `UserSteps` the user's vector stood at, -1 = nothing was known: what is popular. */
  readonly step = new Int32List();
  /** Number of the model, on its maker's shelf, the user's vector was made in. */
  readonly vectorModel = new Int32List();
  /** Number of the model whose items were looked at. */
  readonly model = new Int32List();
  readonly madeAt = new Float64List();
  /** Index into `Rows.makers`. */
  readonly maker = new Uint8List();
  /** Row of the list whose items were put into a new order, -1 = all items were looked at. */
  readonly from = new Int32List();

  /** Returns the row. */
  add(list: NewList): number {
    this.user.push(list.user);
    this.step.push(list.step);
    this.vectorModel.push(list.vectorModel);
    this.model.push(list.model);
    this.madeAt.push(list.madeAt);
    this.maker.push(list.maker);
    this.from.push(list.from);
    return this.user.length - 1;
  }

  get length(): number {
    return this.user.length;
  }
}

export type NewList = {
  readonly user: number;
  readonly step: number;
  readonly vectorModel: number;
  readonly model: number;
  readonly madeAt: number;
  readonly maker: number;
  readonly from: number;
};

export const WAITING = 0;
export const ANSWERED = 1;
/** Answered without a list of the user's own. */
export const NOT_FOUND = 2;
export const REFUSED = 3;

/** Requests of users and what became of them. */
export class RequestRows {
  readonly user = new Int32List();
  readonly endpoint = new Uint8List();
  readonly askedAt = new Float64List();
  /** NaN while it waits. */
  readonly answeredAt = new Float64List();
  /** Row of the list of candidates that travels with it, -1 = none. */
  readonly candidates = new Int32List();
  /** Row of the list that was served, -1 = none. */
  readonly list = new Int32List();
  readonly state = new Uint8List();
  /** Index into `RequestDesk.places`: which part answered or refused. */
  readonly place = new Int32List();

  get length(): number {
    return this.user.length;
  }
}
