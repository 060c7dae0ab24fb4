/** How many may have a slot, a thread or a connection at once; the others wait in a line, first come first served. */
export class HeldSlots<T> {
  private readonly slots: number;
  private readonly lineLimit: number;
  private readonly inside = new Set<T>();
  private line: T[] = [];
  private head = 0;

  /** At most `lineLimit` wait. */
  constructor(slots: number, lineLimit: number) {
    this.slots = slots;
    this.lineLimit = lineLimit;
  }

  /** held: it has a slot until it is released. full: it was turned away. */
  take(holder: T): "held" | "waits" | "full" {
    if (this.inside.size < this.slots) {
      this.inside.add(holder);
      return "held";
    }
    if (this.waiting >= this.lineLimit) return "full";
    this.line.push(holder);
    return "waits";
  }

  /** Gives the slot back; answers who has it now, null when nobody waits. */
  release(holder: T): T | null {
    this.inside.delete(holder);
    if (this.waiting === 0) return null;
    const next = this.line[this.head++];
    this.inside.add(next);
    if (this.head >= 1024 && this.head * 2 >= this.line.length) {
      this.line = this.line.slice(this.head);
      this.head = 0;
    }
    return next;
  }

  /** Everybody goes: those with a slot, then those that wait. */
  clear(): T[] {
    const all = [...this.inside, ...this.line.slice(this.head)];
    this.inside.clear();
    this.line = [];
    this.head = 0;
    return all;
  }

  get held(): number {
    return this.inside.size;
  }

  get waiting(): number {
    return this.line.length - this.head;
  }
}
