import type { StreamPort } from "./stream-flow.ts";
import { streamsByPart } from "./stream-flow.ts";
import type { Column, Part, System } from "../../design/types.ts";
import type { Carries, KindDecl } from "../contract.ts";
import { kindById } from "../registry.ts";
import { defaults, parseSettings } from "../fields/settings.ts";
import type { RowKindId, StreamSpec } from "./streams.ts";
import { STREAMS } from "./streams.ts";

/** What travels as rows of a stream; calls, catalogue entries and item vectors are none. */
const ROWS: ReadonlySet<Carries> = new Set<Carries>(["records", "messages", "files", "rows"]);

/**
 * The streams each part of a drawing can hold, with their columns as the settings upstream make them: a list of ten is a
 * `BIGINT[10]`. Null for a part of which nothing is known. `filled`: the streams as a workload fills them.
 */
export function heldStreams(system: System, filled: readonly StreamSpec[] = STREAMS): (partId: string) => readonly StreamSpec[] | null {
  const held = streamsByPart(system, portsOf);
  return (partId) => {
    const arriving = held.get(partId);
    if (arriving === undefined) return null;
    const streams = new Set<string>([...arriving, ...dimensionsAt(system, partId, arriving)]);
    return filled.filter(({ id }) => streams.has(id)).map((stream) => withLengths(stream, () => lengthAt(system, partId, stream.id)));
  };
}

/** What SQL makes of the events a part has loaded, and keeps beside them. */
function dimensionsAt(system: System, partId: string, arriving: ReadonlySet<string>): readonly RowKindId[] {
  const kind = kindById(system.parts.find(({ id }) => id === partId)?.kind ?? "");
  return kind?.fillsDimensions === true && arriving.has("event") ? ["user", "item"] : [];
}

/** Settings that cannot be read are told elsewhere; here the part counts as it stands by default. */
function propsOf(kind: KindDecl, part: Part) {
  const settings = parseSettings(kind, part.settings, "", part.version ?? 1);
  return settings.ok ? settings.value : defaults(kind);
}

function portsOf(part: Part): readonly StreamPort[] | null {
  const kind = kindById(part.kind);
  if (kind === undefined) return null;
  const made = kind.makes?.(propsOf(kind, part)) ?? {};
  return kind.ports.map(({ id, direction, carries, streams }) => {
    const own = carries.some((what) => ROWS.has(what)) ? (made[id] ?? streams) : [];
    return { id, direction, ...(own === undefined ? {} : { streams: own }) };
  });
}

function withLengths(stream: StreamSpec, lengthOf: () => number | null): StreamSpec {
  if (!stream.columns.some(isOpenArray)) return stream;
  const length = lengthOf();
  if (length === null) return stream;
  return { ...stream, columns: stream.columns.map((column) => (isOpenArray(column) ? sized(column, length) : column)) };
}

const isOpenArray = ({ type }: Column): boolean => type.endsWith("[]");
const sized = (column: Column, length: number): Column => ({ ...column, type: `${column.type.slice(0, -2)}[${length}]` });

/** Entries of the arrays in the rows of a stream that reach a part; null when its makers differ or do not say. */
function lengthAt(system: System, partId: string, stream: string): number | null {
  const lengths = new Set(makersOf(system, partId, stream).map((maker) => entriesOf(system, maker)));
  const [only] = lengths;
  return lengths.size === 1 ? (only ?? null) : null;
}

/** The parts upstream, or the part itself, that make rows of a stream. */
function makersOf(system: System, partId: string, stream: string): readonly Part[] {
  const seen = new Set<string>();
  const open = [partId];
  const makers: Part[] = [];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const part = system.parts.find((one) => one.id === id);
    if (part !== undefined && portsOf(part)?.some((port) => port.direction === "out" && port.streams?.includes(stream)) === true)
      makers.push(part);
    else for (const { from, to } of system.wires) if (to.part === id) open.push(from.part);
  }
  return makers;
}

/** As its own settings say, else those of the part whose item vectors it works with. */
function entriesOf(system: System, maker: Part): number | null {
  const own = entriesBySettings(maker);
  if (own !== null) return own;
  const models = system.wires.filter(({ from, to }) => to.part === maker.id && publishesModels(system, from.part, from.port));
  const lengths = new Set(models.map(({ from }) => entriesBySettings(system.parts.find((part) => part.id === from.part))));
  const [only] = lengths;
  return lengths.size === 1 ? (only ?? null) : null;
}

function entriesBySettings(part: Part | undefined): number | null {
  const kind = part === undefined ? undefined : kindById(part.kind);
  return part === undefined || kind === undefined ? null : (kind.entries?.(propsOf(kind, part)) ?? null);
}

function publishesModels(system: System, partId: string, portId: string): boolean {
  const kind = kindById(system.parts.find((part) => part.id === partId)?.kind ?? "");
  return kind?.ports.find((port) => port.id === portId)?.carries.includes("model") === true;
}
