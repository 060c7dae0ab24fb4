/** Numbers that come due, earliest first; those of one instant in the order they were added. */
export class TimeQueue {
  size = 0;
  private times = new Float64Array(256);
  private orders = new Float64Array(256);
  private values = new Int32Array(256);
  private added = 0;

  /** When the first one is due, Infinity when there is none. */
  get time(): number {
    return this.size === 0 ? Infinity : this.times[0];
  }

  /** The first one, left where it is; the queue must not be empty. */
  get first(): number {
    return this.values[0];
  }

  push(time: number, value: number): void {
    if (this.size === this.times.length) this.grow();
    const order = this.added++;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.times[parent] <= time) break;
      this.move(parent, at);
      at = parent;
    }
    this.put(at, time, order, value);
  }

  /** Takes the first one; the queue must not be empty. */
  pop(): number {
    const value = this.values[0];
    const last = --this.size;
    if (last === 0) return value;
    const time = this.times[last];
    const order = this.orders[last];
    const moved = this.values[last];
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      if (child + 1 < last && this.before(this.times[child + 1], this.orders[child + 1], child)) child++;
      if (!(this.times[child] < time || (this.times[child] === time && this.orders[child] < order))) break;
      this.move(child, at);
      at = child;
    }
    this.put(at, time, order, moved);
    return value;
  }

  private before(time: number, order: number, other: number): boolean {
    return time < this.times[other] || (time === this.times[other] && order < this.orders[other]);
  }

  private put(at: number, time: number, order: number, value: number): void {
    this.times[at] = time;
    this.orders[at] = order;
    this.values[at] = value;
  }

  private move(from: number, to: number): void {
    this.put(to, this.times[from], this.orders[from], this.values[from]);
  }

  private grow(): void {
    const [times, orders, values] = [this.times, this.orders, this.values];
    this.times = new Float64Array(times.length * 2);
    this.orders = new Float64Array(times.length * 2);
    this.values = new Int32Array(times.length * 2);
    this.times.set(times);
    this.orders.set(orders);
    this.values.set(values);
  }
}
