import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import { TimeQueue } from "../kernel/time-queue.ts";

/**
 * Who asks again. sessions: somebody who comes asks so many times on average and leaves; people: so many are there all the time. Both
 * wait for what they asked for, think, and ask again, whether it was answered or not.
 */
export type CrowdSpec =
  | { readonly is: "sessions"; readonly meanRequests: number; readonly think: Sampler }
  | { readonly is: "people"; readonly people: number; readonly think: Sampler };

type Person = { user: number; leavesAt: number };

/** People between two requests. It names the next instant at which one of them asks, in `time`. */
export class Crowd {
  /** People who are there: between requests, or waiting for one. */
  present = 0;
  private readonly spec: CrowdSpec;
  private readonly draws: RandomStream;
  private readonly user: () => number;
  private readonly untilMs: number;
  private readonly thinking = new TimeQueue();
  private readonly persons: Person[] = [];
  private readonly free: number[] = [];

  /** `user`: which of the users somebody is. Nobody asks from `untilMs` on. */
  constructor(spec: CrowdSpec, draws: RandomStream, user: () => number, untilMs: number) {
    this.spec = spec;
    this.draws = draws;
    this.user = user;
    this.untilMs = untilMs;
    if (spec.is === "people") this.join(spec.people, 0, Infinity);
  }

  /** When somebody asks next. */
  get time(): number {
    return this.thinking.time;
  }

  /** Who asks then. */
  take(): number {
    return this.thinking.pop();
  }

  userOf(person: number): number {
    return this.persons[person].user;
  }

  /** Somebody comes, and asks at once; answers who. */
  enter(): number {
    return this.seat(Infinity);
  }

  /** As many more as there are people, times `factor` less the one they are; they leave at `until`. */
  rush(factor: number, from: number, until: number): void {
    if (this.spec.is === "people") this.join(Math.round((factor - 1) * this.spec.people), from, until);
  }

  /** What somebody asked for has come, or has failed: they think and ask again, or leave. */
  heard(person: number, at: number): void {
    const { spec } = this;
    const staysOn = spec.is === "people" ? at < this.persons[person].leavesAt : this.draws.nextUniform32() * spec.meanRequests >= 1;
    if (staysOn) this.think(person, at);
    else this.leave(person);
  }

  leave(person: number): void {
    this.present--;
    this.free.push(person);
  }

  private join(count: number, at: number, leavesAt: number): void {
    // They have thought for a while already, each for another one, so that they do not all ask at once.
    for (let n = 0; n < count; n++) this.think(this.seat(leavesAt), at, this.draws.nextUniform32());
  }

  private seat(leavesAt: number): number {
    this.present++;
    const person = this.free.pop() ?? this.persons.length;
    this.persons[person] = { user: this.user(), leavesAt };
    return person;
  }

  private think(person: number, at: number, share = 1): void {
    const asksAt = at + share * this.spec.think.sample(this.draws);
    if (asksAt < Math.min(this.untilMs, this.persons[person].leavesAt)) this.thinking.push(asksAt, person);
    else this.leave(person);
  }
}
