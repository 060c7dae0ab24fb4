import { Attempts } from "./attempts.ts";
import type { Completed } from "./attempts.ts";
import type { Attempt } from "./job.ts";

/** What a part does of which one goes on at a time; `G` is what it knows of the one that does. */
export type WorkInTurn<G extends { readonly attempt: Attempt }> = {
  /** It is this attempt's turn at `at`: sets its `endsAtMs`. What it reads must have been there at `at`. */
  start(attempt: Attempt, at: number): G;
  /** It has come to its end, and nothing goes on until this has returned. */
  complete(going: G): Completed;
};

/** Attempts that take turns: whoever begins one while another goes on waits for it, in the order in which they began. */
export class InTurn<G extends { readonly attempt: Attempt }> {
  readonly attempts: Attempts;
  /** The one whose turn it is; null: nothing goes on. */
  going: G | null = null;
  private readonly waiting: Attempt[] = [];
  private readonly work: WorkInTurn<G>;

  constructor(id: string, work: WorkInTurn<G>) {
    this.work = work;
    this.attempts = new Attempts(id, {
      begin: (attempt) => this.begin(attempt),
      complete: (attempt) => this.complete(attempt),
      breakOff: (attempt, at) => this.breakOff(attempt, at),
    });
  }

  /** The one that goes on begins anew, as if its turn had come at `at`. */
  restart({ attempt }: G, at: number): void {
    this.going = this.work.start(attempt, at);
  }

  private begin(attempt: Attempt): void {
    if (this.going === null) this.going = this.work.start(attempt, attempt.beganAtMs);
    else this.waiting.push(attempt);
  }

  private complete({ endsAtMs }: Attempt): Completed {
    const going = this.going as G;
    this.going = null;
    const completed = this.work.complete(going);
    this.next(endsAtMs);
    return completed;
  }

  private breakOff(attempt: Attempt, at: number): void {
    const place = this.waiting.indexOf(attempt);
    if (place >= 0) this.waiting.splice(place, 1);
    if (this.going?.attempt !== attempt) return;
    this.going = null;
    this.next(at);
  }

  private next(at: number): void {
    if (this.going !== null) return;
    const attempt = this.waiting.shift();
    if (attempt !== undefined) this.going = this.work.start(attempt, at);
  }
}
