import { packed } from "./packed-segments.ts";
import type { PackedSegment } from "./packed-segments.ts";

type Values = Float64Array | Int32Array | Uint8Array;
type Kind<A extends Values> = new (length: number) => A;

const PAGE_BITS = 12;
/** Values of one page: what a list of few values takes at least, and what is packed at a time. */
const PAGE = 1 << PAGE_BITS;
const IN_PAGE = PAGE - 1;

/**
 * Numbers that are added one by one and never change: a page that is full is packed by itself, so growing moves nothing and what has
 * little in it takes little room. For rows that operators make; a list that is written at the pace of events keeps plain arrays.
 */
export class PackedList<A extends Values> {
  length = 0;
  private readonly full: (PackedSegment | A)[] = [];
  private open: A;
  private readonly kind: Kind<A>;

  constructor(kind: Kind<A>) {
    this.kind = kind;
    this.open = new kind(0);
  }

  push(value: number): void {
    const place = this.length++ & IN_PAGE;
    if (place === 0) this.turn();
    this.open[place] = value;
  }

  private turn(): void {
    const { open } = this;
    this.open = new this.kind(PAGE);
    if (open.length > 0) this.full.push(packed(open) ?? open);
  }

  at(index: number): number {
    const page = index >>> PAGE_BITS;
    if (page >= this.full.length) return this.open[index & IN_PAGE]!;
    const values = this.full[page]!;
    return "sizeBytes" in values ? values.at(index & IN_PAGE) : values[index & IN_PAGE]!;
  }

  /** A copy of all values, side by side. */
  whole(): A {
    const values = new this.kind(this.length);
    for (let i = 0; i < values.length; i++) values[i] = this.at(i);
    return values;
  }
}

export const float64s = (): PackedList<Float64Array> => new PackedList(Float64Array);
export const int32s = (): PackedList<Int32Array> => new PackedList(Int32Array);
export const uint8s = (): PackedList<Uint8Array> => new PackedList(Uint8Array);
