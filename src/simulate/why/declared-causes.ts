import { must } from "../../base/assert.ts";
import type { Effect, FoundCause, Ran } from "../../catalogue/cause.ts";
import type { Fields, Props } from "../../catalogue/contract.ts";
import type { Part } from "../../engine/part/part.ts";
import { PIPELINES } from "../../engine/pipelines/pipelines.ts";
import type { NormalPart } from "../compile/normalize.ts";
import { groupsOf } from "../read/groups.ts";
import type { Cause, Evidence } from "./cause.ts";
import { declared, remarkText } from "./remark-words.ts";
import { mended } from "./mends.ts";
import { fieldNamed, nameIn, settingOf } from "./settings-of.ts";

/** What the kinds of the design say had this effect, upstream first: their causes, and remarks that are causes by themselves. */
export function causesWith(effect: Effect, evidence: Evidence): Cause[] {
  const { machine } = evidence;
  return [...machine.nodes.values()].flatMap((node) => {
    const entry = must(
      machine.parts.find(({ part }) => part.id === node.id),
      node.id,
    );
    const found = (entry.kind.causes ?? [])
      .filter((cause) => cause.effect === effect)
      .flatMap(({ code, find }) =>
        find(ranAs(entry, node, evidence)).map((cause: FoundCause) => mended(machine, { part: node.id, code, ...cause })),
      );
    const said = node.remarks
      .filter(({ code }) => declared(machine, node.id, code).effect === effect)
      .map((remark) =>
        mended(machine, {
          part: node.id,
          setting: fieldNamed(machine, node.id, remark.setting),
          code: remark.code,
          text: remarkText(machine, node.id, remark),
          mends: declared(machine, node.id, remark.code).mends ?? [],
          counted: COUNTED.has(effect),
        }),
      );
    return [...found, ...said];
  });
}

/** Remarks of these effects tell of rows that were lost, left, or written again: the run has counted them. The others tell what happened to a part. */
const COUNTED: ReadonlySet<Effect> = new Set<Effect>(["dropped", "rewritten", "unread", "repeats", "lost-items"]);

function ranAs({ part: { id }, props }: NormalPart, part: Part, evidence: Evidence): Ran<Props<Fields>, Part> {
  const { machine, ledger, quality } = evidence;
  return {
    name: nameIn(machine, id),
    nameOf: (other) => nameIn(machine, other),
    props,
    part,
    run: machine.run,
    reads: groupsOf(machine).filter(({ group }) => group.id === id),
    orderedBy: [...machine.nodes.values()].find((node) => PIPELINES.of(node)?.tasks.includes(id) === true)?.id ?? null,
    settingOf: (other, field) => settingOf(machine, other, field),
    lostRecords: (reason) => ledger.dropped[id]?.[reason] ?? 0,
    extraRows: (table) => quality[table]?.extra ?? 0,
  };
}
