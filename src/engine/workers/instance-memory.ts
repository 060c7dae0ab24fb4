import type { WorkerRemarks } from "./remarks.ts";

export type MemorySpec = {
  /** What the machine has. */
  readonly limitBytes: number;
  /** Taken before any record is there: system, runtime, libraries. */
  readonly baseBytes: number;
  /** A record in hand and what is made of it, until its work is done. */
  readonly recordBytes: number;
  /** One user's vector, where instances keep them. */
  readonly userBytes: number;
  /** How long a process that was killed takes to be back. */
  readonly startUpMs: number;
};

/** A process that wanted more memory than its machine has: what it held, and what that cost. */
export type MemoryKill = {
  readonly held: number;
  readonly users: number;
  /** Records it had finished since its start. */
  readonly done: number;
  readonly wantedBytes: number;
  readonly lost: number;
  readonly again: number;
  /** What goes back from its hand to the log. */
  readonly back: number;
};

/** What one instance holds, counted record by record and user by user; what it holds more than its machine has kills it. */
export class InstanceMemory {
  peakBytes: number;
  private readonly spec: MemorySpec;
  private readonly users = new Set<number>();

  constructor(spec: MemorySpec) {
    this.spec = spec;
    this.peakBytes = spec.baseBytes;
  }

  /** This user's vector is kept from now on. */
  keep(user: number): void {
    this.users.add(user);
  }

  get kept(): number {
    return this.users.size;
  }

  bytesWith(records: number): number {
    return this.spec.baseBytes + records * this.spec.recordBytes + this.users.size * this.spec.userBytes;
  }

  /** Whether so many records in hand fit beside all the rest. */
  fits(records: number): boolean {
    const bytes = this.bytesWith(records);
    // What does not fit was never held.
    if (bytes > this.spec.limitBytes) return false;
    if (bytes > this.peakBytes) this.peakBytes = bytes;
    return true;
  }

  /** The process is gone. */
  clear(): void {
    this.users.clear();
  }
}

/** Whether so many records and users could ever be too much for one instance. */
export function mayRunOut({ limitBytes, baseBytes, recordBytes, userBytes }: MemorySpec, records: number, users: number): boolean {
  return baseBytes + records * recordBytes + users * userBytes > limitBytes;
}

/** The deaths of a service's instances for want of memory: how many, and what is said of them. */
export class MemoryKills {
  count = 0;
  private readonly spec: MemorySpec;
  /** How many polls' worth of records are in hand at most. */
  private readonly polls: number;
  private readonly killed = new Set<number>();
  private readonly looping = new Set<number>();

  constructor(spec: MemorySpec, polls: number) {
    this.spec = spec;
    this.polls = polls;
  }

  /** The first death of an instance is told, and the first that shows it going round in circles. */
  told(index: number, kill: MemoryKill): WorkerRemarks["out-of-memory"] | null {
    this.count++;
    const isLoop = this.killed.has(index) && kill.done === 0;
    const known = isLoop ? this.looping : this.killed;
    if (known.has(index)) return null;
    this.killed.add(index);
    if (isLoop) this.looping.add(index);
    const { limitBytes, baseBytes, recordBytes, startUpMs } = this.spec;
    return {
      instance: index,
      isLoop,
      heldRecords: kill.held,
      recordBytes,
      users: kill.users,
      wantedBytes: kill.wantedBytes,
      limitBytes,
      lostRecords: kill.lost,
      backRecords: kill.back,
      againRecords: kill.again,
      startUpMs,
      fittingRecords: Math.floor((limitBytes - baseBytes) / recordBytes / this.polls),
    };
  }
}
