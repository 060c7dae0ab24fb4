/** What counts calls against a limit; made anew for every key that is limited by itself. */
export type RateLimit = {
  /** Whether one more is let in at `at`; it is not counted by that. */
  admits(at: number): boolean;
  /** So many were let in at `at`. */
  take(at: number, count: number): void;
  /** Knows what another of its kind knows. */
  copyFrom(other: RateLimit): void;
};

export type RateLimitSpec = {
  readonly algorithm: "token-bucket" | "fixed-window" | "sliding-log" | "sliding-counter";
  /** Calls in a window; a bucket gains as many in that time. */
  readonly limit: number;
  readonly windowMs: number;
  /** Tokens a full bucket holds. */
  readonly burst: number;
};

export function createRateLimit(spec: RateLimitSpec): RateLimit {
  switch (spec.algorithm) {
    case "token-bucket":
      return new TokenBucket(spec.limit / spec.windowMs, spec.burst);
    case "fixed-window":
      return new FixedWindow(spec.limit, spec.windowMs);
    case "sliding-log":
      return new SlidingLog(spec.limit, spec.windowMs);
    case "sliding-counter":
      return new SlidingCounter(spec.limit, spec.windowMs);
  }
}

/** Tokens come steadily up to a full bucket; a call takes one. */
class TokenBucket implements RateLimit {
  private readonly perMs: number;
  private readonly burst: number;
  private tokens: number;
  private filledAt = 0;

  constructor(perMs: number, burst: number) {
    this.perMs = perMs;
    this.burst = burst;
    this.tokens = burst;
  }

  private fill(at: number): void {
    this.tokens = Math.min(this.burst, this.tokens + (at - this.filledAt) * this.perMs);
    this.filledAt = at;
  }

  admits(at: number): boolean {
    this.fill(at);
    return this.tokens >= 1;
  }

  take(at: number, count: number): void {
    this.fill(at);
    this.tokens -= count;
  }

  copyFrom(other: RateLimit): void {
    const { tokens, filledAt } = other as TokenBucket;
    this.tokens = tokens;
    this.filledAt = filledAt;
  }
}

/** So many a window, and windows begin by the clock: around the end of one twice as many may pass within one window's time. */
class FixedWindow implements RateLimit {
  private readonly limit: number;
  private readonly windowMs: number;
  private window = -1;
  private count = 0;

  constructor(limit: number, windowMs: number) {
    this.limit = limit;
    this.windowMs = windowMs;
  }

  private turn(at: number): void {
    const window = Math.floor(at / this.windowMs);
    if (window !== this.window) this.count = 0;
    this.window = window;
  }

  admits(at: number): boolean {
    this.turn(at);
    return this.count < this.limit;
  }

  take(at: number, count: number): void {
    this.turn(at);
    this.count += count;
  }

  copyFrom(other: RateLimit): void {
    const { window, count } = other as FixedWindow;
    this.window = window;
    this.count = count;
  }
}

/** The instant of every call of the last window: exact, at the price of keeping them. */
class SlidingLog implements RateLimit {
  private readonly limit: number;
  private readonly windowMs: number;
  /** Ascending; those before `first` are over. */
  private times: number[] = [];
  private first = 0;

  constructor(limit: number, windowMs: number) {
    this.limit = limit;
    this.windowMs = windowMs;
  }

  admits(at: number): boolean {
    const { times, windowMs } = this;
    while (this.first < times.length && times[this.first] <= at - windowMs) this.first++;
    if (this.first > this.limit) {
      times.splice(0, this.first);
      this.first = 0;
    }
    return times.length - this.first < this.limit;
  }

  take(at: number, count: number): void {
    for (let n = 0; n < count; n++) this.times.push(at);
  }

  copyFrom(other: RateLimit): void {
    const { times, first } = other as SlidingLog;
    this.times = times.slice(first);
    this.first = 0;
  }
}

/** The count of this window, and of the last one as much as the window that ends now still covers of it. */
class SlidingCounter implements RateLimit {
  private readonly limit: number;
  private readonly windowMs: number;
  private window = 0;
  private count = 0;
  private before = 0;

  constructor(limit: number, windowMs: number) {
    this.limit = limit;
    this.windowMs = windowMs;
  }

  private turn(at: number): void {
    const window = Math.floor(at / this.windowMs);
    if (window === this.window) return;
    this.before = window === this.window + 1 ? this.count : 0;
    this.count = 0;
    this.window = window;
  }

  admits(at: number): boolean {
    this.turn(at);
    const covered = 1 - (at / this.windowMs - this.window);
    return this.before * covered + this.count < this.limit;
  }

  take(at: number, count: number): void {
    this.turn(at);
    this.count += count;
  }

  copyFrom(other: RateLimit): void {
    const { window, count, before } = other as SlidingCounter;
    this.window = window;
    this.count = count;
    this.before = before;
  }
}
