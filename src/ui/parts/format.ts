import { nounFor, unitAfter } from "../../base/counted-noun.ts";
/** How every number on the page is written: three significant figures, thousands separated, k/M/G from 10 k. A number that is not known is a dash. */
export const UNKNOWN = "–";

const groups = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Three significant figures without an exponent: 0.0123, 1.23, 12.3, 123. Trailing zeros go. */
function significant(value: number, digits = 3): string {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return "0";
  const text = value.toPrecision(digits);
  const plain = Math.abs(Number(text)) >= 1e-6 ? Number(text) : null;
  if (plain === null) return "<0.000001";
  if (Math.abs(plain) >= 10 ** (digits - 1)) return groups.format(plain);
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(plain))));
  return plain.toFixed(decimals).replace(/\.?0+$/, "");
}

const SCALES: readonly (readonly [number, string])[] = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];

/** 38,214 → `38.2 k`; 1,284 → `1,284`; 0.01234 → `0.0123`. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return UNKNOWN;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  if (Math.abs(value) < 9999.5) return Number.isInteger(value) ? groups.format(value) : significant(value, Math.abs(value) >= 1000 ? 4 : 3);
  const [scale, suffix] = SCALES.find(([limit]) => Math.abs(value) >= limit * 0.9995) ?? [1, ""];
  return suffix === "" ? groups.format(value) : `${significant(value / scale)} ${suffix}`;
}

/** Every digit: 4,318,402. Fractions keep up to six. */
export function formatExact(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "unknown";
  return new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 }).format(value);
}

/** A length of time given in ms, in the unit a person would say: 840 µs, 38 ms, 52.4 s, 12.5 min, 3.2 h, 14 d. */
export function formatMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return UNKNOWN;
  if (!Number.isFinite(ms)) return "never";
  const size = Math.abs(ms);
  if (size === 0) return "0 ms";
  if (size < 0.9995) return `${significant(ms * 1000)} µs`;
  if (size < 999.5) return `${significant(ms)} ms`;
  if (size < 119_950) return `${significant(ms / 1000)} s`;
  if (size < 7_197_000) return `${significant(ms / 60_000)} min`;
  if (size < 172_720_000) return `${significant(ms / 3_600_000)} h`;
  return `${significant(ms / 86_400_000)} d`;
}

const BYTE_SCALES: readonly (readonly [number, string])[] = [
  [1e15, "PB"],
  [1e12, "TB"],
  [1e9, "GB"],
  [1e6, "MB"],
  [1e3, "kB"],
];

/** Bytes in powers of 1,000: 212 B, 20 GB. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || Number.isNaN(bytes)) return UNKNOWN;
  const [scale, unit] = BYTE_SCALES.find(([limit]) => Math.abs(bytes) >= limit * 0.9995) ?? [1, "B"];
  return `${significant(bytes / scale)} ${unit}`;
}

/** Dollars: $0.0042, $7.30, $2,143, $1.24 M. */
export function formatUsd(usd: number | null | undefined): string {
  if (usd === null || usd === undefined || Number.isNaN(usd)) return UNKNOWN;
  const sign = usd < 0 ? "-" : "";
  const size = Math.abs(usd);
  if (size === 0) return "$0";
  if (size < 0.995) return `${sign}$${significant(size)}`;
  if (size < 99.995) return `${sign}$${size.toFixed(2)}`;
  if (size < 999_500) return `${sign}$${groups.format(size)}`;
  return `${sign}$${formatNumber(size)}`;
}

/** Things per time, in the unit that leaves whole figures: 7.6 k/s, 0.25/s, 3/min, 1/h. */
export function formatRate(perSecond: number | null | undefined): string {
  if (perSecond === null || perSecond === undefined || perSecond <= 0 || perSecond >= 0.05) return `${formatNumber(perSecond)}/s`;
  const perMinute = perSecond * 60;
  return perMinute >= 0.05 ? `${formatNumber(perMinute)}/min` : `${formatNumber(perMinute * 60)}/h`;
}

/** A share of 0..1 as per cent: 0.9931 → `99.31 %`; close to 0 and 1 the digits that matter stay. */
export function formatShare(share: number | null | undefined): string {
  if (share === null || share === undefined || Number.isNaN(share)) return UNKNOWN;
  return formatPercent(share * 100);
}

function formatPercent(percent: number): string {
  const far = Math.abs(100 - percent);
  if (percent > 90 && percent < 100) {
    // Two figures of what is missing to 100, one when that is tiny.
    const decimals = far >= 1 ? 1 : Math.min(6, (far >= 0.01 ? 1 : 0) - Math.floor(Math.log10(far)));
    return `${percent.toFixed(decimals).replace(/\.?0+$/, "")} %`;
  }
  return `${significant(percent)} %`;
}

const TIME_UNITS: { readonly [unit: string]: number } = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };

/** A value in the unit a goal, field or measure names; an unknown unit is written after the number. */
export function formatUnit(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || Number.isNaN(value)) return UNKNOWN;
  const timeMs = Object.hasOwn(TIME_UNITS, unit) ? TIME_UNITS[unit] : undefined;
  if (timeMs !== undefined) return formatMs(value * timeMs);
  switch (unit) {
    case "":
    case "count":
      return formatNumber(value);
    case "share":
      return formatShare(value);
    case "%":
      return formatPercent(value);
    case "B":
    case "bytes":
      return formatBytes(value);
    case "USD":
    case "usd":
    case "$":
      return formatUsd(value);
    case "USD/month":
    case "usd/month":
    case "$/mo":
    case "USD/mo":
      return `${formatUsd(value)}/mo`;
    case "/s":
    case "records/s":
    case "events/s":
      return formatRate(value);
    default:
      return unit.startsWith("B/") ? `${formatBytes(value)}${unit.slice(1)}` : `${formatNumber(value)} ${unitAfter(value, unit)}`;
  }
}

const MOMENT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

/** `30 Nov 2026, 11:20`, on the clock of the person; ms since the Unix epoch. */
export function formatWhen(epochMs: number): string {
  return Number.isFinite(epochMs) ? MOMENT.format(epochMs) : UNKNOWN;
}

/** `12:15:40`, the clock of the simulated day; `startAt` is ISO 8601 with an offset, whose local time is shown. */
export function formatClock(startAt: string | null, simulatedMs: number): string {
  const epochMs = startAt === null ? Number.NaN : Date.parse(startAt);
  const offsetMs = startAt === null ? 0 : offsetOf(startAt);
  const ms = Number.isNaN(epochMs) ? simulatedMs : epochMs + offsetMs + simulatedMs;
  const seconds = Math.floor(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${two(Number.isNaN(epochMs) ? hours : ((hours % 24) + 24) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

const DAY_MS = 86_400_000;

/** `02:00:00`, and in a run of more than a day `day 2, 02:00:00`: days of the calendar, the one the run begins on being the first. */
export function formatInstant(startAt: string | null, simulatedMs: number, spanMs: number): string {
  const clock = formatClock(startAt, simulatedMs);
  if (spanMs <= DAY_MS) return clock;
  const epochMs = startAt === null ? Number.NaN : Date.parse(startAt);
  const beganMs = Number.isNaN(epochMs) || startAt === null ? 0 : (epochMs + offsetOf(startAt)) % DAY_MS;
  return `day ${Math.floor((beganMs + simulatedMs) / DAY_MS) + 1}, ${startAt === null ? formatClock(null, simulatedMs % DAY_MS) : clock}`;
}

function offsetOf(startAt: string): number {
  const match = /([+-])(\d\d):?(\d\d)$/.exec(startAt);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === "-" ? -1 : 1) * minutes * 60_000;
}

/** The same with every digit, for what stands behind a number: `12,345 records`, `1 record`. */
export function pluralExact(count: number, one: string, many = `${one}s`): string {
  return `${formatExact(count)} ${nounFor(count, one, many)}`;
}

/** `3 parts`, `1 part`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${nounFor(count, one, many)}`;
}

const SIGNS: { readonly [op: string]: string } = { "<=": "≤", ">=": "≥", "<": "<", ">": ">", "==": "=" };

/** The sign of a comparison as people write it. */
export function formatOp(op: string): string {
  return Object.hasOwn(SIGNS, op) ? (SIGNS[op] ?? op) : op;
}
