import type { Finding } from "../../base/finding.ts";
import type { Result } from "../../base/result.ts";
import { fail, ok } from "../../base/result.ts";
import { must } from "../../base/assert.ts";
import { kindById } from "../../catalogue/registry.ts";
import type { Design, Wire } from "../../design/types.ts";

/** Phase 3: the order in which parts consume: sources first, ties by position in the file. A ring has no such order. */
export function plan(design: Design): Result<readonly string[], Finding> {
  const ids = design.system.parts.map((part) => part.id);
  const waitingFor = new Map<string, number>(ids.map((id) => [id, 0]));
  for (const wire of design.system.wires) waitingFor.set(wire.to.part, (waitingFor.get(wire.to.part) ?? 0) + 1);
  const order: string[] = [];
  const ready = ids.filter((id) => waitingFor.get(id) === 0);
  while (ready.length > 0) {
    const id = ready.shift() as string;
    order.push(id);
    for (const wire of design.system.wires) {
      if (wire.from.part !== id) continue;
      const left = (waitingFor.get(wire.to.part) ?? 0) - 1;
      waitingFor.set(wire.to.part, left);
      if (left === 0) ready.push(wire.to.part);
    }
  }
  if (order.length === ids.length) return ok(order);
  const ring = ringIn(design.system.wires, new Set(ids.filter((id) => !order.includes(id))));
  const round = shortened([...ring.map(({ from }) => from.part), ring[0].from.part]).join(" → ");
  return fail({
    code: "ring",
    severity: "error",
    where: `system.wires.${ring[ring.length - 1].id}`,
    message: ring.every((wire) => carriesTriggers(design, wire))
      ? `These tasks wait for each other, so none of them can begin: ${round}. Remove one of the wires between them.`
      : `Records would go round for ever: ${round}. Remove one of the wires between them.`,
  });
}

/** The word to begin travels there, and nothing else. */
function carriesTriggers({ system }: Design, { from }: Wire): boolean {
  const kind = kindById(system.parts.find(({ id }) => id === from.part)?.kind ?? "");
  const port = kind?.ports.find(({ id, direction }) => id === from.port && direction === "out");
  return port?.carries.every((what) => what === "triggers") === true;
}

/** Names of a ring that a sentence has room for. */
const MOST_NAMED = 20;

function shortened(round: readonly string[]): readonly string[] {
  const left = round.length - MOST_NAMED;
  return left <= 0 ? round : [...round.slice(0, MOST_NAMED - 2), `${left + 1} more`, ...round.slice(-1)];
}

/** Wires that close a ring, beginning at the part of it that stands first in `waiting`, every part of which waits for another one of them. */
function ringIn(wires: readonly Wire[], waiting: ReadonlySet<string>): Wire[] {
  const [first] = waiting;
  const back: Wire[] = [];
  // Against the wires, from part to part that waits, a part must come again: what lies in between is a ring.
  for (let part = first; ; ) {
    const seen = back.findIndex(({ to }) => to.part === part);
    if (seen >= 0) return turned(back.slice(seen).reverse(), waiting);
    const into = must(
      wires.find(({ from, to }) => to.part === part && waiting.has(from.part)),
      `nothing that waits comes before ${part}`,
    );
    back.push(into);
    part = into.from.part;
  }
}

function turned(ring: readonly Wire[], waiting: ReadonlySet<string>): Wire[] {
  const start = [...waiting].map((part) => ring.findIndex(({ from }) => from.part === part)).find((place) => place >= 0) ?? 0;
  return [...ring.slice(start), ...ring.slice(0, start)];
}
