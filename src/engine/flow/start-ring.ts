/** Times at which those who wait will begin, never falling: a ring that grows by doubling. */
export class StartRing {
  private times = new Float64Array(64);
  private head = 0;
  private tail = 0;

  push(start: number): void {
    if (this.tail - this.head === this.times.length) this.grow();
    this.times[this.tail++ & (this.times.length - 1)] = start;
  }

  /** How many begin later than `at`; those before are forgotten. */
  after(at: number): number {
    const mask = this.times.length - 1;
    while (this.head !== this.tail && this.times[this.head & mask] <= at) this.head++;
    return this.tail - this.head;
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
