/** The longest anything waited for a slot, and how many of the slots sensors held then. */
export type SlotWait = { readonly forMs: number; readonly sensors: number; readonly slots: number };

type Asking = { readonly sinceMs: number; readonly sensors: number; readonly slots: number };

/** What tasks and runs waited for, for whoever asks why something was late. Times in ms. */
export class SlotWaits {
  private longest: SlotWait = { forMs: 0, sensors: 0, slots: 0 };
  private asking: Asking | null = null;
  private runsWait = 0;
  /** The earliest tick that no run could begin for, because as many as may were under way. */
  private heldUpTick: number | null = null;

  /** As things stand from `at` on: since when the task that has waited longest asks (null: none does), and who holds slots. */
  note(at: number, asking: Asking | null): void {
    this.longest = this.longestWait(at);
    this.asking = asking;
  }

  longestWait(at: number): SlotWait {
    if (this.asking === null || at - this.asking.sinceMs <= this.longest.forMs) return this.longest;
    return { forMs: at - this.asking.sinceMs, sensors: this.asking.sensors, slots: this.asking.slots };
  }

  runsHeldUp(tick: number): void {
    this.heldUpTick ??= tick;
  }

  runBegan(tick: number, at: number): void {
    this.runsWait = this.longestRunWait(at);
    if (this.heldUpTick !== null && tick >= this.heldUpTick) this.heldUpTick = null;
  }

  /** The longest a tick waited for a run that was under way. */
  longestRunWait(at: number): number {
    return this.heldUpTick === null ? this.runsWait : Math.max(this.runsWait, at - this.heldUpTick);
  }
}
