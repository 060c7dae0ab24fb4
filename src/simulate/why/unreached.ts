import { legalStarts, legalTargets } from "../../catalogue/drawing/wiring.ts";
import { plural } from "../../catalogue/words.ts";
import type { PortDecl } from "../../catalogue/contract.ts";
import type { GoalOutcome } from "../../result/result.ts";
import type { WireEnd } from "../../design/types.ts";
import type { NormalPart } from "../compile/normalize.ts";
import type { Cause, Evidence } from "./cause.ts";
import { nameIn } from "./settings-of.ts";

/** What a part is fed with: one to which none of it came has nothing to show. */
const FEEDS = ["records", "messages", "files", "rows"] as const;
/** Of these, what comes by itself. Files and rows lie where they are until a task or a question takes them up, and why none did is told by those. */
const COMES_BY_ITSELF = ["records", "messages"] as const;

/**
 * Why there is nothing to measure: the first part on the way of the data to which nothing came although something was produced,
 * and the wire that is missing there. Nothing where something was measured, or every part had something.
 */
export function unreached({ actual, op, metric }: GoalOutcome, evidence: Evidence): Cause[] {
  const nothing = actual === null || (actual === 0 && (op === ">=" || op === ">"));
  if (!nothing || evidence.ledger.produced === 0) return [];
  const { machine } = evidence;
  const dry = machine.stages
    .flatMap(({ node }) => machine.parts.filter(({ part }) => part.id === node.id))
    .filter(({ part, kind }) => kind.family !== "source" && machine.nodes.get(part.id)?.meter.arrivals === 0);
  const first = dry.find((entry) => feedPorts(entry).length > 0 && isToldOf(entry, evidence));
  return first === undefined ? unwiredStream(metric, evidence) : [nothingReaches(first, evidence)];
}

/** Topics that are measured on events; those of tables are named after their rows. */
const OF_EVENTS = ["freshness", "completeness", "archive"];

/** Rows that a goal is measured on, by the topic of its metric: `sessions` on rows of `session`. */
function rowsOf(metric: string): string {
  const [topic] = metric.split(".");
  return OF_EVENTS.includes(topic) ? "event" : topic.slice(0, -1);
}

/** A part that makes the rows the goal is measured on, and leads them nowhere although others of its rows are. */
function unwiredStream(metric: string, { machine, system }: Evidence): Cause[] {
  const rows = rowsOf(metric);
  const leads = (part: string, port: string): boolean => system.wires.some(({ from }) => from.part === part && from.port === port);
  return machine.parts
    .flatMap((entry): Cause[] => {
      const { part, kind } = entry;
      const { id } = part;
      // What is taken up from files is handed on as files or by a task's word, and its other ports may well lead nowhere.
      if (kind.family !== "source" && givers(entry, system).length === 0) return [];
      const outs = kind.ports.filter(({ direction, streams }) => direction === "out" && streams?.some((each) => each === rows) === true);
      const [port] = outs;
      if (port === undefined || outs.some((out) => leads(id, out.id)) || machine.nodes.get(id)?.meter.arrivals === 0) return [];
      const targets = legalTargets(system, { part: id, port: port.id });
      const target = targets.find((end) => system.wires.some(({ from, to }) => from.part === id && to.part === end.part)) ?? targets[0];
      if (target === undefined) return [];
      const name = nameIn(machine, id);
      const text = `No ${port.label.toLowerCase()} leave ${name}: wire its \`${port.id}\` to ${nameIn(machine, target.part)}.`;
      return [{ part: id, setting: null, code: "nothing-leaves", counted: true, text }];
    })
    .slice(0, 1);
}

function feedPorts({ kind }: NormalPart): readonly PortDecl[] {
  return kind.ports.filter(({ direction, carries }) => direction === "in" && carries.some((each) => FEEDS.some((feed) => feed === each)));
}

/** No wire brings it anything, or one that brings things by itself comes from a part that had some. */
function isToldOf(entry: NormalPart, { machine, system }: Evidence): boolean {
  const ports = feedPorts(entry);
  const isFed = system.wires.some(({ to }) => to.part === entry.part.id && ports.some(({ id }) => id === to.port));
  return !isFed || givers(entry, system).some((part) => (machine.nodes.get(part)?.meter.arrivals ?? 0) > 0);
}

/** Who hands a part what comes by itself. */
function givers(entry: NormalPart, system: Evidence["system"]): string[] {
  const ports = feedPorts(entry).filter(({ carries }) => carries.some((each) => COMES_BY_ITSELF.some((feed) => feed === each)));
  return system.wires.flatMap(({ from, to }) => (to.part === entry.part.id && ports.some(({ id }) => id === to.port) ? [from.part] : []));
}

function nothingReaches(entry: NormalPart, { machine, system }: Evidence): Cause {
  const { id } = entry.part;
  const name = nameIn(machine, id);
  const ports = feedPorts(entry);
  const into = system.wires.filter(({ to }) => to.part === id && ports.some((port) => port.id === to.port));
  const cause = { part: id, setting: null, code: "nothing-reaches", counted: true };
  if (into.length > 0) {
    const from = into[0].from.part;
    const came = machine.nodes.get(from)?.meter.arrivals ?? 0;
    return { ...cause, text: `Nothing reaches ${name}: ${nameIn(machine, from)} took ${plural(came, "record")} and handed none on to it.` };
  }
  const start = bestStart(
    ports.flatMap((port) => legalStarts(system, { part: id, port: port.id })),
    { machine, system },
  );
  return {
    ...cause,
    text:
      start === null
        ? `Nothing reaches ${name}: no wire leads to it, and no part of the drawing gives what it takes.`
        : `Nothing reaches ${name}: wire ${possessive(nameIn(machine, start.part))} \`${start.port}\` to it.`,
  };
}

const possessive = (name: string): string => (name.endsWith("s") ? `${name}'` : `${name}'s`);

/** The port of the part furthest along that had something and leads nowhere yet; else of any that had something. */
function bestStart(starts: readonly WireEnd[], { machine, system }: Pick<Evidence, "machine" | "system">): WireEnd | null {
  const order = machine.stages.map(({ node }) => node.id);
  const had = starts.filter(({ part }) => {
    const node = machine.nodes.get(part);
    return node !== undefined && node.meter.arrivals + node.meter.departures > 0;
  });
  const isFree = ({ part, port }: WireEnd): boolean => !system.wires.some(({ from }) => from.part === part && from.port === port);
  const ranked = had.toSorted((a, b) => Number(isFree(b)) - Number(isFree(a)) || order.indexOf(b.part) - order.indexOf(a.part));
  return ranked[0] ?? null;
}
