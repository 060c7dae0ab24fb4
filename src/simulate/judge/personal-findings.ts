import { nounFor, wasOrWere } from "../../base/counted-noun.ts";
import type { Finding } from "../../base/finding.ts";
import { exact, plural } from "../../catalogue/words.ts";
import type { PersonalRead } from "../../result/personal.ts";
import type { Machine } from "../compile/build-machine.ts";
import { personalReads } from "../read/personal.ts";

/** For each reader and store: a warning where personal data was shown as it is or queries were refused, a note where it was masked. */
export function personalFindings(machine: Machine): Finding[] {
  const reads = personalReads(machine) ?? [];
  const titleOf = (id: string): string => machine.parts.find(({ part }) => part.id === id)?.part.title ?? id;
  const pairs = new Map(reads.map(({ reader, store }) => [JSON.stringify([reader, store]), { reader, store }]));
  return [...pairs.values()].flatMap(({ reader, store }): Finding[] => {
    const together = reads.filter((read) => read.reader === reader && read.store === store);
    const queries = Math.max(...together.map((read) => read.queries));
    const where = `system.parts.${reader}`;
    const [name, from] = [titleOf(reader), titleOf(store)];
    const refused = Math.max(...together.map((read) => read.refused));
    const shown = together.filter(({ clearCells }) => clearCells > 0);
    const masked = together.filter(({ maskedCells }) => maskedCells > 0);
    if (refused > 0) {
      const columns = together.filter(({ sees }) => sees === "none");
      const message = `${from} refused ${plural(refused, "query", "queries")} of ${name}: ${namesOf(columns)} ${wasOrWere(columns.length)} not granted to it, and a query that names one is answered not at all.`;
      return [{ code: "personal.refused", severity: "warning", where, message }];
    }
    if (shown.length > 0) {
      const cells = shown.reduce((sum, { clearCells }) => sum + clearCells, 0);
      const message = `${name} was given ${exact(cells)} ${nounFor(cells, "cell")} of ${namesOf(shown)} by ${from} as they are. If it need not know who somebody is, mark the column as personal and grant masked values: they still join and count.`;
      return [{ code: "personal.shown", severity: "warning", where, message }];
    }
    if (masked.length === 0) return [];
    const cells = masked.reduce((sum, { maskedCells }) => sum + maskedCells, 0);
    const message = `${name} was given ${exact(cells)} masked ${nounFor(cells, "cell")} of ${namesOf(masked)} by ${from} in ${plural(queries, "query", "queries")}, and none as it is.`;
    return [{ code: "personal.masked", severity: "note", where, message }];
  });
}

function namesOf(reads: readonly PersonalRead[]): string {
  return reads.map(({ table, column }) => `${table}.${column}`).join(", ");
}
