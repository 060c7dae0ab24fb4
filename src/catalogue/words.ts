import { nounFor } from "../base/counted-noun.ts";
import { spoken } from "../base/duration.ts";

/**
 * Numbers in words for headlines and findings: three significant figures, thousands separated, k/M from 10,000,
 * durations and sizes in the largest unit that stays at or above 1.
 */
export function count(value: number): string {
  const size = Math.abs(value);
  if (size >= 999_500) return `${figures(value / 1_000_000)} M`;
  if (size >= 10_000) return `${figures(value / 1000)} k`;
  return figures(value);
}

/** `60 s`, `10 min`, `1 h`, `7 days`: the largest unit that says it in whole or half numbers, minutes from two. */
export function duration(ms: number): string {
  const { amount, unit } = spoken(ms);
  return `${figures(amount)} ${unit}`;
}

/** How often something happens: `every 10 min`, `every day`. */
export function every(ms: number): string {
  const { amount, unit } = spoken(ms);
  return amount === 1 && unit === "day" ? "every day" : `every ${duration(ms)}`;
}

/** How long something lasted, without a fraction of a second: `45 s`, `10 min`, `1 h`. */
export function lasting(ms: number): string {
  return duration(Math.round(ms / 1000) * 1000);
}

/** Decimal units, as prices and links count. */
export function bytes(value: number): string {
  if (value >= 1e12) return `${figures(value / 1e12)} TB`;
  if (value >= 1e9) return `${figures(value / 1e9)} GB`;
  if (value >= 1e6) return `${figures(value / 1e6)} MB`;
  if (value >= 1e3) return `${figures(value / 1e3)} kB`;
  return `${figures(value)} B`;
}

/** A share of one, as per cent. */
export function percent(share: number): string {
  return `${figures(share * 100)} %`;
}

/** `1 task`, `4 tasks`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${nounFor(value, one, many)}`;
}

/** Three significant figures, thousands separated; whole numbers below 10,000 in full. */
function figures(value: number): string {
  const rounded = Number.isInteger(value) && Math.abs(value) < 10_000 ? value : Number(value.toPrecision(3));
  const [whole = "0", part] = String(Math.abs(rounded)).split(".");
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${rounded < 0 ? "-" : ""}${separated}${part === undefined ? "" : `.${part}`}`;
}

/** A number in full, thousands separated: for ranges, where rounding would lie. */
export function exact(value: number): string {
  const [whole = "0", part] = String(Math.abs(value)).split(".");
  return `${value < 0 ? "-" : ""}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${part === undefined ? "" : `.${part}`}`;
}

/** Memory in MiB as one says it; null is as much as there is. */
export function memoryInWords(mib: number | null): string {
  if (mib === null) return "no memory limit";
  return mib >= 1024 ? `${exact(mib / 1024)} GiB` : `${exact(mib)} MiB`;
}
