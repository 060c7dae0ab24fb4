import { duration, exact } from "../../catalogue/words.ts";
import type { FoundCause } from "../../catalogue/cause.ts";
import type { Field } from "../../catalogue/contract.ts";
import type { SettingChange } from "../../result/result.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { Cause } from "./cause.ts";
import { fieldOf, nameIn, settingOf } from "./settings-of.ts";

type Drawn = Pick<Machine, "parts">;

/** A cause as it is found, at its part; its text then says what to set, by the labels and units a person reads in the inspector. */
export function mended(
  machine: Drawn,
  { mends: given = [], removedBy = [], ...found }: FoundCause & { readonly part: string; readonly code: string },
): Cause {
  const removed = removedBy.map(({ part, setting, to }): SettingChange => ({ part: part ?? found.part, setting, to }));
  const cause: Cause = removed.length === 0 ? found : { ...found, removedBy: removed };
  const mends = given
    .map(({ part, setting, to }): SettingChange => ({ part: part ?? cause.part, setting, to }))
    .filter(({ part, setting, to }) => fieldOf(machine, part, setting) !== undefined && settingOf(machine, part, setting) !== to);
  const [first] = mends;
  if (first === undefined) return cause;
  return { ...cause, part: first.part, setting: first.setting, mends, text: `${cause.text} ${sentence(machine, mends)}` };
}

/** `Set “Offset” of Airflow to 15 min.` */
function sentence(machine: Drawn, mends: readonly SettingChange[]): string {
  const each = mends.map(({ part, setting, to }) => {
    const field = fieldOf(machine, part, setting);
    return `“${field?.label ?? setting}” of ${nameIn(machine, part)} to ${valueInWords(field, to)}`;
  });
  return `Set ${each.join(", and ")}.`;
}

function valueInWords(field: Field | undefined, to: SettingChange["to"]): string {
  if (field?.type === "choice") return `“${field.options.find(({ value }) => value === to)?.label ?? String(to)}”`;
  if (typeof to === "boolean") return to ? "on" : "off";
  if (typeof to === "string") return `“${to}”`;
  if (field?.unit === "ms") return duration(to);
  return field?.unit === undefined ? exact(to) : `${exact(to)} ${field.unit}`;
}
