/** When each instance began to take work and when it went: what is paid for, in ms. */
export class InstanceHours {
  private readonly since: number[] = [];
  private readonly until: number[] = [];
  private besideMs = 0;
  private now = 0;

  begin(instance: number, at: number): void {
    this.since[instance] = at;
    this.until[instance] = Infinity;
  }

  end(instance: number, at: number): void {
    this.until[instance] = Math.max(this.since[instance], at);
  }

  /** So many more stood beside them for a while. */
  beside(instances: number, ms: number): void {
    this.besideMs += instances * ms;
  }

  moveTo(at: number): void {
    this.now = at;
  }

  /** Instance-milliseconds until now, and not beyond `end`. */
  upTo(end: number): number {
    const to = Math.min(this.now, end);
    return this.besideMs + this.since.reduce((sum, since, i) => sum + Math.max(0, Math.min(this.until[i], to) - since), 0);
  }

  /** Instances that took work, on average until now; `first` before anything happened. */
  mean(first: number): number {
    return this.now <= 0 ? first : (this.upTo(Infinity) - this.besideMs) / this.now;
  }
}
