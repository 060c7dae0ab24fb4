import { exactDuration, spoken } from "../../base/duration.ts";

/** What a typed number means; null when it is none. `60 s` and `2 min` count where the unit is ms, `64 MB` where it is bytes. */
export function readNumber(text: string, unit: string | undefined): number | null {
  const clean = text.trim().replaceAll(/[\s_,\u202f\u00a0]/g, "");
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-zµ%]*)$/i.exec(clean);
  if (match === null) return null;
  const value = Number(match[1]);
  const factor = factorOf(match[2] ?? "", unit);
  return factor === null || !Number.isFinite(value) ? null : rounded(value * factor);
}

/** Without the dust of binary fractions: 0.1 s is 100 ms. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

const SCALES: { readonly [suffix: string]: number } = { "": 1, k: 1e3, K: 1e3, M: 1e6, m: 1e6, G: 1e9, T: 1e12 };
const TIMES_MS: { readonly [suffix: string]: number } = {
  "": 1,
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
};
const BYTES: { readonly [suffix: string]: number } = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
};

function factorOf(suffix: string, unit: string | undefined): number | null {
  const table = unit === "ms" ? TIMES_MS : isSize(unit) ? BYTES : SCALES;
  const key = table === SCALES ? suffix : suffix.toLowerCase();
  if (Object.hasOwn(table, key)) return table[key] ?? null;
  return unit !== undefined && suffix.toLowerCase() === unit.toLowerCase().replaceAll(/\s/g, "") ? 1 : null;
}

/** Units whose values are written with one that fits them. */
function hasOwnWords(unit: string | undefined): boolean {
  return unit === "ms" || isSize(unit);
}

function isSize(unit: string | undefined): boolean {
  return unit === "bytes" || unit === "B";
}

/** A value as it stands in a field, every digit of it: times and sizes with the unit a person would say them in. */
export function numberInField(value: unknown, unit?: string): string {
  if (typeof value === "number") return unit === "ms" ? exactDuration(value) : isSize(unit) ? exactSize(value) : String(value);
  return typeof value === "string" ? value : value === null || value === undefined ? "" : JSON.stringify(value);
}

const SIZES: readonly (readonly [string, string])[] = [
  ["TB", "TiB"],
  ["GB", "GiB"],
  ["MB", "MiB"],
  ["kB", "KiB"],
];

/** `1.5 GB`, `64 MiB`: decimal where two decimals say it, binary where a whole number does, else bytes. */
function exactSize(value: number): string {
  for (const [decimal, binary] of SIZES)
    for (const [name, decimals] of [
      [decimal, 100],
      [binary, 1],
    ] as const) {
      const amount = value / (BYTES[name.toLowerCase()] ?? 1);
      if (Math.abs(amount) >= 1 && Number.isInteger(rounded(amount * decimals))) return `${rounded(amount)} ${name}`;
    }
  return `${value} B`;
}

/** The unit that stands beside a box: none where the text in it names its own. */
export function unitBeside(text: string, unit: string | undefined): string | undefined {
  return hasOwnWords(unit) && /[a-zµ]\s*$/i.test(text) ? undefined : unit;
}

/** What a number typed without a unit means, where that reads differently: `43200000` in ms is `12 h`. */
export function echoOf(text: string, value: unknown, unit: string | undefined): string | null {
  if (typeof value !== "number" || unit === undefined || !hasOwnWords(unit) || unitBeside(text, unit) === undefined) return null;
  const said = numberInField(value, unit);
  return said === `${text.trim()} ${unit}` ? null : said;
}

/** How far an arrow key moves a number: a tenth of its leading digit, in the unit it is said in. */
export function stepOf(now: number, unit: string | undefined, whole: boolean): number {
  if (unit === "ms" && Math.abs(now) >= 60_000) {
    const { amount, unitMs } = spoken(now);
    return unitMs * (unitMs === 1000 ? stepFor(true, amount) : Math.abs(amount) <= 2 ? 0.5 : stepFor(true, amount));
  }
  return stepFor(whole, now);
}

function stepFor(whole: boolean, now: number): number {
  const size = 10 ** Math.max(whole ? 0 : -3, Math.floor(Math.log10(Math.max(1e-9, Math.abs(now)))) - 1);
  return whole ? Math.max(1, size) : size;
}
