import type { ChoiceField, Field } from "../../catalogue/contract.ts";
import { numberToBeginWith, valueProblem } from "../../catalogue/fields/settings.ts";
import type { SettingValue } from "../../design/types.ts";
import { numberInField, readNumber } from "../parts/number-text.ts";
import { formatNumber, formatUnit } from "../parts/format.ts";

/** More values than this are a sweep, which the command line runs on every core. */
export const MOST_VALUES = 12;

/** Settings whose values can be listed. */
export function canBeAsked(field: Field): boolean {
  return field.type !== "distribution" && field.type !== "text";
}

/** Half, the same, double and four times what stands, within what the field takes; the options of a choice. As typed in the box. */
export function firstValues(field: Field, now: SettingValue): string {
  if (field.type === "choice") return someOf(field, now).join(", ");
  if (field.type === "boolean") return "false, true";
  if (field.type === "text" || field.type === "distribution") return "";
  const held = typeof now === "number" ? now : numberToBeginWith(field);
  const base = held === 0 ? Math.max(field.min, Math.min(field.max, 1)) : held;
  const scaled = [base / 2, base, base * 2, base * 4].map((value) => {
    const whole = field.type === "integer" || Number.isInteger(held) ? Math.round(value) : Number(value.toPrecision(12));
    return Math.min(field.max, Math.max(field.min, whole));
  });
  const values = [...new Set([...(typeof now === "number" ? [now] : []), ...scaled])].sort((a, b) => a - b);
  return values
    .filter((value) => valueProblem(field, value) === null)
    .map((value) => numberInField(value, field.unit))
    .join(", ");
}

/** All of a few options; of many, what stands and the three after it. */
function someOf({ options }: ChoiceField, now: SettingValue): readonly string[] {
  const values = options.map(({ value }) => value);
  if (values.length <= 6) return values;
  const from = Math.max(0, Math.min(values.indexOf(String(now)), values.length - 4));
  return values.slice(from, from + 4);
}

export type ReadValues = { readonly values: readonly SettingValue[]; readonly problem: string | null };

/** The values in the box, each once; the first problem in a sentence. An optional number may be `none`. */
export function readValues(field: Field, text: string): ReadValues {
  const words = text
    .split(/[,;]/)
    .map((word) => word.trim())
    .filter((word) => word !== "");
  if (words.length === 0) return { values: [], problem: "Write one value or more, with commas between them." };
  if (words.length > MOST_VALUES)
    return { values: [], problem: `These are ${words.length} values; at most ${MOST_VALUES} are run here. The command sweep takes more.` };
  const values: SettingValue[] = [];
  for (const word of words) {
    const value = readOne(field, word);
    const problem = value === undefined ? `“${word.slice(0, 40)}” is not a value of ${field.label}.` : valueProblem(field, value);
    if (problem !== null || value === undefined) return { values: [], problem };
    if (!values.includes(value)) values.push(value);
  }
  return { values, problem: null };
}

function readOne(field: Field, word: string): SettingValue | undefined {
  if (field.type === "choice")
    return field.options.find(({ value, label }) => value === word || label.toLowerCase() === word.toLowerCase())?.value;
  if (field.type === "boolean") return word === "true" || word === "on" ? true : word === "false" || word === "off" ? false : undefined;
  if (field.type === "optional-number" && word.toLowerCase() === "none") return null;
  return readNumber(word, field.unit) ?? undefined;
}

/** A value as a person would say it. */
export function valueText(field: Field, value: SettingValue): string {
  if (typeof value === "number")
    return field.unit === "ms" || field.unit === "bytes" || field.unit === "share"
      ? formatUnit(value, field.unit)
      : `${formatNumber(value)}`;
  if (value === null) return field.type === "optional-number" ? field.absent : "none";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (field.type === "choice") return field.options.find((option) => option.value === value)?.label ?? String(value);
  return JSON.stringify(value);
}
