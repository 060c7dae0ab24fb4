import { freeWireId } from "../design/wire-text.ts";
import type { Design, Part, System } from "../design/types.ts";

/**
 * The design without anything `parseDesign` fills in by itself: empty lists and texts, wire ids that follow from their
 * ends, titles equal to the id. `parseDesign({ format: "quadrant-design", ...compactDesign(design) })` gives the same design back.
 */
export function compactDesign(design: Design): { readonly [key: string]: unknown } {
  const { format: _format, notes, schema, system, api, seed, ...rest } = design;
  return {
    ...rest,
    ...(seed === 1 ? {} : { seed }),
    ...section("notes", withoutEmpty(notes)),
    ...section("schema", withoutEmpty(schema)),
    ...section("system", withoutEmpty({ parts: system.parts.map(compactPart), wires: compactWires(system) })),
    ...section("api", withoutEmpty({ endpoints: api.endpoints.map((endpoint) => withoutEmpty(endpoint, ["description"])) })),
  };
}

function compactPart(part: Part): object {
  const { title, settings, ...rest } = part;
  return { ...rest, ...(title === part.id ? {} : { title }), ...(Object.keys(settings).length === 0 ? {} : { settings }) };
}

/** Wires as `a.out -> b.in` when every id is the one the parser would give, else in full. */
function compactWires(system: System): readonly unknown[] {
  const taken = new Set<string>();
  for (const wire of system.wires) {
    const id = freeWireId(wire.from, wire.to, taken);
    if (id !== wire.id) return system.wires;
    taken.add(id);
  }
  return system.wires.map(({ from, to }) => `${from.part}.${from.port} -> ${to.part}.${to.port}`);
}

function section(name: string, value: object): { readonly [key: string]: unknown } {
  return Object.keys(value).length === 0 ? {} : { [name]: value };
}

/** The object without empty texts and empty lists; only those named, when `names` is given. */
function withoutEmpty(value: object, names?: readonly string[]): object {
  const isEmpty = (member: unknown): boolean => member === "" || (Array.isArray(member) && member.length === 0);
  return Object.fromEntries(Object.entries(value).filter(([key, member]) => !(isEmpty(member) && (names?.includes(key) ?? true))));
}
