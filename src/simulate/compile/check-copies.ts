import type { Finding } from "../../base/finding.ts";
import type { Design } from "../../design/types.ts";
import type { Machine } from "./build-machine.ts";

/** Copies of one record that may be on their way at a time: 16 layers of two parts, each wired to both of the next. */
const MOST_COPIES = 2 ** 16;

/**
 * A record that forks has a copy for each wire, and copies fork again: layer by layer they multiply. A drawing in which one record
 * would become more than a run could hold is refused before it starts, and the sentence names the part where that happens.
 */
export function checkCopies(design: Design, { stages, wires, parts, nodes }: Machine): Finding[] {
  const notices = new Set(wires.filter((wire) => wire.notices).map(({ id }) => id));
  const kinds = new Map(parts.map(({ part, kind }) => [part.id, kind]));
  const carriesEvents = ({ id, from }: Design["system"]["wires"][number]): boolean => {
    const port = kinds.get(from.part)?.ports.find((one) => one.direction === "out" && one.id === from.port);
    return !notices.has(id) && (port?.streams === undefined || port.streams.includes("event"));
  };
  const carrying = design.system.wires.filter(carriesEvents);
  const leaving = new Map<string, number>();
  for (const { node } of stages) {
    const into = carrying.filter(({ to }) => to.part === node.id).map(({ from }) => leaving.get(from.part) ?? 0);
    const copies = into.length === 0 ? 1 : (nodes.get(node.id)?.copiesOf(into) ?? 0);
    if (copies > MOST_COPIES) return [tooMany(node.id, parts.find(({ part }) => part.id === node.id)?.part.title ?? node.id, copies)];
    leaving.set(node.id, copies);
  }
  return [];
}

function tooMany(part: string, title: string, copies: number): Finding {
  return {
    code: "too-many-copies",
    severity: "error",
    where: `system.parts.${part}`,
    message: `Every fork doubles what comes behind it: ${copies.toLocaleString("en-US")} copies of each record would come to ${title}, and ${MOST_COPIES.toLocaleString("en-US")} are the most. Take out some of the wires before it, or put a Join where the ways meet.`,
  };
}
