import { exactDuration } from "../../base/duration.ts";
import type { Finding } from "../../base/finding.ts";
import { eventColumnsOf } from "../../catalogue/drawing/event-columns.ts";
import { STREAMS, streamsOf } from "../../catalogue/drawing/streams.ts";
import type { StreamSpec } from "../../catalogue/drawing/streams.ts";
import { checkCalls } from "./check-calls.ts";
import { checkKeys } from "./check-keys.ts";
import { checkTriggers } from "./check-triggers.ts";
import { exact } from "../../catalogue/words.ts";
import { checkSchema } from "../../design/check-schema.ts";
import { heldStreams } from "../../catalogue/drawing/held-streams.ts";
import { portCounts, wireProblem } from "../../catalogue/drawing/wiring.ts";
import type { Design } from "../../design/types.ts";
import type { EventTrace } from "../../engine/rows/event-trace.ts";
import type { Scenario } from "../../scenario/types.ts";
import type { NormalPart } from "./normalize.ts";

/** Phase 2: is this something that can be run? Errors refuse the run; warnings go into the result. */
export function findProblems(
  design: Design,
  parts: readonly NormalPart[],
  scenario: Scenario | null,
  events: EventTrace | null | undefined,
): Finding[] {
  if (design.system.parts.length === 0) {
    return [
      {
        code: "empty-canvas",
        severity: "error",
        where: "system",
        message: "There is nothing to run yet. Add a source (press A on the canvas) and wire it to a part that takes its records.",
      },
    ];
  }
  return [
    ...checkCaps(design),
    ...checkTimes(design, scenario, events ?? null),
    ...checkSources(design, parts, scenario, events ?? null),
    ...checkTrace(parts, events),
    ...checkWires(design, parts),
    ...checkPorts(design, parts),
    ...checkTriggers(design, parts),
    ...checkCalls(design, parts),
    ...checkKeys(design, parts),
    ...checkSchema(design, heldStreams(design.system, streamsHere(scenario, events ?? null))),
    ...checkApi(design, parts),
  ];
}

/** The streams with the columns that events of the scenario carry; those of a file stand with the names an app has. */
function streamsHere(scenario: Scenario | null, events: EventTrace | null): readonly StreamSpec[] {
  return scenario === null || events !== null ? STREAMS : streamsOf(eventColumnsOf(scenario.workload));
}

/** Where the design itself says how long a run is, something must be left of it to be judged. */
function checkTimes({ workload }: Design, scenario: Scenario | null, events: EventTrace | null): Finding[] {
  if (workload?.warmupMs === undefined || events !== null) return [];
  if (scenario !== null && scenario.workload.generator !== "none") return [];
  if (workload.warmupMs < workload.durationMs) return [];
  return [
    {
      code: "warm-up-too-long",
      severity: "error",
      where: "workload.warmupMs",
      message: `The warm-up of ${exactDuration(workload.warmupMs)} leaves nothing of a run of ${exactDuration(workload.durationMs)} to be measured. Make it shorter than the run.`,
    },
  ];
}

const MAX_PARTS = 500;
const MAX_WIRES = 2000;

function checkCaps(design: Design): Finding[] {
  const { parts, wires } = design.system;
  if (parts.length <= MAX_PARTS && wires.length <= MAX_WIRES) return [];
  return [
    {
      code: "too-large",
      severity: "error",
      where: "system",
      message: `A design may have ${MAX_PARTS} parts and ${MAX_WIRES} wires; this one has ${parts.length} and ${wires.length}. Leave some out.`,
    },
  ];
}

function checkSources(design: Design, parts: readonly NormalPart[], scenario: Scenario | null, events: EventTrace | null): Finding[] {
  const findings: Finding[] = [];
  const sources = parts.filter(({ kind }) => kind.family === "source");
  // A part whose settings are refused, or whose kind is unknown, may well be the source that is missed.
  if (parts.length === design.system.parts.length && sources.length === 0) {
    findings.push({
      code: "no-source",
      severity: "error",
      where: "system",
      message: "Nothing produces records. Add a source, for instance Mobile app or Poisson source, and wire it to the first part.",
    });
  }
  for (const { part, kind, props } of sources) {
    const { population } = kind;
    const perRow = events === null ? (scenario?.workload.services?.eventsPerRow ?? 1) * (kind.growth?.(props) ?? 1) : 1;
    if (population === "services" && perRow > 1)
      findings.push({
        code: "scaled-rows",
        severity: "note",
        where: `system.parts.${part.id}`,
        message: `A row of this run stands for ${perRow} events: bytes, rates and bills are of all of them; files, tasks and runs are counted as they are, and shares of rows are shares of the sample.`,
      });
    const requests = population === "requests" && events === null ? scenario?.workload.requests : undefined;
    if (requests !== undefined && (requests.share < 1 || requests.itemsPerRow > 1))
      findings.push({
        code: "scaled-requests",
        severity: "note",
        where: `system.parts.${part.id}`,
        message: [
          ...(requests.share < 1
            ? [
                `This run carries ${exact(100 * requests.share)} % of the requests: draw as large a share of the machines; its bill is theirs.`,
              ]
            : []),
          ...(requests.itemsPerRow > 1
            ? [
                `A stored row stands for ${exact(requests.itemsPerRow)} things: keys there are and entries of caches are divided by that, so as many are taken and a cache holds the same share; it fills so many times faster than a real one.`,
              ]
            : []),
        ].join(" "),
      });
    const social = population === "social" && events === null ? scenario?.workload.social : undefined;
    if (social !== undefined && social.share < 1)
      findings.push({
        code: "scaled-requests",
        severity: "note",
        where: `system.parts.${part.id}`,
        message: `This run carries 1 of ${exact(Math.round(1 / social.share))} parts of the traffic, and as many fewer people follow each other and a celebrity: draw as large a share of the machines; its bill is theirs. A user follows as many as in the whole, so a post goes to as many timelines.`,
      });
    if (population === undefined || population === "file" || events !== null || scenario?.workload.generator === population) continue;
    findings.push({
      code: "no-workload",
      severity: "error",
      where: `system.parts.${part.id}`,
      message: `${part.title} takes its users from a scenario, and ${scenario === null ? "this design has none" : "this one has others"}. Open a scenario, give a file of events, or use a Poisson source.`,
    });
  }
  return findings;
}

/** A file of events is the whole load of a run, and one part replays it. */
function checkTrace(parts: readonly NormalPart[], events: EventTrace | null | undefined): Finding[] {
  if (events === undefined) return [];
  const sources = parts.filter(({ kind }) => kind.family === "source");
  const error = (code: string, where: string, message: string): Finding => ({ code, severity: "error", where, message });
  if (events === null)
    return sources
      .filter(({ kind }) => kind.population === "file")
      .map(({ part }) =>
        error(
          "no-events",
          `system.parts.${part.id}`,
          `${part.title} has no file to replay. Choose one in its settings, or give it with --events FILE.`,
        ),
      );
  if (sources.length === 0) return [];
  const [first] = sources;
  if (sources.length > 1)
    return [
      error(
        "several-sources",
        "system",
        `The file of events is the whole load of a run, but ${sources.map(({ part }) => part.title).join(" and ")} would each add records. Keep one source, or run without the file.`,
      ),
    ];
  if (first.kind.replaysEvents === true) return [];
  return [
    error(
      "no-replay",
      `system.parts.${first.part.id}`,
      `${first.part.title} makes records of its own and cannot replay a file of events. Put an Own trace or a Mobile app in its place, or take the file away.`,
    ),
  ];
}

function checkWires(design: Design, parts: readonly NormalPart[]): Finding[] {
  const findings: Finding[] = [];
  const byId = new Map(parts.map((entry) => [entry.part.id, entry]));
  const known = new Set(design.system.parts.map((part) => part.id));
  const seen = new Map<string, string>();
  for (const wire of design.system.wires) {
    const where = `system.wires.${wire.id}`;
    const missing = [wire.from.part, wire.to.part].find((id) => !known.has(id));
    if (missing !== undefined) {
      findings.push({
        code: "loose-wire",
        severity: "error",
        where,
        message: `This wire ends at "${missing}", which is not on the canvas. Remove the wire or put the part back.`,
      });
      continue;
    }
    const ends = JSON.stringify([wire.from.part, wire.from.port, wire.to.part, wire.to.port]);
    const first = seen.get(ends);
    if (first !== undefined) {
      findings.push({
        code: "wire-twice",
        severity: "error",
        where,
        message: `${wire.from.part}.${wire.from.port} -> ${wire.to.part}.${wire.to.port} is drawn twice, so every record would be delivered twice. Remove this wire: "${first}" is the same.`,
      });
      continue;
    }
    seen.set(ends, wire.id);
    const from = byId.get(wire.from.part);
    const to = byId.get(wire.to.part);
    if (from === undefined || to === undefined) continue;
    const others = { parts: design.system.parts, wires: design.system.wires.filter((other) => other !== wire) };
    const problem = wireProblem(from.kind, wire.from.port, to.kind, wire.to.port, portCounts(others, wire.from, wire.to));
    if (problem !== null) findings.push({ code: "impossible-wire", severity: "error", where, message: problem });
  }
  return findings;
}

function checkPorts(design: Design, parts: readonly NormalPart[]): Finding[] {
  const findings: Finding[] = [];
  for (const { part, kind } of parts) {
    for (const port of kind.ports) {
      if (port.required !== true) continue;
      const end = port.direction === "in" ? "to" : "from";
      if (design.system.wires.some((wire) => wire[end].part === part.id && wire[end].port === port.id)) continue;
      findings.push({
        code: "port-unwired",
        severity: "error",
        where: `system.parts.${part.id}.ports.${port.id}`,
        message: `${part.title} needs a wire at "${port.label}". ${port.help}`,
      });
    }
  }
  return findings;
}

const QUERYABLE = new Set(["table-store", "query-engine", "warehouse"]);

function checkApi(design: Design, parts: readonly NormalPart[]): Finding[] {
  return design.api.endpoints.flatMap((endpoint): Finding[] => {
    const reads = endpoint.reads;
    if (reads === undefined) return [];
    const where = `api.endpoints.${endpoint.id}`;
    const entry = parts.find(({ part }) => part.id === reads.part);
    if (entry === undefined && design.system.parts.some(({ id }) => id === reads.part)) return [];
    if (entry === undefined)
      return [
        {
          code: "endpoint-unbound",
          severity: "warning",
          where,
          message: `${endpoint.method} ${endpoint.path} reads "${reads.part}", which is not on the canvas. Bind it to a store.`,
        },
      ];
    if (QUERYABLE.has(entry.kind.family)) return [];
    return [
      {
        code: "endpoint-unreadable",
        severity: "warning",
        where,
        message: `${entry.part.title} cannot answer queries. Bind ${endpoint.method} ${endpoint.path} to a store such as Druid or Athena.`,
      },
    ];
  });
}
