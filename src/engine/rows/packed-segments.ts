/**
 * Segments of a column that nobody writes to any more, in as few bytes as their values allow. Every value comes back as it was, to
 * the bit, and by itself: reading one unpacks no other, so that a reader may go back to any row at any time.
 */
export type PackedSegment = {
  /** Bytes it takes, without the few of the object itself. */
  readonly sizeBytes: number;
  at(place: number): number;
};

type Raw = Float64Array | Int32Array | Uint8Array;

/** The smallest form the values fit, null when none is smaller than they are. */
export function packed(values: Raw): PackedSegment | null {
  if (values instanceof Uint8Array) return constant(values) ?? halves(values);
  const small = constant(values) ?? offsets(values);
  if (values instanceof Float64Array) return small ?? wideOffsets(values) ?? levels(values);
  return small ?? ramp(values) ?? levels(values) ?? wideOffsets(values);
}

/** -0 and NaN are no equals of what an addition gives back: a column with one of them stays as it is. */
const isPlain = (value: number): boolean => value === value && !Object.is(value, -0);

function constant(values: Raw): PackedSegment | null {
  const [value] = values;
  if (value === undefined) return null;
  for (let i = 1; i < values.length; i++) if (!Object.is(values[i], value)) return null;
  return { sizeBytes: 0, at: () => value };
}

/** Codes below 16, two to a byte. */
function halves(values: Uint8Array): PackedSegment | null {
  for (let i = 0; i < values.length; i++) if (values[i]! > 15) return null;
  const pairs = new Uint8Array((values.length + 1) >> 1);
  for (let i = 0; i < values.length; i++) pairs[i >> 1]! |= values[i]! << ((i & 1) << 2);
  return { sizeBytes: pairs.byteLength, at: (place) => (pairs[place >> 1]! >> ((place & 1) << 2)) & 15 };
}

/** Whole numbers as how far they lie above the least of them, in one or two bytes. */
function offsets(values: Float64Array | Int32Array): PackedSegment | null {
  const span = spanOf(values);
  if (span === null || span.range >= 2 ** 16) return null;
  return filled(span.range < 2 ** 8 ? new Uint8Array(values.length) : new Uint16Array(values.length), values, span.least);
}

/** As `offsets`, in three bytes, or in the four of numbers that take eight. */
function wideOffsets(values: Float64Array | Int32Array): PackedSegment | null {
  const span = spanOf(values);
  if (span === null || span.range >= 2 ** 32) return null;
  const { least, range } = span;
  if (range >= 2 ** 24) return values instanceof Float64Array ? filled(new Uint32Array(values.length), values, least) : null;
  const low = new Uint16Array(values.length);
  const high = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const code = values[i]! - least;
    low[i] = code & 0xffff;
    high[i] = code >>> 16;
  }
  return { sizeBytes: low.byteLength + high.byteLength, at: (place) => least + (high[place]! << 16) + low[place]! };
}

/** The least of the values and how far the others lie above it; null where one of them is not whole. */
function spanOf(values: Float64Array | Int32Array): { readonly least: number; readonly range: number } | null {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) return null;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, range: most - least };
}

function filled(codes: Uint8Array | Uint16Array | Uint32Array, values: Float64Array | Int32Array, least: number): PackedSegment {
  for (let i = 0; i < values.length; i++) codes[i] = values[i]! - least;
  return { sizeBytes: codes.byteLength, at: (place) => least + codes[place]! };
}

/** One exception in so many values, at most: a search among few. */
const VALUES_PER_EXCEPTION = 20;

/** Ids dealt out one after the other: each is one more than the one before it, but for a few that were sent again. */
function ramp(values: Float64Array | Int32Array): PackedSegment | null {
  if (values instanceof Float64Array) return null;
  const first = startOf(values);
  const exceptions: number[] = [];
  const most = values.length / VALUES_PER_EXCEPTION;
  for (let i = 0; i < values.length; i++) if (values[i] !== first + i && exceptions.push(i) > most) return null;
  const places = Int32Array.from(exceptions);
  const others = places.map((place) => values[place]!);
  const at = (place: number): number => {
    const found = search(places, place);
    return places[found] === place ? others[found]! : first + place;
  };
  return { sizeBytes: places.byteLength + others.byteLength, at };
}

/** Where the line starts that most of a sample of the values lie on. */
function startOf(values: Int32Array): number {
  const counts = new Map<number, number>();
  const step = Math.max(1, values.length >> 6);
  for (let i = 0; i < values.length; i += step) counts.set(values[i]! - i, (counts.get(values[i]! - i) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0];
}

/** Index of the first entry that is not below `wanted`. */
function search(sorted: Int32Array, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Values that mostly repeat the one before them, as instants of events that were sent together: each level once, and its number by place. */
function levels(values: Float64Array | Int32Array): PackedSegment | null {
  let count = 1;
  for (let i = 0; i < values.length; i++) {
    if (!isPlain(values[i]!)) return null;
    if (i > 0 && values[i] !== values[i - 1]) count++;
  }
  const kind = values instanceof Float64Array ? Float64Array : Int32Array;
  const sizeBytes = count * kind.BYTES_PER_ELEMENT + values.length * 2;
  if (count > 2 ** 16 || sizeBytes > 0.75 * values.byteLength) return null;
  const distinct = new kind(count);
  const codes = new Uint16Array(values.length);
  let level = 0;
  for (let i = 0; i < values.length; i++) {
    if (i > 0 && values[i] !== values[i - 1]) level++;
    distinct[level] = values[i]!;
    codes[i] = level;
  }
  return { sizeBytes, at: (place) => distinct[codes[place]!]! };
}
