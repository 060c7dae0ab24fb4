import type { Part, System } from "../../design/types.ts";

/** What is needed to know of a part's ports; `streams` of an out-port are those the part itself makes, absent = whatever came in. */
export type StreamPort = { readonly id: string; readonly direction: "in" | "out"; readonly streams?: readonly string[] };

/**
 * Streams each part can hold: those that arrive on its wires, and those it makes itself. `portsOf` gives the ports of a
 * part, null for one that is not known: then nothing is said about it nor about what follows it (absent from the map).
 */
export function streamsByPart(
  system: System,
  portsOf: (part: Part) => readonly StreamPort[] | null,
): ReadonlyMap<string, ReadonlySet<string>> {
  const ports = new Map(system.parts.map((part) => [part.id, portsOf(part)]));
  const held = new Map<string, Set<string>>();
  for (const part of system.parts) {
    const made = (ports.get(part.id) ?? []).flatMap((port) => (port.direction === "out" ? (port.streams ?? []) : []));
    held.set(part.id, new Set(made));
  }
  // Each round carries streams one wire further; a drawing with cycles settles because sets only grow.
  for (let changed = true; changed; ) {
    changed = false;
    for (const { from, to } of system.wires) {
      const into = held.get(to.part);
      const out = ports.get(from.part)?.find((port) => port.direction === "out" && port.id === from.port);
      if (!into) continue;
      for (const stream of out?.streams ?? held.get(from.part) ?? []) {
        if (into.has(stream)) continue;
        into.add(stream);
        changed = true;
      }
    }
  }
  return new Map([...held].filter(([id]) => !followsUnknown(id, system, ports)));
}

function followsUnknown(id: string, system: System, ports: ReadonlyMap<string, readonly StreamPort[] | null>): boolean {
  const seen = new Set<string>();
  const open = [id];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    if (seen.has(here)) continue;
    seen.add(here);
    if ((ports.get(here) ?? null) === null) return true;
    for (const wire of system.wires) if (wire.to.part === here) open.push(wire.from.part);
  }
  return false;
}
