import { freeId, withoutUndefined } from "./ids.ts";
import { DESIGN_LIMITS } from "./limits.ts";
import { labelOf, labelWire, withoutLooseMarks } from "./marks/edits-marks.ts";
import type { Design, Part, Point, Settings, SettingValue, System, Table, Wire, WireEnd } from "./types.ts";
import { freeWireId } from "./wire-text.ts";

/**
 * Edits of the drawing and of the document as a whole (notes: edits-notes.ts, schema: edits-schema.ts, API: edits-api.ts).
 * Every edit returns a new design that shares whatever did not change, and the very same design when nothing changed or the
 * document is full (limits.ts): what edits make, the parser always reads back.
 */
export type NewPart = {
  /** Absent: made from the kind by `newPartId`. */
  readonly id?: string;
  readonly kind: string;
  /** Version of the kind it is drawn with; absent: 1. */
  readonly version?: number;
  readonly title: string;
  readonly position: Point;
  readonly settings?: Settings;
};

/** The id `addPart` will give a part of this kind: ask for it first when the part is to be selected afterwards. */
export function newPartId(design: Design, kind: string): string {
  return freeId(
    kind,
    design.system.parts.map((part) => part.id),
  );
}

export function addPart(design: Design, part: NewPart): Design {
  const taken = design.system.parts.map((other) => other.id);
  const id = freeId(part.id ?? part.kind, taken);
  const { kind, version = 1, position, settings = {} } = part;
  const added: Part = { id, kind, ...(version === 1 ? {} : { version }), title: part.title.slice(0, 200), position, settings };
  return taken.length < DESIGN_LIMITS.parts ? withSystem(design, { parts: [...design.system.parts, added] }) : design;
}

/** Of a table, neither its binding to one of these parts nor what it grants them. */
function withoutParts(table: Table, gone: ReadonlySet<string>): Table {
  const isBound = table.part !== undefined && gone.has(table.part);
  const left = table.grants?.filter(({ reader }) => !gone.has(reader));
  if (!isBound && left?.length === table.grants?.length) return table;
  return withoutUndefined({
    ...table,
    part: isBound ? undefined : table.part,
    grants: left === undefined || left.length === 0 ? undefined : left,
  });
}

/** Removes parts, the wires that end at them, and every binding of a table, endpoint or trade-off to them. */
export function removeParts(design: Design, ids: readonly string[]): Design {
  const gone = new Set(ids);
  if (!design.system.parts.some((part) => gone.has(part.id))) return design;
  const { system, schema, api, notes } = design;
  return withoutLooseMarks({
    ...design,
    system: {
      parts: system.parts.filter((part) => !gone.has(part.id)),
      wires: system.wires.filter((wire) => !gone.has(wire.from.part) && !gone.has(wire.to.part)),
    },
    schema: {
      ...schema,
      tables: mapKept(schema.tables, (table) => withoutParts(table, gone)),
    },
    api: {
      endpoints: mapKept(api.endpoints, (endpoint) => {
        if (endpoint.reads === undefined || !gone.has(endpoint.reads.part)) return endpoint;
        const { reads: _unbound, ...rest } = endpoint;
        return rest;
      }),
    },
    notes: {
      ...notes,
      tradeoffs: mapKept(notes.tradeoffs, (tradeoff) => {
        if (tradeoff.part === undefined || !gone.has(tradeoff.part)) return tradeoff;
        const { part: _unbound, ...rest } = tradeoff;
        return rest;
      }),
    },
  });
}

export function movePart(design: Design, id: string, to: Point): Design {
  return moveParts(design, [{ id, to }]);
}

export function moveParts(design: Design, moves: readonly { readonly id: string; readonly to: Point }[]): Design {
  const targets = new Map(moves.map((move) => [move.id, move.to]));
  return mapParts(design, (part) => {
    const to = targets.get(part.id);
    return !to || (to.x === part.position.x && to.y === part.position.y) ? part : { ...part, position: { x: to.x, y: to.y } };
  });
}

export function renamePart(design: Design, id: string, title: string): Design {
  return mapParts(design, (part) => (part.id !== id || part.title === title ? part : { ...part, title: title.slice(0, 200) }));
}

/** Sets one field of a part; `undefined` puts the field back to the kind's default. */
export function setSetting(design: Design, partId: string, field: string, value: SettingValue | undefined): Design {
  return mapParts(design, (part) => {
    if (part.id !== partId || part.settings[field] === value) return part;
    const { [field]: _old, ...others } = part.settings;
    return { ...part, settings: value === undefined ? others : { ...part.settings, [field]: value } };
  });
}

/** A part as `change` makes it of what it is now. */
export function changePart(design: Design, partId: string, change: (part: Part) => Part): Design {
  return mapParts(design, (part) => (part.id === partId ? change(part) : part));
}

/** Adds a wire; the same design when the ends are already joined or one of them does not exist. */
export function addWire(design: Design, from: WireEnd, to: WireEnd): Design {
  const { parts, wires } = design.system;
  const exists = (end: WireEnd): boolean => parts.some((part) => part.id === end.part);
  if (!exists(from) || !exists(to) || wires.some((wire) => sameEnd(wire.from, from) && sameEnd(wire.to, to))) return design;
  const id = freeWireId(from, to, new Set(wires.map((wire) => wire.id)));
  const wire: Wire = { id, from: { part: from.part, port: from.port }, to: { part: to.part, port: to.port } };
  return wires.length < DESIGN_LIMITS.wires ? withSystem(design, { wires: [...wires, wire] }) : design;
}

/** Gives a wire other ends and keeps its place among the wires; the same design when they are joined already or one does not exist. */
export function moveWire(design: Design, id: string, from: WireEnd, to: WireEnd): Design {
  const { wires } = design.system;
  const old = wires.find((wire) => wire.id === id);
  const added = old === undefined ? design : addWire(removeWires(design, [id]), from, to);
  const wire = added.system.wires.at(-1);
  if (wire === undefined || !sameEnd(wire.from, from) || !sameEnd(wire.to, to)) return design;
  const moved = withSystem(design, { wires: wires.map((each) => (each === old ? { ...old, ...wire } : each)) });
  return withoutLooseMarks(labelWire(moved, wire.id, labelOf(design, id)));
}

export function removeWires(design: Design, ids: readonly string[]): Design {
  const gone = new Set(ids);
  const wires = design.system.wires.filter((wire) => !gone.has(wire.id));
  return wires.length === design.system.wires.length ? design : withoutLooseMarks(withSystem(design, { wires }));
}

/** Parts and the wires among them, as they are copied, cut and dragged in from templates. */
export type Fragment = { readonly parts: readonly Part[]; readonly wires: readonly Wire[] };

export function copyFragment(design: Design, ids: readonly string[]): Fragment {
  const chosen = new Set(ids);
  return {
    parts: design.system.parts.filter((part) => chosen.has(part.id)),
    wires: design.system.wires.filter((wire) => chosen.has(wire.from.part) && chosen.has(wire.to.part)),
  };
}

/** Pastes a fragment with fresh ids, its upper left corner at `at`. The new parts are those of `addedPartIds(before, after)`. */
export function pasteParts(design: Design, fragment: Fragment, at: Point): Design {
  const full =
    design.system.parts.length + fragment.parts.length > DESIGN_LIMITS.parts ||
    design.system.wires.length + fragment.wires.length > DESIGN_LIMITS.wires;
  if (fragment.parts.length === 0 || full) return design;
  const left = Math.min(...fragment.parts.map((part) => part.position.x));
  const top = Math.min(...fragment.parts.map((part) => part.position.y));
  const taken = design.system.parts.map((part) => part.id);
  const renamed = new Map<string, string>();
  const parts = fragment.parts.map((part): Part => {
    const id = freeId(part.id.replace(/-\d+$/, ""), taken);
    taken.push(id);
    renamed.set(part.id, id);
    return { ...part, id, position: { x: at.x + part.position.x - left, y: at.y + part.position.y - top } };
  });
  const wireIds = new Set(design.system.wires.map((wire) => wire.id));
  const wires = fragment.wires.flatMap((wire): readonly Wire[] => {
    const fromPart = renamed.get(wire.from.part);
    const toPart = renamed.get(wire.to.part);
    if (fromPart === undefined || toPart === undefined) return [];
    const from = { part: fromPart, port: wire.from.port };
    const to = { part: toPart, port: wire.to.port };
    const id = freeWireId(from, to, wireIds);
    wireIds.add(id);
    return [{ id, from, to }];
  });
  return withSystem(design, { parts: [...design.system.parts, ...parts], wires: [...design.system.wires, ...wires] });
}

export function addedPartIds(before: Design, after: Design): readonly string[] {
  const known = new Set(before.system.parts.map((part) => part.id));
  return after.system.parts.flatMap((part) => (known.has(part.id) ? [] : [part.id]));
}

export function setTitle(design: Design, title: string): Design {
  return design.title === title ? design : { ...design, title: title.slice(0, 200) };
}

export function setSeed(design: Design, seed: number): Design {
  return design.seed === seed ? design : { ...design, seed };
}

function withSystem(design: Design, change: Partial<System>): Design {
  return { ...design, system: { ...design.system, ...change } };
}

function mapParts(design: Design, change: (part: Part) => Part): Design {
  const parts = mapKept(design.system.parts, change);
  return parts === design.system.parts ? design : withSystem(design, { parts });
}

/** Maps a list, and gives back the very same list when no item changed. */
function mapKept<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  const mapped = list.map(change);
  return mapped.every((item, index) => item === list[index]) ? list : mapped;
}

function sameEnd(a: WireEnd, b: WireEnd): boolean {
  return a.part === b.part && a.port === b.port;
}
