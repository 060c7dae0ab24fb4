import type { Part, System, Wire } from "../../design/types.ts";

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
  const leaving = wiresByStart(system);
  // A part that has come to hold more tells those behind it; a drawing with cycles settles because sets only grow.
  const telling = new Set(held.keys());
  for (const part of telling) {
    telling.delete(part);
    for (const { from, to } of leaving.get(part) ?? []) {
      const into = held.get(to.part);
      const out = ports.get(part)?.find((port) => port.direction === "out" && port.id === from.port);
      const before = into?.size;
      for (const stream of out?.streams ?? held.get(part) ?? []) into?.add(stream);
      if (into?.size !== before) telling.add(to.part);
    }
  }
  const untold = new Set([...ports.keys(), ...leaving.keys()].filter((id) => (ports.get(id) ?? null) === null));
  // What is added while a set is gone through is met as well.
  for (const part of untold) for (const { to } of leaving.get(part) ?? []) untold.add(to.part);
  return new Map([...held].filter(([id]) => !untold.has(id)));
}

function wiresByStart({ wires }: System): ReadonlyMap<string, readonly Wire[]> {
  const byStart = new Map<string, Wire[]>();
  for (const wire of wires) {
    const leaving = byStart.get(wire.from.part);
    if (leaving === undefined) byStart.set(wire.from.part, [wire]);
    else leaving.push(wire);
  }
  return byStart;
}
