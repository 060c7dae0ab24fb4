import { createStream } from "../../base/rng.ts";
import type { RandomStream } from "../../base/rng.ts";
import { zipfSampler } from "../../base/alias-table.ts";
import type { AliasTable } from "../../base/alias-table.ts";
import { exp, pow } from "../../base/fixed-math.ts";
import { standardNormal } from "../../base/sampler.ts";
import { Float64List, Int32List } from "../kernel/number-lists.ts";

export type TasteSpec = {
  /** Things users can meet: tracks, products. Item i belongs to group i mod groups and is the (i div groups)-th most popular of it. */
  readonly items: number;
  readonly groups: number;
  /** Zipf-Mandelbrot law of popularity, within a group and over all. */
  readonly popularity: { readonly s: number; readonly q: number };
  /** Directions of the hidden space in which groups and interests lie. */
  readonly dims: number;
  /** A choice by an interest falls on a group with weight exp(focus x cosine of the two): 0 = on any, 30 = on very few. */
  readonly focus: number;
  /** Interests of a user. */
  readonly perUser: number;
  /** Share of choices that follow an interest; the others follow the crowd. */
  readonly fromTaste: number;
  /** Share of those that stay with the mood of the session, one of the user's interests. */
  readonly mood: number;
  /** How far every interest has moved when the next session begins: the length of a random step, against its own of 1. */
  readonly driftPerSession: number;
};

const TOP = 10;

/**
 * What users like and cannot say: the hidden truth that recommendations are held against. Groups are fixed points on a sphere,
 * a user's interests wander over it from session to session, and what lies near an interest is chosen. So groups have
 * neighbours, as genres have, and tastes turn without jumping. Fixed per seed.
 */
export class Tastes {
  readonly spec: TasteSpec;
  private readonly seed: number;
  private readonly withinGroup: AliasTable;
  private readonly overall: AliasTable;
  private readonly topOfGroup: Float64Array;
  private readonly topOverall: Float64Array;
  /** groups x dims. */
  private readonly places: Float64Array;
  /** The newest session of each user, -1 = none yet. */
  private readonly newest: Int32Array;
  /** Per session the user's interests as they stand in it: perUser x dims. */
  private readonly interests = new Float64List();
  /** Per session which of the interests is its mood. */
  private readonly moods = new Int32List();
  /** Room for the weights of the groups, summed up. */
  private readonly summed: Float64Array;

  constructor(seed: number, users: number, spec: TasteSpec) {
    this.spec = spec;
    this.seed = seed;
    const { items, groups, popularity, dims } = spec;
    const perGroup = Math.max(1, Math.floor(items / groups));
    this.withinGroup = zipfSampler(perGroup, popularity.s, popularity.q);
    this.overall = zipfSampler(perGroup * groups, popularity.s, popularity.q);
    this.topOfGroup = shares(perGroup, popularity);
    this.topOverall = shares(perGroup * groups, popularity);
    this.places = new Float64Array(groups * dims);
    const random = createStream(seed, "tastes");
    for (let group = 0; group < groups; group++) this.places.set(directionNear(null, 1, dims, random), group * dims);
    this.newest = new Int32Array(users).fill(-1);
    this.summed = new Float64Array(groups);
  }

  /** The user's next session begins, with interests a step further and a mood among them; returns its number. */
  beginSession(user: number, random: RandomStream): number {
    const { perUser, dims, driftPerSession } = this.spec;
    const session = this.moods.length;
    const before = this.newest[user];
    // A user's first interests are the user's own, whoever else turns up before.
    const own = before < 0 ? createStream(this.seed, "tastes", String(user)) : random;
    for (let i = 0; i < perUser; i++) {
      const from = before < 0 ? null : this.interest(before, i);
      for (const value of directionNear(from, driftPerSession, dims, own)) this.interests.push(value);
    }
    this.moods.push(random.nextBelow(perUser));
    this.newest[user] = session;
    return session;
  }

  private interest(session: number, which: number): Float64Array {
    const { perUser, dims } = this.spec;
    const from = (session * perUser + which) * dims;
    return this.interests.data.subarray(from, from + dims);
  }

  /** The next item that is chosen in a session. */
  choose(session: number, random: RandomStream): number {
    const { fromTaste, mood, perUser, groups } = this.spec;
    const u = random.nextUniform32();
    if (u >= fromTaste) return this.overall.sample(random);
    const which = u < fromTaste * mood ? this.moods.data[session] : random.nextBelow(perUser);
    return this.withinGroup.sample(random) * groups + this.groupNear(this.interest(session, which), random);
  }

  private groupNear(interest: Float64Array, random: RandomStream): number {
    const { summed } = this;
    let sum = 0;
    for (let group = 0; group < summed.length; group++) summed[group] = sum += this.pull(interest, group);
    const target = random.nextUniform32() * sum;
    let low = 0;
    let high = summed.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (summed[middle] <= target) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The weight with which an interest falls on a group, at most 1. */
  private pull(interest: Float64Array, group: number): number {
    const { dims, focus } = this.spec;
    let cosine = 0;
    for (let d = 0; d < dims; d++) cosine += interest[d] * this.places[group * dims + d];
    return exp(focus * (cosine - 1));
  }

  /**
   * The chance that the ten best of the items not excluded hold the next new choice of a session, for someone who knows every
   * interest and the mood: the ceiling of any recommender (recall at 10).
   */
  ceilingAt10(session: number, exclude: ReadonlySet<number>): number {
    const { fromTaste, groups } = this.spec;
    const shareOf = this.groupShares(session);
    const chanceOf = (item: number): number =>
      fromTaste * shareOf[item % groups] * this.topOfGroup[Math.floor(item / groups)] + (1 - fromTaste) * this.topOverall[item];
    const best: number[] = [];
    for (let group = 0; group < groups; group++) {
      for (let place = 0, taken = 0; taken < TOP && place < this.topOfGroup.length; place++) {
        const item = place * groups + group;
        if (exclude.has(item)) continue;
        taken++;
        const chance = chanceOf(item);
        // Further down in the group chances only fall.
        if (best.length === TOP && chance <= best[TOP - 1]) break;
        keepLargest(best, chance);
      }
    }
    let excluded = 0;
    for (const item of exclude) excluded += chanceOf(item);
    return Math.min(1, best.reduce((sum, chance) => sum + chance, 0) / Math.max(1e-9, 1 - excluded));
  }

  /** How the choices of a session that follow an interest are spread over the groups. */
  private groupShares(session: number): Float64Array {
    const { perUser, mood, groups } = this.spec;
    const all = new Float64Array(groups);
    for (let which = 0; which < perUser; which++) {
      const interest = this.interest(session, which);
      const pulls = Float64Array.from(all, (_, group) => this.pull(interest, group));
      const sum = pulls.reduce((total, pull) => total + pull, 0);
      const weight = (1 - mood) / perUser + (which === this.moods.data[session] ? mood : 0);
      for (let group = 0; group < groups; group++) all[group] += (weight * pulls[group]) / sum;
    }
    return all;
  }
}

/** A random direction, or one that lies a random step of about `stepLength` beside another; of length 1. */
function directionNear(from: Float64Array | null, stepLength: number, dims: number, random: RandomStream): Float64Array {
  const direction = new Float64Array(dims);
  const perDimension = stepLength / Math.sqrt(dims);
  let square = 0;
  for (let d = 0; d < dims; d++) {
    direction[d] = (from === null ? 0 : from[d]) + (from === null ? 1 : perDimension) * standardNormal(random);
    square += direction[d] * direction[d];
  }
  const scale = 1 / Math.sqrt(square);
  for (let d = 0; d < dims; d++) direction[d] *= scale;
  return direction;
}

/** Puts a value into a list of the ten largest, largest first. */
function keepLargest(best: number[], value: number): void {
  let at = best.length;
  while (at > 0 && best[at - 1] < value) at--;
  best.splice(at, 0, value);
  if (best.length > TOP) best.pop();
}

/** Share of every place under a Zipf-Mandelbrot law. */
function shares(count: number, { s, q }: { readonly s: number; readonly q: number }): Float64Array {
  const weights = Float64Array.from({ length: count }, (_, place) => 1 / pow(place + 1 + q, s));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}
