import { NO_ENDPOINT, NOTHING } from "../calls/calls.ts";
import type { Call, CallHolder, Calls, CallSpec } from "../calls/calls.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";

export type CheckSpec = {
  /** A target is asked whether it is well every so many ms. */
  readonly everyMs: number;
  /** So many failures in a row and it is not; so many passes in a row and it is again. */
  readonly unhealthyAfter: number;
  readonly healthyAfter: number;
};

const CHECK: CallSpec = { parent: null, key: 0, op: "check", endpoint: NO_ENDPOINT, row: NOTHING, bytes: 0, deadlineAt: Infinity };

type Checked = { readonly wire: RowQueue; pending: Call | null; failed: number; passed: number; healthy: boolean };

/**
 * Who of the targets is well, as checks tell. A target that dies is found out by the checks it fails in a row, so between one less
 * and all of `unhealthyAfter` times `everyMs` later. A check without a reply by the time of the next has failed.
 */
export class TargetChecks {
  private readonly calls: Calls;
  private readonly spec: CheckSpec;
  private readonly targets: readonly Checked[];
  private readonly due = new TimeQueue();
  private readonly untilMs: number;
  private readonly changed: (target: number, healthy: boolean, at: number) => void;
  /** Checks without a reply, late ones included. */
  underWay = 0;

  /** Checks go out until `untilMs`; at first all are taken to be well. Targets are looked at one after another, evenly over the time between checks. */
  constructor(
    calls: Calls,
    wires: readonly RowQueue[],
    spec: CheckSpec,
    untilMs: number,
    changed: (target: number, healthy: boolean, at: number) => void,
  ) {
    this.calls = calls;
    this.spec = spec;
    this.untilMs = untilMs;
    this.changed = changed;
    this.targets = wires.map((wire) => ({ wire, pending: null, failed: 0, passed: 0, healthy: true }));
    for (let target = 0; target < wires.length; target++) this.plan(target, (spec.everyMs * (target + 1)) / wires.length);
  }

  private plan(target: number, at: number): void {
    if (at < this.untilMs) this.due.push(at, target);
  }

  /** When the next check goes out. */
  get time(): number {
    return this.due.time;
  }

  isHealthy(target: number): boolean {
    return this.targets[target].healthy;
  }

  /** Sends the check that is due at `at`, unless whoever checks is away itself. */
  move(at: number, holder: CallHolder, isAway: boolean): void {
    const target = this.due.pop();
    this.plan(target, at + this.spec.everyMs);
    const checked = this.targets[target];
    const unanswered = checked.pending !== null;
    checked.pending = null;
    if (isAway) return;
    if (unanswered) this.count(target, false, at);
    const call = this.calls.make(holder, CHECK, at);
    checked.pending = call;
    this.underWay++;
    this.calls.send(checked.wire, at, call.ref);
  }

  /** A check has its reply. */
  replied(call: Call, at: number): void {
    this.underWay--;
    const target = this.targets.findIndex(({ pending }) => pending === call);
    if (target < 0) return;
    this.targets[target].pending = null;
    this.count(target, call.state === "answered", at);
  }

  private count(target: number, passes: boolean, at: number): void {
    const checked = this.targets[target];
    checked.failed = passes ? 0 : checked.failed + 1;
    checked.passed = passes ? checked.passed + 1 : 0;
    const { healthy } = checked;
    if (healthy ? checked.failed < this.spec.unhealthyAfter : checked.passed < this.spec.healthyAfter) return;
    checked.healthy = !healthy;
    this.changed(target, !healthy, at);
  }
}
