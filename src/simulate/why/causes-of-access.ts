import { nounFor } from "../../base/counted-noun.ts";
import { exact, plural } from "../../catalogue/words.ts";
import type { PersonalRead } from "../../result/personal.ts";
import type { Machine } from "../compile/build-machine.ts";
import { personalReads } from "../read/personal.ts";
import { remainingRows } from "../read/remaining.ts";
import type { Cause } from "./cause.ts";
import { titleOf } from "./settings-of.ts";

/** Who was shown personal data, those who saw most first. */
export function shownPersonal(machine: Machine): Cause[] {
  return causesFrom(machine, ({ clearCells }) => clearCells).map(({ read, weight }) => ({
    part: read.reader,
    setting: null,
    code: "personal-shown",
    counted: true,
    weight,
    text: `${titleOf(machine, read.reader)} was given ${exact(weight)} ${nounFor(weight, "cell")} of ${read.table}.${read.column} by ${titleOf(machine, read.store)} as they are. Draw the table at ${titleOf(machine, read.store)}, mark the column as personal, and grant masked values.`,
  }));
}

/** Who was refused for personal data, those who asked most first. */
export function refusedReaders(machine: Machine): Cause[] {
  return causesFrom(machine, ({ refused, sees }) => (sees === "none" ? refused : 0)).map(({ read, weight }) => ({
    part: read.reader,
    setting: null,
    code: "personal-refused",
    counted: true,
    weight,
    text: `${titleOf(machine, read.store)} refused ${plural(weight, "query", "queries")} of ${titleOf(machine, read.reader)}, as ${read.table}.${read.column} was not granted to it. Grant masked values, which still join and count, or let it read a table without personal data.`,
  }));
}

/** Parts that hold rows of erased users, those that hold most first. */
export function heldOfErased(machine: Machine): Cause[] {
  return (remainingRows(machine, machine.run.endMs) ?? [])
    .toSorted((a, b) => b.rows - a.rows)
    .map(({ part, place, rows, user }) => ({
      part,
      setting: null,
      code: "erasure-remains",
      counted: true,
      weight: rows,
      text: `${titleOf(machine, part)} still holds ${exact(rows)} ${nounFor(rows, "row")} of the erased user ${user} (${place}). Erasing a user from a table takes nothing away from copies, logs and older versions.`,
    }));
}

function causesFrom(machine: Machine, weigh: (read: PersonalRead) => number): { readonly read: PersonalRead; readonly weight: number }[] {
  return (personalReads(machine) ?? [])
    .map((read) => ({ read, weight: weigh(read) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
}
