/** How the numbers of a column of times count. */
export const TIME_UNITS = ["s", "ms", "us", "ns"] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

const UNIT_NAMES: { readonly [unit in TimeUnit]: string } = { s: "seconds", ms: "milliseconds", us: "microseconds", ns: "nanoseconds" };

/** What a text says about a moment: ms already, a number whose unit its column decides, or nothing. */
export const IS_MS = 0;
export const IS_NUMBER = 1;
export const IS_NOTHING = 2;

export function unitName(unit: TimeUnit): string {
  return UNIT_NAMES[unit];
}

/** The unit in which a number of this size is a moment between 1973 and 5138; small numbers are seconds. */
export function unitBySize(value: number): TimeUnit {
  const size = Math.abs(value);
  return size < 1e11 ? "s" : size < 1e14 ? "ms" : size < 1e17 ? "us" : "ns";
}

export function toMs(value: number, unit: TimeUnit): number {
  return unit === "s" ? value * 1000 : unit === "ms" ? value : unit === "us" ? value / 1000 : value / 1e6;
}

/** Moments outside 1970 to 2199 are taken for mistakes. */
const LATEST_MS = 7_258_118_400_000;

export function isSensible(ms: number): boolean {
  return ms >= 0 && ms < LATEST_MS;
}

/**
 * Reads a moment from bytes without making strings: ISO 8601 (2026-03-05T19:00:00.123+01:00, with a space instead of T, with or
 * without seconds, offset or time of day; without offset it is UTC) or a number. The answer lies in `value` and `kind`.
 */
export class TimeReader {
  value = 0;
  private at = 0;
  private to = 0;
  private bytes: Uint8Array = new Uint8Array(0);

  read(bytes: Uint8Array, from: number, to: number): number {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
    if (to - from >= 8 && bytes[from + 4] === DASH) return this.iso() ? IS_MS : IS_NOTHING;
    return this.number(from, to) ? IS_NUMBER : IS_NOTHING;
  }

  private number(from: number, to: number): boolean {
    let whole = 0;
    for (let i = from; i < to; i++) {
      const digit = this.bytes[i] - ZERO;
      if (digit < 0 || digit > 9 || i - from > 14) return this.otherNumber(from, to);
      whole = whole * 10 + digit;
    }
    this.value = whole;
    return to > from;
  }

  private otherNumber(from: number, to: number): boolean {
    if (to - from > 32) return false;
    const text = String.fromCharCode(...this.bytes.subarray(from, to));
    if (!/^[+-]?\d+(\.\d*)?([eE][+-]?\d{1,2})?$/.test(text)) return false;
    this.value = Number(text);
    return Number.isFinite(this.value);
  }

  /** Digits in a row, exactly `count` of them; -1 when there are others. */
  private digits(count: number): number {
    if (this.at + count > this.to) return -1;
    let number = 0;
    for (const end = this.at + count; this.at < end; this.at++) {
      const digit = this.bytes[this.at] - ZERO;
      if (digit < 0 || digit > 9) return -1;
      number = number * 10 + digit;
    }
    return number;
  }

  private accept(byte: number): boolean {
    if (this.at >= this.to || this.bytes[this.at] !== byte) return false;
    this.at++;
    return true;
  }

  private iso(): boolean {
    const year = this.digits(4);
    if (!this.accept(DASH)) return false;
    const month = this.digits(2);
    if (!this.accept(DASH)) return false;
    const day = this.digits(2);
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return false;
    this.value = daysFromEpoch(year, month, day) * DAY_MS;
    if (this.at === this.to) return true;
    if (!this.accept(LETTER_T) && !this.accept(SPACE)) return false;
    return this.timeOfDay() && this.offset() && this.at === this.to;
  }

  private timeOfDay(): boolean {
    const hour = this.digits(2);
    if (!this.accept(COLON)) return false;
    const minute = this.digits(2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
    this.value += (hour * 60 + minute) * 60_000;
    if (!this.accept(COLON)) return true;
    const second = this.digits(2);
    if (second < 0 || second > 59) return false;
    this.value += second * 1000;
    if (!this.accept(DOT) && !this.accept(COMMA)) return true;
    const from = this.at;
    let fraction = 0;
    let scale = 1000;
    for (; this.at < this.to; this.at++) {
      const digit = this.bytes[this.at] - ZERO;
      if (digit < 0 || digit > 9) break;
      if (this.at - from >= 9) continue;
      fraction = fraction * 10 + digit;
      scale /= 10;
    }
    if (this.at === from) return false;
    this.value += fraction * scale;
    return true;
  }

  private offset(): boolean {
    if (this.at === this.to || this.accept(LETTER_Z)) return true;
    if (this.accept(SPACE)) return this.word("UTC");
    const sign = this.accept(PLUS) ? 1 : this.accept(DASH) ? -1 : 0;
    if (sign === 0) return false;
    const hours = this.digits(2);
    this.accept(COLON);
    const minutes = this.at === this.to ? 0 : this.digits(2);
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) return false;
    this.value -= sign * (hours * 60 + minutes) * 60_000;
    return true;
  }

  private word(expected: string): boolean {
    for (let i = 0; i < expected.length; i++) if (!this.accept(expected.charCodeAt(i))) return false;
    return true;
  }
}

const ZERO = 48;
const DASH = 45;
const PLUS = 43;
const COLON = 58;
const DOT = 46;
const COMMA = 44;
const SPACE = 32;
const LETTER_T = 84;
const LETTER_Z = 90;
const DAY_MS = 86_400_000;

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : MONTH_DAYS[month - 1];
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (counting years from March, so that leap days come last). */
function daysFromEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}
