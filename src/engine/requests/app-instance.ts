import { HeldSlots } from "../calls/held-slots.ts";
import { Spell } from "../part/spells.ts";
import type { EndpointTask } from "./endpoint-steps.ts";

/** One process of a service: its threads, and the block of keys it was given. */
export class AppInstance {
  readonly threads: HeldSlots<EndpointTask>;
  readonly spell = new Spell();
  /** Places of keys that are to be used, from .. to - 1. */
  keysFrom = 0;
  keysTo = 0;
  /** A block was asked for; these wait for it. */
  asksForKeys = false;
  waitForKeys: EndpointTask[] = [];

  constructor(threads: number, lineLimit: number) {
    this.threads = new HeldSlots(threads, lineLimit);
  }

  get keysLeft(): number {
    return this.keysTo - this.keysFrom;
  }

  /** The process is gone, and what it had in memory. */
  die(): { readonly tasks: EndpointTask[]; readonly lostKeys: number } {
    const lostKeys = this.keysLeft;
    this.keysFrom = this.keysTo = 0;
    this.asksForKeys = false;
    this.waitForKeys = [];
    return { tasks: this.threads.clear(), lostKeys };
  }
}
