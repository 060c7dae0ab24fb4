import type { Remark } from "../../engine/part/part.ts";
import type { Machine } from "../compile/build-machine.ts";

/** What a part remarked that goes with a reason it gave for losing or refusing; a part remarks on other things too. */
const REMARK_BY_REASON: { readonly [reason: string]: readonly string[] } = {
  "too few replicas alive": ["node-lost"],
  "write timed out": ["node-lost"],
  "read timed out": ["node-lost", "compaction-behind"],
  "no instance was up": ["crash", "out-of-memory"],
  "lost in crash": ["crash", "out-of-memory"],
  "caller gave up": ["call-given-up"],
  "given up": ["given-up"],
};
/** Remarks about who asks, which explain no loss. */
const NO_CAUSE: ReadonlySet<string> = new Set(["hot-partition"]);

/** The newest remark of a part that explains a reason, in the words a person reads. */
export function remarkOf(machine: Machine, part: string, reason: string): Remark | null {
  const remarks = machine.nodes.get(part)?.remarks ?? [];
  const codes = REMARK_BY_REASON[reason] ?? [];
  const found = remarks.findLast((remark) => codes.includes(remark.code)) ?? remarks.findLast((remark) => !NO_CAUSE.has(remark.code));
  return found === undefined ? null : { ...found, text: remarkText(machine, part, found.text) };
}

/** The engine knows parts by their ids; people know them by the titles they gave them. */
export function remarkText(machine: Machine, part: string, text: string): string {
  const title = machine.parts.find((entry) => entry.part.id === part)?.part.title;
  if (title === undefined || title === part) return text;
  const id = part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replace(new RegExp(`(^|(?:of|from|by|at|in|to) )${id}(?![\\w-])`, "g"), (_, before: string) => `${before}${title}`);
}
