import { must } from "../../base/assert.ts";
import { TimeQueue } from "../kernel/time-queue.ts";

/** What a part will do at instants to come, any number of them: earliest first, those of one instant in the order they were entered. */
export class Timers {
  private readonly queue = new TimeQueue();
  private readonly dues: (((at: number) => void) | undefined)[] = [];
  private readonly free: number[] = [];

  get nextMs(): number {
    return this.queue.time;
  }

  add(at: number, apply: (at: number) => void): void {
    const place = this.free.pop() ?? this.dues.length;
    this.dues[place] = apply;
    this.queue.push(at, place);
  }

  /** Does what is due by `at`, also what that enters. */
  run(at: number): void {
    while (this.queue.time <= at) {
      const place = this.queue.pop();
      const apply = must(this.dues[place], "a timer that was entered");
      this.dues[place] = undefined;
      this.free.push(place);
      apply(at);
    }
  }
}
