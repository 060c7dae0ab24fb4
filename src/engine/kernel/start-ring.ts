/** Times at which records begin, never falling, as far as they may lie ahead: a ring that grows by doubling. */
export class StartRing {
  private times = new Float64Array(64);
  private head = 0;
  private tail = 0;

  push(start: number): void {
    if (this.tail - this.head === this.times.length) this.grow();
    this.times[this.tail++ & (this.times.length - 1)] = start;
  }

  /**
   * As `push` for begins[0 .. count - 1] of records that come at arrivals[from + i]; returns the most that waited at once, if
   * that is more than `most`. More than `most` wait when somebody comes if the record `most` places before has not begun: one
   * comparison per record.
   */
  pushMany(arrivals: Float64Array, from: number, begins: Float64Array, count: number, most: number): number {
    this.after(arrivals[from]);
    while (this.tail - this.head + count > this.times.length) this.grow();
    const { times, head, tail } = this;
    const mask = times.length - 1;
    let peak = most;
    for (let i = 0; i < count; i++) {
      const at = arrivals[from + i];
      times[(tail + i) & mask] = begins[i];
      while (tail + i - peak >= head && times[(tail + i - peak) & mask] > at) peak++;
    }
    this.tail = tail + count;
    return peak;
  }

  /** How many begin later than `at`; those before are forgotten. */
  after(at: number): number {
    const { times, tail } = this;
    const mask = times.length - 1;
    let step = 1;
    // Ahead in doubling steps, then back in halves: one comparison when nobody has begun since.
    while (this.head + step <= tail && times[(this.head + step - 1) & mask] <= at) step *= 2;
    for (; step >= 1; step /= 2) {
      const next = this.head + step;
      if (next <= tail && times[(next - 1) & mask] <= at) this.head = next;
    }
    return tail - this.head;
  }

  clear(): void {
    this.head = this.tail;
  }

  private grow(): void {
    const { times, head, tail } = this;
    const mask = times.length - 1;
    const grown = new Float64Array(times.length * 2);
    for (let i = head; i < tail; i++) grown[i - head] = times[i & mask];
    this.times = grown;
    this.head = 0;
    this.tail = tail - head;
  }
}
