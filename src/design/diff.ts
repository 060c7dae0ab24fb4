import { canonicalJson } from "./hash.ts";
import type { Column, Design, Part, SettingValue, Table, Wire } from "./types.ts";

/** One difference between two designs, in words; `where` is a path as in findings. */
export type Change = { readonly where: string; readonly text: string };

/** What changed from `before` to `after`, in reading order; moved parts are no change. Empty when both mean the same. */
export function diffDesigns(before: Design, after: Design): readonly Change[] {
  return [
    ...(before.title === after.title ? [] : [change("title", `Title: ${quoted(before.title)} → ${quoted(after.title)}`)]),
    ...(before.scenario === after.scenario
      ? []
      : [change("scenario", `Scenario: ${before.scenario ?? "none"} → ${after.scenario ?? "none"}`)]),
    ...(before.seed === after.seed ? [] : [change("seed", `Seed: ${before.seed} → ${after.seed}`)]),
    ...listChanges("system.parts", before.system.parts, after.system.parts, { noun: "part", name: partName, compare: partChanges }),
    ...wireChanges(before, after),
    ...listChanges("schema.tables", before.schema.tables, after.schema.tables, {
      noun: "table",
      name: (table) => table.name,
      compare: tableChanges,
    }),
    ...listChanges("schema.relations", before.schema.relations, after.schema.relations, {
      noun: "relation",
      name: (one) => `${one.from.table}.${one.from.column} → ${one.to.table}.${one.to.column}`,
    }),
    ...listChanges("api.endpoints", before.api.endpoints, after.api.endpoints, {
      noun: "endpoint",
      name: (one) => `${one.method} ${one.path}`,
    }),
    ...(before.notes.text === after.notes.text
      ? []
      : [change("notes.text", `Notes rewritten (${count(before.notes.text.length)} → ${count(after.notes.text.length)} characters)`)]),
    ...listChanges("notes.requirements", before.notes.requirements, after.notes.requirements, {
      noun: "requirement",
      name: (one) => quoted(one.text),
    }),
    ...listChanges("notes.estimates", before.notes.estimates, after.notes.estimates, {
      noun: "estimate",
      name: (one) => `${one.name} = ${one.formula}`,
    }),
    ...listChanges("notes.tradeoffs", before.notes.tradeoffs, after.notes.tradeoffs, {
      noun: "trade-off",
      name: (one) => quoted(one.text),
    }),
    ...after.notes.asked.filter((id) => !before.notes.asked.includes(id)).map((id) => change(`notes.asked.${id}`, `Asked: ${id}`)),
    ...(canonicalJson(before.workload ?? null) === canonicalJson(after.workload ?? null)
      ? []
      : [change("workload", "Own workload changed")]),
  ];
}

type Wording<T> = {
  readonly noun: string;
  readonly name: (item: T) => string;
  /** What changed inside an item; absent: the whole item is told by its name. */
  readonly compare?: (before: T, after: T) => readonly string[];
};

function listChanges<T extends { readonly id: string }>(
  where: string,
  before: readonly T[],
  after: readonly T[],
  wording: Wording<T>,
): readonly Change[] {
  const old = new Map(before.map((item) => [item.id, item]));
  const kept = new Set(after.map((item) => item.id));
  const removed = before
    .filter((item) => !kept.has(item.id))
    .map((item) => change(`${where}.${item.id}`, `Removed ${wording.noun} ${wording.name(item)}`));
  const others = after.flatMap((item): readonly Change[] => {
    const path = `${where}.${item.id}`;
    const previous = old.get(item.id);
    if (!previous) return [change(path, `Added ${wording.noun} ${wording.name(item)}`)];
    if (previous === item) return [];
    if (wording.compare) return wording.compare(previous, item).map((text) => change(path, text));
    return canonicalJson(previous) === canonicalJson(item)
      ? []
      : [change(path, `Changed ${wording.noun} ${wording.name(previous)} to ${wording.name(item)}`)];
  });
  return [...removed, ...others];
}

function partChanges(before: Part, after: Part): readonly string[] {
  const texts: string[] = [];
  if (before.title !== after.title) texts.push(`Renamed ${partName(before)} to ${partName(after)}`);
  if (before.kind !== after.kind) texts.push(`${partName(after)}: ${before.kind} swapped for ${after.kind}`);
  const fields = new Set([...Object.keys(before.settings), ...Object.keys(after.settings)]);
  for (const field of [...fields].sort()) {
    const [old, now] = [before.settings[field], after.settings[field]];
    if (canonicalJson(old ?? null) !== canonicalJson(now ?? null))
      texts.push(`${partName(after)}: ${field} ${settingText(old)} → ${settingText(now)}`);
  }
  return texts;
}

function wireChanges(before: Design, after: Design): readonly Change[] {
  const key = (wire: Wire): string => `${wire.from.part}.${wire.from.port} → ${wire.to.part}.${wire.to.port}`;
  const old = new Set(before.system.wires.map(key));
  const now = new Set(after.system.wires.map(key));
  const name = (design: Design, wire: Wire): string => `${titleOf(design, wire.from.part)} → ${titleOf(design, wire.to.part)}`;
  return [
    ...before.system.wires
      .filter((wire) => !now.has(key(wire)))
      .map((wire) => change(`system.wires.${wire.id}`, `Cut ${name(before, wire)}`)),
    ...after.system.wires
      .filter((wire) => !old.has(key(wire)))
      .map((wire) => change(`system.wires.${wire.id}`, `Wired ${name(after, wire)}`)),
  ];
}

function tableChanges(before: Table, after: Table): readonly string[] {
  const texts: string[] = [];
  if (before.name !== after.name) texts.push(`Renamed table ${before.name} to ${after.name}`);
  if (before.role !== after.role) texts.push(`${after.name}: role ${before.role} → ${after.role}`);
  if (before.part !== after.part) texts.push(`${after.name}: bound to ${after.part ?? "nothing"}, was ${before.part ?? "nothing"}`);
  if (before.storage !== after.storage) texts.push(`${after.name}: storage clauses changed`);
  const columns = (table: Table): ReadonlyMap<string, Column> =>
    new Map([...table.columns, ...(table.partitionedBy ?? [])].map((column) => [column.name, column]));
  const [old, now] = [columns(before), columns(after)];
  for (const name of old.keys()) if (!now.has(name)) texts.push(`${after.name}: removed column ${name}`);
  for (const [name, column] of now) {
    const previous = old.get(name);
    if (!previous) texts.push(`${after.name}: added column ${name} ${column.type}`);
    else if (previous.type !== column.type) texts.push(`${after.name}: ${name} ${previous.type} → ${column.type}`);
    else if (canonicalJson(previous) !== canonicalJson(column)) texts.push(`${after.name}: changed column ${name}`);
  }
  return texts;
}

function settingText(value: SettingValue | undefined): string {
  if (value === undefined) return "default";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function titleOf(design: Design, partId: string): string {
  const part = design.system.parts.find((one) => one.id === partId);
  return part ? partName(part) : partId;
}

function partName(part: Part): string {
  return part.title === "" ? part.id : part.title;
}

function quoted(text: string): string {
  return `“${text.length > 60 ? `${text.slice(0, 59)}…` : text}”`;
}

function count(amount: number): string {
  return amount.toLocaleString("en-US");
}

function change(where: string, text: string): Change {
  return { where, text };
}
