import { nounFor } from "../../base/counted-noun.ts";
import type { Finding } from "../../base/finding.ts";
import { exact } from "../../catalogue/words.ts";
import { TABLE } from "../../engine/files/table-log.ts";
import type { RemainingRows } from "../../result/erasure.ts";
import type { Machine } from "../compile/build-machine.ts";
import { remainingRows } from "../read/remaining.ts";

/** What takes rows away from where they lie; what is not here has to be deleted there. */
const REMEDIES: { readonly [place: string]: string } = {
  log: "Retention takes them in time; a compacted log needs a tombstone for the key.",
  "newest version": "They came after the erasure, or it was not committed: erase again.",
  "under delete files": "Delete files hide them from readers only: merge the files, then expire and vacuum.",
  "older versions": "Whoever asks for an older version reads them: expire the versions, then vacuum.",
  "expired versions": "No version needs the objects any more: vacuum.",
  orphans: "These are objects of commits that were never made: vacuum.",
  "deleted rows": "No query finds them, and their blocks have not been written again: VACUUM.",
};
const ELSEWHERE = "Nobody has erased anything there: delete the rows where they lie, too.";

/** One finding for each part that still holds rows of a user who was erased; a note where none does. */
export function erasureFindings(machine: Machine, atMs: number): Finding[] {
  const remaining = remainingRows(machine, atMs);
  if (remaining === null) return [];
  if (remaining.length > 0) return remaining.map((held) => findingOf(held, machine));
  const table = machine.parts.find(({ part }) => (TABLE.of(machine.nodes.get(part.id))?.erased.size ?? 0) > 0);
  const message = "No part that keeps rows holds an erased user: logs, stores, versions and objects were looked through.";
  return [{ code: "erasure.complete", severity: "note", where: `system.parts.${table?.part.id ?? ""}`, message }];
}

function findingOf({ user, part, place, rows, bytes }: RemainingRows, machine: Machine): Finding {
  const name = machine.parts.find((one) => one.part.id === part)?.part.title ?? part;
  const where = place === "rows" ? "" : ` (${place})`;
  const message = `${name} still holds ${exact(rows)} ${nounFor(rows, "row")} of the erased user ${user}${where}, ${exact(Math.round(bytes))} B of what is stored. ${REMEDIES[place] ?? ELSEWHERE}`;
  return { code: "erasure.remains", severity: "warning", where: `system.parts.${part}`, message };
}
