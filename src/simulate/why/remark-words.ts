import { must } from "../../base/assert.ts";
import type { RemarkDecl } from "../../catalogue/remark.ts";
import type { Facts, Remark } from "../../engine/part/remark.ts";
import type { Machine } from "../compile/build-machine.ts";
import { nameIn } from "./settings-of.ts";

/** A remark in the words a person reads. */
type Said = Omit<Remark, "facts"> & { readonly text: string };

/** The newest remark of a part that explains a reason it gave for losing or refusing. */
export function remarkOf(machine: Machine, part: string, reason: string): Said | null {
  const remarks = machine.nodes.get(part)?.remarks ?? [];
  const reasons = ({ code }: Remark): readonly string[] | undefined => declared(machine, part, code).explains;
  const found =
    remarks.findLast((remark) => reasons(remark)?.includes(reason)) ?? remarks.findLast((remark) => reasons(remark)?.length !== 0);
  return found === undefined ? null : { ...found, text: remarkText(machine, part, found) };
}

/** The engine knows parts by their ids; people know them by the titles they gave them. */
export function remarkText(machine: Machine, part: string, { code, facts }: Remark): string {
  const nameOf = (id: string): string => nameIn(machine, id);
  return declared(machine, part, code).words(facts, { name: nameOf(part), nameOf });
}

/** How the kind of a part words one of its remarks. */
export function declared(machine: Machine, part: string, code: string): RemarkDecl<Facts> {
  const { kind } = must(
    machine.parts.find((entry) => entry.part.id === part),
    `no part ${part}`,
  );
  return must(kind.remarks[code], `${kind.id} has no words for ${code}`);
}
