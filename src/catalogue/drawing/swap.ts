import type { Design, Part, Settings, SettingValue, Wire, WireEnd } from "../../design/types.ts";
import type { Fields, KindDecl, MeasuredLoad, Props } from "../contract.ts";
import { KINDS, kindById } from "../registry.ts";
import { defaults, parseSettings, settingsNow } from "../fields/settings.ts";
import { plural } from "../words.ts";
import { wireProblem } from "./wiring.ts";

/** A setting that both kinds know, in the words of either. */
export type Carried = { readonly meaning: string; readonly before: string; readonly after: string };
/** A setting that was chosen and has no place in the new kind. */
export type LeftBehind = { readonly label: string; readonly value: string };

/** A part replaced by one of another kind of its family, and what became of its wires and settings. */
export type Swap = {
  readonly design: Design;
  readonly part: string;
  readonly from: string;
  readonly to: string;
  readonly carried: readonly Carried[];
  readonly left: readonly LeftBehind[];
  /** What the new kind does by itself. */
  readonly fixed: readonly string[];
  readonly wiresKept: number;
  /** Wires that fit no port of the new kind, as `Kafka -> Cache`. */
  readonly wiresLost: readonly string[];
};

/** Kinds that can take the place of this one. */
export function swapsOf(kind: KindDecl): readonly KindDecl[] {
  const { swap, family, id } = kind;
  if (swap === undefined) return [];
  const roles = new Set(Object.values(swap.roles));
  // Two of a family may be asked for different things: a store of lists, and one of rows by key.
  const shareRole = (other: KindDecl): boolean => Object.values(other.swap?.roles ?? {}).some((role) => roles.has(role));
  const isAlike = (other: KindDecl): boolean =>
    (other.family === family && shareRole(other)) || (swap.place !== undefined && swap.place === other.swap?.place);
  return KINDS.filter((other) => other.swap !== undefined && isAlike(other) && other.id !== id);
}

/**
 * The design with one part of another kind: the part keeps its id, place, bindings and wires, and the settings that mean the
 * same there. `load` sizes what is counted in capacity; without one, counts stay. Null when the two cannot be swapped.
 */
export function swapPart(design: Design, partId: string, toKind: string, load: MeasuredLoad | null): Swap | null {
  const part = design.system.parts.find((each) => each.id === partId);
  const from = part === undefined ? undefined : kindById(part.kind);
  const to = kindById(toKind);
  if (part === undefined || from === undefined || to === undefined || !swapsOf(from).includes(to)) return null;
  const parsed = parseSettings(from, part.settings, "settings", part.version ?? 1);
  const props = parsed.ok ? parsed.value : defaults(from);
  const { settings, carried, said } = translate(from, to, props, load);
  const { version: _of, ...kept } = part;
  const version = to.version === 1 ? {} : { version: to.version };
  const swapped: Part = { ...kept, kind: to.id, ...version, title: titleAfter(part, from, to, design), settings };
  const parts = design.system.parts.map((each) => (each === part ? swapped : each));
  const { wires, lost } = moveWires(design, part, from, to);
  return {
    design: { ...design, system: { parts, wires } },
    part: partId,
    from: from.title,
    to: to.title,
    carried,
    left: leftBehind(from, settingsNow(from, part), said),
    fixed: to.swap?.fixed ?? [],
    wiresKept: wires.filter((wire) => wire.from.part === partId || wire.to.part === partId).length,
    wiresLost: lost,
  };
}

/** What a swap kept and what it could not, in sentences. */
export function swapWords(swap: Swap): string {
  const carried = swap.carried.filter(({ before, after }) => before !== after).map(({ before, after }) => `${before} became ${after}`);
  return [
    `${plural(swap.wiresKept, "wire")} kept.`,
    ...(carried.length > 0 ? [`${carried.join(", ")}.`] : []),
    ...(swap.wiresLost.length > 0 ? [`Wires that fit nowhere: ${swap.wiresLost.join(", ")}.`] : []),
    ...(swap.left.length > 0 ? [`Not carried: ${swap.left.map(({ label, value }) => `${label} (${value})`).join(", ")}.`] : []),
  ].join(" ");
}

/** Settings in the words of the other kind; what its fields refuse is left out. */
function translate(from: KindDecl, to: KindDecl, props: Props<Fields>, load: MeasuredLoad | null) {
  const meant = Object.entries(from.swap?.meanings ?? {}).flatMap(([meaning, own]) => {
    const written = to.swap?.meanings[meaning]?.write(own.read(props), load) ?? null;
    return written === null ? [] : [{ meaning, own, written }];
  });
  let settings: Settings = {};
  const taken = new Set<string>();
  // What is refused by itself may be right beside another setting, as a job that writes no events must write something else.
  for (let before = -1; before < taken.size; ) {
    before = taken.size;
    for (const { meaning, written } of meant) {
      if (taken.has(meaning) || !parseSettings(to, { ...settings, ...written }, "settings").ok) continue;
      settings = { ...settings, ...written };
      taken.add(meaning);
    }
  }
  const kept = meant.filter(({ meaning }) => taken.has(meaning));
  const said = new Set(kept.flatMap(({ own }) => own.fields));
  const carried = kept.map(({ meaning, own }) => ({ meaning, before: own.words(props) }));
  const parsed = parseSettings(to, settings, "settings");
  const after = parsed.ok ? parsed.value : defaults(to);
  return {
    settings: withoutDefaults(to, settings),
    carried: carried.map((each): Carried => ({ ...each, after: to.swap?.meanings[each.meaning]?.words(after) ?? "" })),
    said,
  };
}

function withoutDefaults(kind: KindDecl, settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([field, value]) => kind.fields[field]?.default !== value));
}

function leftBehind(kind: KindDecl, settings: Settings, said: ReadonlySet<string>): readonly LeftBehind[] {
  return Object.entries(settings).flatMap(([name, value]): readonly LeftBehind[] => {
    const field = kind.fields[name];
    if (field === undefined || said.has(name) || field.default === value) return [];
    return [{ label: field.label, value: valueText(field, value) }];
  });
}

function valueText(field: Fields[string], value: SettingValue): string {
  if (field.type === "choice") return field.options.find((option) => option.value === value)?.label ?? String(value);
  if (typeof value === "boolean") return value ? "on" : "off";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return field.unit === undefined || typeof value !== "number" || value === 1 ? text : `${text} ${field.unit}`;
}

/** A part that was called after its kind is called after the new one. */
function titleAfter(part: Part, from: KindDecl, to: KindDecl, design: Design): string {
  const [, before = "", name = "", after = ""] = /^(\d+ )?(.*?)( \d+)?$/.exec(part.title) ?? [];
  if (![from.title, shortTitle(from)].includes(name)) return part.title;
  const title = before + (name === from.title ? to.title : shortTitle(to)) + after;
  return design.system.parts.some((other) => other.title === title) ? part.title : title;
}

/** What people call it: `Airflow` of `Airflow (MWAA)`. */
function shortTitle({ title }: KindDecl): string {
  return title.replace(/ \([^)]*\)$/, "");
}

function moveWires(
  design: Design,
  part: Part,
  from: KindDecl,
  to: KindDecl,
): { readonly wires: readonly Wire[]; readonly lost: readonly string[] } {
  const wires: Wire[] = [];
  const lost: string[] = [];
  for (const wire of design.system.wires) {
    const moved = { ...wire, from: moveEnd(wire.from, "out"), to: moveEnd(wire.to, "in") };
    if (moved.from !== null && moved.to !== null && fits(moved.from, moved.to)) wires.push({ ...wire, from: moved.from, to: moved.to });
    else lost.push(`${titleOf(wire.from)} -> ${titleOf(wire.to)}`);
  }
  return { wires, lost };

  function moveEnd(end: WireEnd, direction: "in" | "out"): WireEnd | null {
    if (end.part !== part.id) return end;
    const role = from.swap?.roles[end.port];
    const port = to.ports.find((each) => each.direction === direction && role !== undefined && to.swap?.roles[each.id] === role);
    return port === undefined ? null : { part: end.part, port: port.id };
  }
  function fits(start: WireEnd, end: WireEnd): boolean {
    if (start.part !== part.id && end.part !== part.id) return true;
    const [startKind, endKind] = [start, end].map((each) => (each.part === part.id ? to : kindOf(each.part)));
    return startKind !== undefined && endKind !== undefined && wireProblem(startKind, start.port, endKind, end.port) === null;
  }
  function kindOf(id: string): KindDecl | undefined {
    return kindById(design.system.parts.find((each) => each.id === id)?.kind ?? "");
  }
  function titleOf(end: WireEnd): string {
    return design.system.parts.find((each) => each.id === end.part)?.title ?? end.part;
  }
}
