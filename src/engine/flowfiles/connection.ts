import { EVENT, kindOf } from "../rows/rows.ts";

/** A unit of content on its way through a flow: records of one kind that travel as one. */
export type FlowFile = { readonly refs: readonly number[]; readonly stream: number; readonly bytes: number; readonly receivedMs: number };

export type Thresholds = { readonly objects: number; readonly bytes: number };

/** What waits between two processors of a node. Whoever fills it is not scheduled while it is full; what is under way still comes in. */
export class Connection {
  bytes = 0;
  private files: FlowFile[] = [];
  private head = 0;
  private readonly thresholds: Thresholds;

  constructor(thresholds: Thresholds) {
    this.thresholds = thresholds;
  }

  get length(): number {
    return this.files.length - this.head;
  }

  get isFull(): boolean {
    return this.length >= this.thresholds.objects || this.bytes >= this.thresholds.bytes;
  }

  push(file: FlowFile): void {
    this.files.push(file);
    this.bytes += file.bytes;
  }

  shift(): FlowFile | null {
    const file = this.files[this.head];
    if (file === undefined) return null;
    this.head++;
    this.bytes -= file.bytes;
    if (this.head > 1024 && this.head * 2 > this.files.length) {
      this.files = this.files.slice(this.head);
      this.head = 0;
    }
    return file;
  }

  /** What was taken comes back to the front, in its order: its session was rolled back. */
  giveBack(files: readonly FlowFile[]): void {
    this.files = [...files, ...this.files.slice(this.head)];
    this.head = 0;
    for (const { bytes } of files) this.bytes += bytes;
  }

  heldEvents(): number {
    let held = 0;
    for (let i = this.head; i < this.files.length; i++) held += eventsIn(this.files[i]);
    return held;
  }

  get records(): number {
    let records = 0;
    for (let i = this.head; i < this.files.length; i++) records += this.files[i].refs.length;
    return records;
  }
}

export function eventsIn({ refs }: FlowFile): number {
  let events = 0;
  for (const ref of refs) if (kindOf(ref) === EVENT) events++;
  return events;
}
