import { HeldSlots } from "../calls/held-slots.ts";
import type { CallOp } from "../calls/calls.ts";
import { Spell } from "../part/spells.ts";
import type { FleetMember } from "../fleets/fleet-member.ts";
import type { EndpointTask } from "./endpoint-steps.ts";

/** One process of a service: its threads, and the block of keys it was given. */
export class AppInstance implements FleetMember {
  private readonly threads: HeldSlots<EndpointTask>;
  private readonly changes: HeldSlots<EndpointTask>;
  readonly spell = new Spell();
  takesFrom = -Infinity;
  isLeaving = false;
  isGone = false;
  errorShare = 0;
  begun = 0;
  failed = 0;
  /** Places of keys that are to be used, from .. to - 1. */
  keysFrom = 0;
  keysTo = 0;
  /** A block was asked for; these wait for it. */
  asksForKeys = false;
  waitForKeys: EndpointTask[] = [];
  /** Keys the store is asked for, and who waits for what that brings. */
  readonly flights = new Map<number, EndpointTask[]>();

  constructor({ threads, lineLimit, changeThreads }: { threads: number; lineLimit: number; changeThreads: number | null }) {
    this.threads = new HeldSlots(threads, lineLimit);
    this.changes = changeThreads === null ? this.threads : new HeldSlots(changeThreads, lineLimit);
  }

  /** The threads a call is served by. */
  poolFor(op: CallOp): HeldSlots<EndpointTask> {
    return op === "read" || op === "list" ? this.threads : this.changes;
  }

  get waiting(): number {
    return this.threads.waiting + (this.changes === this.threads ? 0 : this.changes.waiting);
  }

  get inHand(): number {
    return this.waiting + this.threads.held + (this.changes === this.threads ? 0 : this.changes.held);
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
    this.flights.clear();
    return { tasks: [...this.threads.clear(), ...this.changes.clear()], lostKeys };
  }
}
