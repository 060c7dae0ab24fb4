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
const TIMES_MS: { readonly [suffix: string]: number } = { "": 1, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };
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
  const table = unit === "ms" ? TIMES_MS : unit === "bytes" || unit === "B" ? BYTES : SCALES;
  const key = table === SCALES ? suffix : suffix.toLowerCase();
  if (Object.hasOwn(table, key)) return table[key] ?? null;
  return unit !== undefined && suffix.toLowerCase() === unit.toLowerCase().replaceAll(/\s/g, "") ? 1 : null;
}

/** A number as it stands in a field: all digits, nothing else. */
export function numberInField(value: unknown): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value : value === null || value === undefined ? "" : JSON.stringify(value);
}
