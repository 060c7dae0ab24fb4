import type { Field } from "../../catalogue/contract.ts";
import type { Machine } from "../compile/build-machine.ts";

type Drawn = Pick<Machine, "parts">;

/** A title in a sentence: one that could be read as words of it, or as a count, stands in quotes. */
export function nameIn(machine: Drawn, part: string): string {
  const title = titleOf(machine, part);
  return /\s|^\d/.test(title) ? `“${title}”` : title;
}

/** What a person called a part. */
export function titleOf(machine: Drawn, part: string): string {
  return entryOf(machine, part)?.part.title ?? part;
}

export function settingOf(machine: Drawn, part: string, field: string): unknown {
  return settingsOf(machine, part)[field];
}

/** How the kind of a part declares a setting; undefined where it has none of the name. */
export function fieldOf(machine: Drawn, part: string, name: string): Field | undefined {
  const fields = entryOf(machine, part)?.kind.fields ?? {};
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** The kind's own field behind an engine setting: `retention` finds `retentionHours`. */
export function fieldNamed(machine: Drawn, part: string, name: string | undefined): string | null {
  if (name === undefined) return null;
  const stem = name.replace(/Ms$/, "");
  return Object.keys(settingsOf(machine, part)).find((field) => field === name || field.startsWith(stem)) ?? null;
}

function settingsOf(machine: Drawn, part: string): { readonly [field: string]: unknown } {
  return entryOf(machine, part)?.props ?? {};
}

function entryOf(machine: Drawn, part: string): Machine["parts"][number] | undefined {
  return machine.parts.find((entry) => entry.part.id === part);
}
