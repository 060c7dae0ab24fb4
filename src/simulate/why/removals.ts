import type { Field } from "../../catalogue/contract.ts";
import type { OfferedCause, SettingChange } from "../../result/result.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { Cause } from "./cause.ts";
import { fieldOf, settingOf } from "./settings-of.ts";

/** So many times as much, or a part as small: enough to take a cause away, if it is one. */
const FAR = 4;
/** Other values of a choice that are tried, in the order of its options. */
const MOST_OPTIONS = 3;

/** A cause as a counter-run tries it: with what would take it away. */
export function offered(machine: Pick<Machine, "parts">, cause: Cause): OfferedCause {
  const { part, setting, code, text, counted = false } = cause;
  return { part, setting, code, text, counted, removals: removalsOf(machine, cause) };
}

/** What is advised comes first; else what the cause says takes it away; else other values of its setting. */
function removalsOf(machine: Pick<Machine, "parts">, { part, setting, mends, removedBy, towards }: Cause): (readonly SettingChange[])[] {
  if (mends !== undefined && mends.length > 0) return [mends];
  if (removedBy !== undefined && removedBy.length > 0) return [removedBy];
  const field = setting === null ? undefined : fieldOf(machine, part, setting);
  if (setting === null || field === undefined) return [];
  const value = settingOf(machine, part, setting);
  return otherValues(field, value, towards).map((to) => [{ part, setting, to }]);
}

/** Values of a setting that differ from the present one far enough to show whether it matters. */
export function otherValues(field: Field, value: unknown, towards?: "more" | "less"): readonly SettingChange["to"][] {
  switch (field.type) {
    case "boolean":
      return [value !== true];
    case "choice":
      return field.options
        .map((option) => option.value)
        .filter((option) => option !== value)
        .slice(0, MOST_OPTIONS);
    case "number":
    case "integer":
      return farValues(field, Number(value), field.default, towards);
    case "optional-number":
      return typeof value === "number"
        ? farValues(field, value, field.default === null ? field.whenGiven : field.default, towards)
        : [field.default === null ? field.whenGiven : field.default];
    default:
      return [];
  }
}

type Range = { readonly type: Field["type"]; readonly min: number; readonly max: number };

/** Nothing times four is nothing: from there it goes to what people use. */
function farValues({ type, min, max }: Range, value: number, usual: number, towards?: "more" | "less"): number[] {
  const whole = (each: number): number => (type === "integer" ? Math.round(each) : each);
  const more = Math.min(max, whole(value > 0 ? value * FAR : usual > 0 ? usual : Math.min(max, FAR)));
  const less = Math.max(min, whole(value / FAR));
  const wanted = towards === "more" ? [more] : towards === "less" ? [less] : [more, less];
  return wanted.filter((each) => each !== value);
}
