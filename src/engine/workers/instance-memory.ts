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
  private readonly id: string;
  private readonly spec: MemorySpec;
  /** How many polls' worth of records are in hand at most. */
  private readonly polls: number;
  private readonly killed = new Set<number>();
  private readonly looping = new Set<number>();

  constructor(id: string, spec: MemorySpec, polls: number) {
    this.id = id;
    this.spec = spec;
    this.polls = polls;
  }

  /** The first death of an instance is told, and the first that shows it going round in circles. */
  told(index: number, kill: MemoryKill): string | null {
    this.count++;
    const isLoop = this.killed.has(index) && kill.done === 0;
    if (isLoop ? this.looping.has(index) : this.killed.has(index)) return null;
    this.killed.add(index);
    const { limitBytes, recordBytes, startUpMs } = this.spec;
    const users = kill.users === 0 ? "" : ` and the vectors of ${count(kill.users)} users`;
    const death = `Instance ${index} of ${this.id} ran out of memory and was killed: ${count(kill.held)} records in hand at ${megabytes(recordBytes)} each${users} want ${megabytes(kill.wantedBytes)} where its machine has ${megabytes(limitBytes)}.`;
    if (!isLoop)
      return `${death} ${count(kill.lost)} were lost with it, ${count(kill.back + kill.again)} are read again after ${startUpMs / 1000} s.`;
    this.looping.add(index);
    return `${death} It goes round in a crash loop: nothing was done since its last start, and ${kill.back > 0 ? "each start reads the same records again" : "each start meets more than it can hold"}. ${this.remedy()}`;
  }

  private remedy(): string {
    const { limitBytes, baseBytes, recordBytes } = this.spec;
    const fitting = Math.floor((limitBytes - baseBytes) / recordBytes / this.polls);
    if (fitting < 1) return "Not one record fits: take a machine with more memory, or hold less of a record at once.";
    return `Poll at most ${count(fitting)} records at once, take a machine with more memory, or hold less of each record.`;
  }
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function megabytes(bytes: number): string {
  return `${count(Number((bytes / 1e6).toPrecision(4)))} MB`;
}
