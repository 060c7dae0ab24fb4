/** Exponents by base unit: `{ event: 1, s: -1 }` is events per second. No entry is 0. */
export type Dimensions = { readonly [unit: string]: number };

/** An amount in base units (seconds, bytes, USD, single things), and in which time unit a person spoke of it. */
export type Quantity = { readonly amount: number; readonly dimensions: Dimensions; readonly timeUnit?: TimeUnit };

export type TimeUnit = "ms" | "s" | "min" | "h" | "day" | "week" | "month" | "year";

/** A month is 730 hours, as on every cloud bill; a year 365 days. */
const TIME_SECONDS: { readonly [K in TimeUnit]: number } = {
  ms: 0.001,
  s: 1,
  min: 60,
  h: 3_600,
  day: 86_400,
  week: 604_800,
  month: 2_628_000,
  year: 31_536_000,
};

const TIME_NAMES: { readonly [name: string]: TimeUnit } = {
  ms: "ms",
  millisecond: "ms",
  s: "s",
  sec: "s",
  second: "s",
  min: "min",
  minute: "min",
  h: "h",
  hr: "h",
  hour: "h",
  d: "day",
  day: "day",
  wk: "week",
  week: "week",
  mo: "month",
  month: "month",
  yr: "year",
  year: "year",
};

/** KB, MB … are powers of 1,000, KiB, MiB … of 1,024. */
const BYTES: { readonly [name: string]: number } = {
  b: 1,
  byte: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  pb: 1e15,
  kib: 1_024,
  mib: 1_048_576,
  gib: 1_073_741_824,
  tib: 1_099_511_627_776,
};

/** Things that are counted, and the other words for them; one record, one message and one event are the same thing here. */
const COUNTED = [
  "event",
  "user",
  "session",
  "request",
  "view",
  "install",
  "click",
  "notification",
  "item",
  "row",
  "file",
  "partition",
  "server",
  "broker",
  "device",
  "post",
  "photo",
  "url",
  "read",
  "write",
  "object",
  "replica",
  "shard",
  "core",
  "query",
  "task",
  "worker",
  "key",
  "page",
  "node",
  "service",
  "connection",
  "screen",
];
const ALIASES: { readonly [name: string]: string } = {
  record: "event",
  message: "event",
  msg: "event",
  req: "request",
  querie: "query",
  queries: "query",
  tweet: "post",
  people: "user",
  person: "user",
};

/** The unit a word names, or null. `lenient` takes any other word as a thing that is counted, as after a number in `3 zones`. */
export function unitNamed(word: string, lenient: boolean): Quantity | null {
  if (word === "%") return { amount: 0.01, dimensions: {} };
  const lower = word.toLowerCase();
  if (lower === "usd" || word === "$" || lower === "dollar" || lower === "dollars") return { amount: 1, dimensions: { USD: 1 } };
  const singular = lower.length > 2 && lower.endsWith("s") ? lower.slice(0, -1) : lower;
  for (const name of [lower, singular]) {
    const time = own(TIME_NAMES, name);
    if (time) return { amount: TIME_SECONDS[time], dimensions: { s: 1 }, timeUnit: time };
    const bytes = own(BYTES, name);
    if (bytes) return { amount: bytes, dimensions: { B: 1 } };
    const counted = own(ALIASES, name) ?? name;
    if (COUNTED.includes(counted)) return { amount: 1, dimensions: { [counted]: 1 } };
  }
  return lenient && /^[a-z][a-z_]{1,30}$/.test(singular) ? { amount: 1, dimensions: { [singular]: 1 } } : null;
}

function own<T>(table: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

export function multiply(a: Quantity, b: Quantity): Quantity {
  return combine(a, b, 1);
}

export function divide(a: Quantity, b: Quantity): Quantity {
  return combine(a, b, -1);
}

function combine(a: Quantity, b: Quantity, sign: 1 | -1): Quantity {
  const dimensions: { [unit: string]: number } = { ...a.dimensions };
  for (const [unit, power] of Object.entries(b.dimensions)) {
    const sum = (dimensions[unit] ?? 0) + sign * power;
    if (sum === 0) delete dimensions[unit];
    else dimensions[unit] = sum;
  }
  const timeUnit = dimensions["s"] === undefined ? undefined : (b.timeUnit ?? a.timeUnit);
  return { amount: sign === 1 ? a.amount * b.amount : a.amount / b.amount, dimensions, ...(timeUnit ? { timeUnit } : {}) };
}

export function sameDimensions(a: Dimensions, b: Dimensions): boolean {
  const units = Object.keys(a);
  return units.length === Object.keys(b).length && units.every((unit) => a[unit] === b[unit]);
}

export function isPlainNumber(quantity: Quantity): boolean {
  return Object.keys(quantity.dimensions).length === 0;
}

/** The amount in the unit a person would say: `{ value: 20, unit: "GB/day" }`, `{ value: 7100, unit: "events/s" }`. */
export function inWords(quantity: Quantity): { readonly value: number; readonly unit: string } {
  const { dimensions } = quantity;
  const time = timeFor(quantity);
  const timePower = dimensions["s"] ?? 0;
  let value = quantity.amount / TIME_SECONDS[time] ** timePower;
  let bytes = "B";
  if (dimensions["B"] === 1) {
    for (const [name, size] of [
      ["PB", 1e15],
      ["TB", 1e12],
      ["GB", 1e9],
      ["MB", 1e6],
      ["KB", 1e3],
    ] as const) {
      if (Math.abs(value) < size) continue;
      value /= size;
      bytes = name;
      break;
    }
  }
  return { value, unit: unitText(dimensions, time, bytes) };
}

/** A duration is told in the largest unit that leaves at least 1; a rate in the unit it was spoken of. */
function timeFor(quantity: Quantity): TimeUnit {
  const power = quantity.dimensions["s"] ?? 0;
  if (power !== 1 || Object.keys(quantity.dimensions).length > 1) return quantity.timeUnit ?? "s";
  const fitting = (["year", "month", "day", "h", "min", "s"] as const).find((unit) => Math.abs(quantity.amount) >= TIME_SECONDS[unit]);
  return quantity.amount === 0 ? "s" : (fitting ?? "ms");
}

/** `events/s`, `B/event`, `1/s`; empty for a plain number. */
export function unitText(dimensions: Dimensions, time: TimeUnit = "s", bytes = "B"): string {
  const above: string[] = [];
  const below: string[] = [];
  for (const unit of Object.keys(dimensions).sort()) {
    const power = dimensions[unit] ?? 0;
    const plain = unit === "s" ? time : unit === "B" ? bytes : unit;
    const name = power > 0 && plain === unit && !["s", "B", "USD"].includes(unit) ? plural(unit) : plain;
    (power > 0 ? above : below).push(Math.abs(power) === 1 ? name : `${name}^${Math.abs(power)}`);
  }
  if (below.length === 0) return above.join("·");
  return `${above.length === 0 ? "1" : above.join("·")}/${below.join("/")}`;
}

function plural(unit: string): string {
  return unit.endsWith("y") ? `${unit.slice(0, -1)}ies` : `${unit}s`;
}
