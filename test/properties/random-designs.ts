import { createStream } from "../../src/base/rng.ts";
import type { RandomStream } from "../../src/base/rng.ts";
import type { KindDecl, PortDecl } from "../../src/catalogue/contract.ts";
import { KINDS, kindById } from "../../src/catalogue/registry.ts";
import { fittingKinds, legalStarts, legalTargets } from "../../src/catalogue/drawing/wiring.ts";
import { emptyDesign } from "../../src/design/empty.ts";
import type { Design, Part, System, Wire, WireEnd } from "../../src/design/types.ts";
import type { RequestsWorkload, TasteWorkload, Workload } from "../../src/scenario/types.ts";
import { compileDesign, refusesRun } from "../../src/simulate/compile/compile-design.ts";
import { normalize } from "../../src/simulate/compile/normalize.ts";
import { EVERY_PART, strikables } from "../../src/simulate/watch/strikes.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { allowedFault } from "../support/allowed-fault.ts";
import { csvOf, eventsOf, knownEvents } from "../support/events-file.ts";
import { populationOf } from "../support/population.ts";
import { smallScenario } from "../support/small-workload.ts";
import { chance, logUniform, pick, randomSettings } from "./random-settings.ts";

/** One trial: a legal drawing, what befalls it, and two ways to cut its time. Plain data, so that a failure can be kept. */
export type RandomCase = {
  readonly design: Design;
  /** Users of the scenario, when the drawing has a source that needs them. */
  readonly users: Partial<Workload> | null;
  /** Whether a source replays a file of events. */
  readonly replays: boolean;
  readonly seed: number;
  readonly faults: readonly FaultSpec[];
  readonly windowMs: number;
  readonly otherWindowMs: number;
};

/** Time to drain: far more than any backlog of so few records takes; a run ends as soon as nothing more can come. */
const DRAIN_MS = 6 * 3_600_000;
/** What a source that replays a file replays. */
export const EVENTS = await eventsOf(csvOf(knownEvents(5, 300)));
const WINDOWS_MS = [7, 47.5, 333, 1000, 5000];
const MOST_PARTS = 10;
const MOST_FAULTS = 5;

/** The trial of a seed: a function of the seed and of what the registry declares. */
export function randomCase(seed: number): RandomCase {
  for (let attempt = 0; ; attempt++) {
    const random = createStream(seed, "random design", String(attempt));
    const found = tryCase(seed, random);
    if (found !== null) return found;
    if (attempt === 100) throw new Error(`no legal design for seed ${seed} in 100 attempts`);
  }
}

/** The same of a drawing that begins at clients who store things and ask for them: services, caches, stores, keys and clean-up behind them. */
export function requestCase(seed: number): RandomCase {
  for (let attempt = 0; ; attempt++) {
    const random = createStream(seed, "random requests", String(attempt));
    const found = tryCase(
      seed,
      random,
      KINDS.filter(({ id }) => id === "request-clients"),
    );
    if (found !== null) return found;
    if (attempt === 100) throw new Error(`no legal design of requests for seed ${seed} in 100 attempts`);
  }
}

const SOURCES = KINDS.filter((kind) => kind.family === "source");
/** What only asks, by its own clock, and is asked by nobody. */
const ASKERS = KINDS.filter(
  ({ family, ports }) => family === "service" && ports.every(({ direction, carries }) => direction === "out" && carries.includes("calls")),
);

function tryCase(seed: number, random: RandomStream, sources: readonly KindDecl[] = SOURCES): RandomCase | null {
  const system = randomSystem(random, sources);
  if (system === null) return null;
  const durationMs = Math.round(logUniform(random, 8000, 90_000));
  const design: Design = {
    ...emptyDesign("Random"),
    seed,
    system,
    workload: { durationMs, warmupMs: chance(random, 0.5) ? 0 : 1000, drainMs: DRAIN_MS },
  };
  const lacks = (code: string): boolean => compileDesign(design, null).findings.some((finding) => finding.code === code);
  const replays = lacks("no-events");
  const users = !replays && lacks("no-workload") ? randomWorkload(random, system, durationMs) : null;
  const scenario = users === null ? null : smallScenario(users);
  if (compileDesign(design, scenario, replays ? EVENTS : null).findings.some(refusesRun)) return null;
  const faults = randomFaults(random, system, durationMs);
  const windowMs = pick(random, WINDOWS_MS);
  return { design, users, replays, seed: random.nextBelow(1 << 30), faults, windowMs, otherWindowMs: otherThan(windowMs, random) };
}

function otherThan(windowMs: number, random: RandomStream): number {
  return pick(
    random,
    WINDOWS_MS.filter((other) => other !== windowMs),
  );
}

/** Users as the source of the drawing has them. */
function randomWorkload(random: RandomStream, system: System, durationMs: number): Partial<Workload> {
  const users = randomUsers(random, durationMs);
  const population = populationOf(system.parts);
  if (population === "requests") return { ...users, generator: "requests", requests: randomRequests(random), bursts: [] };
  return population === "tastes" ? { ...users, generator: "tastes", tastes: randomTastes(random), bursts: [] } : users;
}

/** Few things, many of them new, some of them changed while they are read. */
function randomRequests(random: RandomStream): RequestsWorkload {
  return {
    share: 1,
    mix: { read: 0.7, insert: 0.2, write: chance(random, 0.5) ? 0.07 : 0, delete: chance(random, 0.5) ? 0.03 : 0 },
    stock: random.nextBelow(300),
    itemsPerRow: chance(random, 0.5) ? 1 : 1e6,
    popularity: { s: 0.9, q: 0 },
    fresh: { share: 0.4, meanAgeMs: logUniform(random, 50, 5000) },
    unknownShare: chance(random, 0.5) ? 0.05 : 0,
    repeatedShare: chance(random, 0.5) ? 0.2 : 0,
    expiring: { share: chance(random, 0.5) ? 0.2 : 0, meanMs: 2000 },
    itemBytes: { p50: 400, p99: 2000 },
  };
}

/** Few items and short thinking, so that lists are made, asked for and learned from within seconds. */
function randomTastes(random: RandomStream): TasteWorkload {
  const groups = 2 + random.nextBelow(6);
  return {
    items: groups * (5 + random.nextBelow(30)),
    groups,
    popularity: { s: 0.8, q: 5 },
    dims: 4,
    focus: 30,
    perUser: 2,
    fromTaste: 0.9,
    mood: 0.8,
    driftPerSession: 0.05,
    plans: [{ name: "paid", weight: 1, meanActions: 3 + random.nextBelow(10) }],
    planChangePerSession: 0,
    actions: [
      { name: "listen", share: 0.9, item: true, thinkMeanMs: logUniform(random, 100, 3000) },
      { name: "search", share: 0.1, item: false, thinkMeanMs: 1000 },
    ],
    requests: { atStart: chance(random, 0.7), everyActions: 1 + random.nextBelow(4) },
  };
}

function randomUsers(random: RandomStream, durationMs: number): Partial<Workload> {
  return {
    durationMs,
    warmupMs: 1000,
    drainMs: DRAIN_MS,
    users: 20 + random.nextBelow(300),
    sessionsPerSecond: logUniform(random, 0.3, 5),
    session: { gapMs: 20_000, meanEvents: 2 + random.nextBelow(10), thinkMeanMs: 2000 },
    offline: { sessionShare: chance(random, 0.5) ? 0.1 : 0, meanMs: 20_000 },
    resendShare: chance(random, 0.5) ? 0.05 : 0,
    invalidShare: chance(random, 0.5) ? 0.05 : 0,
  };
}

// ---- The drawing -----------------------------------------------------------------------------------------------

/** Grows a drawing from one or two sources: at each step an open end gets a new part or leads into one that is there. */
function randomSystem(random: RandomStream, sources: readonly KindDecl[]): System | null {
  let system: System = { parts: [], wires: [] };
  for (let i = chance(random, 0.25) ? 2 : 1; i > 0; i--) system = withPart(system, pick(random, sources), random);
  if (sources !== SOURCES && chance(random, 0.3)) system = withPart(system, pick(random, ASKERS), random);
  const aim = 3 + random.nextBelow(MOST_PARTS - 2);
  for (let tries = 0; tries < 40 && (system.parts.length < aim || !complete(system)); tries++) {
    const missing = unwired(system)[0];
    if (missing !== undefined) system = completed(system, missing, random) ?? without(system, missing.part);
    else system = grown(system, random);
  }
  const loners = KINDS.filter((kind) => kind.ports.length === 0);
  if (loners.length > 0 && chance(random, 0.15)) system = withPart(system, pick(random, loners), random);
  return complete(system) && system.parts.length > 1 ? system : null;
}

function withPart(system: System, kind: KindDecl, random: RandomStream): System {
  const id = `p${1 + Math.max(0, ...system.parts.map((part) => Number(part.id.slice(1))))}`;
  const part: Part = { id, kind: kind.id, title: id, position: { x: 0, y: 0 }, settings: randomSettings(kind, random) };
  return { ...system, parts: [...system.parts, part] };
}

function withWire(system: System, from: WireEnd, to: WireEnd): System {
  const wire: Wire = { id: `${from.part}.${from.port}-${to.part}.${to.port}`, from, to };
  return { ...system, wires: [...system.wires, wire] };
}

/** One more wire from an end that is open, now and then from one that is not (a fork), mostly to a new part. */
function grown(system: System, random: RandomStream): System {
  const ends = system.parts.flatMap((part) => outPorts(part).map((port) => ({ part: part.id, port: port.id })));
  const open = ends.filter((end) => !system.wires.some((wire) => wire.from.part === end.part && wire.from.port === end.port));
  if (ends.length === 0) return system;
  const from = pick(random, open.length > 0 && chance(random, 0.75) ? open : ends);
  return extended(system, from, random) ?? system;
}

function extended(system: System, from: WireEnd, random: RandomStream): System | null {
  const targets = legalTargets(system, from);
  if (targets.length > 0 && chance(random, 0.25)) return withWire(system, from, pick(random, targets));
  const kind = kindOf(system, from.part);
  const room = system.parts.length < MOST_PARTS;
  const fitting = fittingKinds(kind, from.port);
  // Logs are worth their share: most of what can go wrong goes wrong around them.
  const logs = fitting.filter((fit) => fit.kind.family === "log");
  const next = logs.length > 0 && chance(random, 0.4) ? logs : fitting;
  if (!room || next.length === 0) return targets.length > 0 ? withWire(system, from, pick(random, targets)) : null;
  const chosen = pick(random, next);
  const grownBy = withPart(system, chosen.kind, random);
  const to = { part: grownBy.parts.at(-1)!.id, port: chosen.port };
  const legal = legalTargets(grownBy, from).some((end) => end.part === to.part && end.port === to.port);
  return legal ? withWire(grownBy, from, to) : null;
}

type Missing = { readonly part: string; readonly port: PortDecl };

function unwired(system: System): readonly Missing[] {
  return system.parts.flatMap((part) =>
    (kindById(part.kind)?.ports ?? [])
      .filter((port) => port.required === true)
      .filter((port) => {
        const end = port.direction === "in" ? "to" : "from";
        return !system.wires.some((wire) => wire[end].part === part.id && wire[end].port === port.id);
      })
      .map((port) => ({ part: part.id, port })),
  );
}

function complete(system: System): boolean {
  return unwired(system).length === 0;
}

/** Wires a port that must be: into or from what is there, or a new part; null when there is nothing that fits. */
function completed(system: System, { part, port }: Missing, random: RandomStream): System | null {
  const end = { part, port: port.id };
  if (port.direction === "out") return extended(system, end, random);
  const starts = legalStarts(system, end);
  if (starts.length > 0) return withWire(system, pick(random, starts), end);
  return port.carries.includes("model") ? preceded(system, end, random) : null;
}

/** A new part for what nothing in the drawing gives: a training, for those who search and rank by its vectors. */
function preceded(system: System, to: WireEnd, random: RandomStream): System | null {
  const kind = kindOf(system, to.part);
  const givers = KINDS.filter(({ family }) => family !== "source").flatMap((giver) =>
    outPortsOf(giver)
      .filter((out) => fittingKinds(giver, out.id).some((fit) => fit.kind === kind && fit.port === to.port))
      .map((out) => ({ giver, out: out.id })),
  );
  if (system.parts.length >= MOST_PARTS || givers.length === 0) return null;
  const { giver, out } = pick(random, givers);
  const grownBy = withPart(system, giver, random);
  const from = { part: grownBy.parts.at(-1)!.id, port: out };
  return legalTargets(grownBy, from).some((end) => end.part === to.part && end.port === to.port) ? withWire(grownBy, from, to) : null;
}

/** The drawing without a part and its wires. */
export function without(system: System, part: string): System {
  return {
    parts: system.parts.filter((each) => each.id !== part),
    wires: system.wires.filter((wire) => wire.from.part !== part && wire.to.part !== part),
  };
}

function outPorts(part: Part): readonly PortDecl[] {
  return outPortsOf(kindById(part.kind));
}

function outPortsOf(kind: KindDecl | undefined): readonly PortDecl[] {
  return (kind?.ports ?? []).filter((port) => port.direction === "out");
}

function kindOf(system: System, id: string): KindDecl {
  const part = system.parts.find((each) => each.id === id);
  const kind = part === undefined ? undefined : kindById(part.kind);
  if (kind === undefined) throw new Error(`no part ${id}`);
  return kind;
}

// ---- What befalls it -------------------------------------------------------------------------------------------

/**
 * Any declared fault of any part or wire at any time of production, some of them at once, now and then on every part that knows it;
 * with an index and an amount that are drawn for each, and left out where what is struck does not take them.
 */
function randomFaults(random: RandomStream, system: System, durationMs: number): readonly FaultSpec[] {
  const { parts } = normalize({ ...emptyDesign("Struck"), system });
  const possible = strikables({ parts, wires: system.wires }).flatMap(({ id, faults: known }) =>
    known.map((fault) => ({ part: id, fault: fault.id })),
  );
  if (possible.length === 0 || chance(random, 0.1)) return [];
  const faults: FaultSpec[] = [];
  for (let i = random.nextBelow(MOST_FAULTS) + 1; i > 0; i--) {
    const again = faults.length > 0 && chance(random, 0.2);
    const chosen = pick(random, possible);
    const onPart = system.parts.some(({ id }) => id === chosen.part);
    const drawn: FaultSpec = {
      ...chosen,
      ...(onPart && chance(random, 0.1) ? { part: EVERY_PART } : {}),
      atMs: again ? faults[0]!.atMs! : Math.round(random.nextUniform32() * durationMs * 4) / 4,
      durationMs: Math.round(logUniform(random, 200, 60_000)),
      ...(chance(random, 0.6) ? { index: random.nextBelow(6) } : {}),
      ...(chance(random, 0.15) ? { amount: pick(random, [0.5, 1, 2, 20]) } : {}),
    };
    faults.push(allowedFault(drawn, { parts, wires: system.wires }));
  }
  return faults;
}
