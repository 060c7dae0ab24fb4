import { createStream } from "../../base/rng.ts";
import type { RandomStream } from "../../base/rng.ts";
import { zipfSampler } from "../../base/alias-table.ts";
import type { AliasTable } from "../../base/alias-table.ts";
import { pow } from "../../base/fixed-math.ts";

export type TasteSpec = {
  /** Things users can meet: tracks, products. Item i belongs to group i mod groups and is the (i div groups)-th most popular of it. */
  readonly items: number;
  readonly groups: number;
  /** Zipf-Mandelbrot law of popularity, within a group and over all. */
  readonly popularity: { readonly s: number; readonly q: number };
  /** Groups a user likes. */
  readonly perUser: number;
  /** Share of choices that follow a taste; the others follow the crowd. */
  readonly fromTaste: number;
  /** Share of those that stay with the mood of the session, one of the user's tastes. */
  readonly mood: number;
  /** Chance that a session begins with one of the user's tastes replaced by another. */
  readonly driftPerSession: number;
};

/** What users like and cannot say: the hidden truth that recommendations are held against. Fixed per seed, drifting by session. */
export class Tastes {
  readonly spec: TasteSpec;
  private readonly likes: Uint16Array;
  private readonly withinGroup: AliasTable;
  private readonly overall: AliasTable;
  private readonly topOfGroup: Float64Array;
  private readonly topOverall: Float64Array;

  constructor(seed: number, users: number, spec: TasteSpec) {
    this.spec = spec;
    const random = createStream(seed, "tastes");
    const { items, groups, popularity, perUser } = spec;
    const perGroup = Math.max(1, Math.floor(items / groups));
    this.withinGroup = zipfSampler(perGroup, popularity.s, popularity.q);
    this.overall = zipfSampler(perGroup * groups, popularity.s, popularity.q);
    this.topOfGroup = shares(perGroup, popularity);
    this.topOverall = shares(perGroup * groups, popularity);
    this.likes = new Uint16Array(users * perUser);
    for (let i = 0; i < this.likes.length; i++) this.likes[i] = random.nextBelow(groups);
  }

  /** A session begins: tastes may drift; answers the group that is its mood. */
  beginSession(user: number, random: RandomStream): number {
    const { perUser, groups, driftPerSession } = this.spec;
    if (random.nextUniform32() < driftPerSession) this.likes[user * perUser + random.nextBelow(perUser)] = random.nextBelow(groups);
    return this.likes[user * perUser + random.nextBelow(perUser)];
  }

  /** The next item the user chooses. */
  choose(user: number, mood: number, random: RandomStream): number {
    const { fromTaste, mood: moodShare, perUser, groups } = this.spec;
    const u = random.nextUniform32();
    if (u >= fromTaste) return this.overall.sample(random);
    const group = u < fromTaste * moodShare ? mood : this.likes[user * perUser + random.nextBelow(perUser)];
    return this.withinGroup.sample(random) * groups + group;
  }

  /**
   * The chance that the ten best of the items not excluded hold the next choice, for someone who knows mood and likes: the
   * ceiling of any recommender (recall at 10).
   */
  ceilingAt10(likes: ArrayLike<number>, mood: number, exclude: { has(item: number): boolean }): number {
    const { fromTaste, mood: moodShare, groups } = this.spec;
    const weight = new Map<number, number>([[mood, fromTaste * moodShare]]);
    for (let i = 0; i < likes.length; i++) weight.set(likes[i], (weight.get(likes[i]) ?? 0) + (fromTaste * (1 - moodShare)) / likes.length);
    const chances: number[] = [];
    let known = 0;
    const chanceOf = (item: number, groupWeight: number): number =>
      groupWeight * this.topOfGroup[Math.floor(item / groups)] + (1 - fromTaste) * this.topOverall[item];
    for (const [group, groupWeight] of weight) {
      for (let place = 0, taken = 0; taken < 10 && place < this.topOfGroup.length; place++) {
        const item = place * groups + group;
        if (exclude.has(item)) continue;
        chances.push(chanceOf(item, groupWeight));
        taken++;
      }
    }
    // What is left of all chance once the excluded are taken out: only new items count.
    for (const [group, groupWeight] of weight)
      for (let place = 0; place < this.topOfGroup.length; place++)
        if (exclude.has(place * groups + group)) known += groupWeight * this.topOfGroup[place];
    const best = chances.sort((a, b) => b - a).slice(0, 10);
    return Math.min(1, best.reduce((sum, chance) => sum + chance, 0) / Math.max(1e-9, 1 - known));
  }

  likesOf(user: number): Uint16Array {
    const { perUser } = this.spec;
    return this.likes.slice(user * perUser, (user + 1) * perUser);
  }
}

/** Share of every place under a Zipf-Mandelbrot law. */
function shares(count: number, { s, q }: { readonly s: number; readonly q: number }): Float64Array {
  const weights = Float64Array.from({ length: count }, (_, place) => 1 / pow(place + 1 + q, s));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}
