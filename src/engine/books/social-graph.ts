import { zipfSampler } from "../../base/alias-table.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";

export type SocialGraphSpec = {
  readonly users: number;
  /** How many a user follows. */
  readonly followees: Sampler;
  /** Zipf-Mandelbrot law of whom they follow: user 0 is the most popular. */
  readonly popularity: { readonly s: number; readonly q: number };
  /** The first so many users are followed by a share of all users: the first by all of it, the next by half, by a third, and so on. */
  readonly celebrities: { readonly count: number; readonly followerShare: number };
};

/** Draws for one more that is not followed yet. */
const MOST_TRIES = 8;

/**
 * Who follows whom when a run begins. What users change since is in the stores, and, so far as they were told of it, in the book of
 * feeds.
 */
export class SocialGraph {
  readonly users: number;
  readonly edges: number;
  /** Lists one after another; those of user u are at from[u] .. from[u + 1] - 1. */
  private readonly followeesFrom: Int32Array;
  private readonly followeesOf: Int32Array;
  private readonly followersFrom: Int32Array;
  private readonly followersOf: Int32Array;

  constructor(random: RandomStream, spec: SocialGraphSpec) {
    const { users } = spec;
    this.users = users;
    [this.followeesFrom, this.followeesOf] = draw(random, spec);
    [this.followersFrom, this.followersOf] = turned(users, this.followeesFrom, this.followeesOf);
    this.edges = this.followeesOf.length;
  }

  /** In the order they were followed. */
  followees(user: number): Int32Array {
    return this.followeesOf.subarray(this.followeesFrom[user], this.followeesFrom[user + 1]);
  }

  followers(user: number): Int32Array {
    return this.followersOf.subarray(this.followersFrom[user], this.followersFrom[user + 1]);
  }

  followerCount(user: number): number {
    return this.followersFrom[user + 1] - this.followersFrom[user];
  }
}

function draw(random: RandomStream, { users, followees, popularity, celebrities }: SocialGraphSpec): [Int32Array, Int32Array] {
  const from = new Int32Array(users + 1);
  const counts = Array.from({ length: users }, () => Math.min(users >> 1, Math.max(1, Math.round(followees.sample(random)))));
  const famous = Math.min(celebrities.count, users - 1);
  let of = new Int32Array(counts.reduce((sum, count) => sum + count, 0) + users * Math.min(famous, 8));
  const others = zipfSampler(users, popularity.s, popularity.q);
  const lastFollower = new Int32Array(users).fill(-1);
  let length = 0;
  for (let user = 0; user < users; user++) {
    from[user] = length;
    lastFollower[user] = user;
    const add = (followee: number): boolean => {
      if (lastFollower[followee] === user) return false;
      lastFollower[followee] = user;
      if (length === of.length) of = Int32Array.from({ length: 2 * length }, (_, i) => of[i] ?? 0);
      of[length++] = followee;
      return true;
    };
    for (let rank = 0; rank < famous; rank++) if (random.nextUniform32() < celebrities.followerShare / (1 + rank)) add(rank);
    for (let tries = 0; length - from[user] < counts[user] && tries < counts[user] * MOST_TRIES; tries++) add(others.sample(random));
  }
  from[users] = length;
  return [from, of.slice(0, length)];
}

/** The same edges from the other end; followers in the order of their number. */
function turned(users: number, from: Int32Array, of: Int32Array): [Int32Array, Int32Array] {
  const begins = new Int32Array(users + 1);
  for (const followee of of) begins[followee + 1]++;
  for (let user = 0; user < users; user++) begins[user + 1] += begins[user];
  const next = begins.slice();
  const followers = new Int32Array(of.length);
  for (let user = 0; user < users; user++) for (let i = from[user]; i < from[user + 1]; i++) followers[next[of[i]]++] = user;
  return [begins, followers];
}
