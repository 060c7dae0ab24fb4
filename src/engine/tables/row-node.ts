import { HeldSlots } from "../calls/held-slots.ts";
import type { Call } from "../calls/calls.ts";
import { QuerySlots } from "../part/query-slots.ts";
import { Spell } from "../part/spells.ts";

/** One statement under way at a machine. */
export type Statement = {
  readonly call: Call;
  /** The call's own, which it has no more once it has its reply. */
  readonly key: number;
  readonly node: RowNode;
  readonly cameAt: number;
  startedAt: number;
  serviceMs: number;
  /** Number of its change in the order of commits. */
  change: number;
  /** Rows a purge deletes. */
  readonly purges: number[];
  /** Its machine died with it. */
  lost: boolean;
};

/** A machine of a row store: connections that are held from the first to the last moment of a statement, and cores that work. */
export class RowNode {
  readonly connections: HeldSlots<Statement>;
  readonly spell = new Spell();
  readonly number: number;
  private cores: QuerySlots;
  private readonly coreCount: number;

  constructor(number: number, spec: { readonly connections: number; readonly lineLimit: number; readonly cores: number }) {
    this.number = number;
    this.coreCount = spec.cores;
    this.connections = new HeldSlots(spec.connections, spec.lineLimit);
    this.cores = new QuerySlots(spec.cores);
  }

  /** Work of so many core-ms begins when a core is free; answers when it is done. */
  work(at: number, ms: number): number {
    return this.cores.run(at, ms * this.spell.slowness(at)).doneAt;
  }

  /** It is gone until `until`, with all it was doing. */
  die(until: number): Statement[] {
    const lost = this.connections.clear();
    for (const statement of lost) statement.lost = true;
    this.cores = new QuerySlots(this.coreCount);
    this.spell.stayAwayUntil(until);
    return lost;
  }
}
