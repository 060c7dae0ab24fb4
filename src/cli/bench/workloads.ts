import type { Design, Settings } from "../../design/types.ts";
import type { Scenario, Workload } from "../../scenario/types.ts";

/** Events a second the dense workload offers once it has settled. */
export const OFFERED_PER_SECOND = 1_000_000;
/** The dense workload lives this much faster than people do: its sessions must settle within seconds of simulated time. */
const HASTE = 20;
const DENSE_USERS = 4_000_000;

/**
 * The scenario's people at a million events a second: the same sessions of the same events, lived twenty times faster by four
 * million users, so that the load settles within seconds and a few million records are enough to measure.
 */
export function denseScenario(scenario: Scenario, durationMs: number): Scenario {
  const { workload } = scenario;
  const { session } = workload;
  return withWorkload(scenario, {
    durationMs,
    warmupMs: 0,
    drainMs: 30_000,
    users: DENSE_USERS,
    // More than the quotient: many sessions cannot begin, as their user is in one already (measured: 1.0 M/s come of it).
    sessionsPerSecond: (1.6 * OFFERED_PER_SECOND) / session.meanEvents,
    diurnal: { peakToMean: 1, peakHour: 0 },
    session: { gapMs: DENSE_GAP_MS, meanEvents: session.meanEvents, thinkMeanMs: session.thinkMeanMs / HASTE },
    clockOffsetMs: { p50: workload.clockOffsetMs.p50 / HASTE, p99: workload.clockOffsetMs.p99 / HASTE },
    offline: { sessionShare: workload.offline.sessionShare, meanMs: workload.offline.meanMs / HASTE },
  });
}

const DENSE_GAP_MS = 3000;

/** What each kind needs to carry a million events a second in the dense workload's time. */
const DENSE_SETTINGS: { readonly [kind: string]: Settings } = {
  "mobile-app": { flushIntervalMs: 15_000 / HASTE },
  "api-gateway": { ratePerSecond: 1_000_000, burst: 1_000_000 },
  kafka: { partitions: 96, brokers: 24 },
  flink: {
    parallelism: 128,
    sessionGapMs: DENSE_GAP_MS,
    watermarkDelayMs: 3000,
    allowedLatenessMs: 3000,
    checkpointIntervalMs: 3000,
    aggregateEmitMs: 3000,
    dedupTtlMs: 180_000,
  },
  "kafka-connect-s3": { tasks: 16 },
  druid: { ingestTasks: 64, eventsPerSecondPerTask: 20_000, dataNodes: 40 },
};

export function denseDesign(design: Design): Design {
  const parts = design.system.parts.map((part) => ({ ...part, settings: { ...part.settings, ...DENSE_SETTINGS[part.kind] } }));
  return { ...design, system: { ...design.system, parts } };
}

/** The scenario at an even rate of about 2,300 events a second, ten times its own: no promotion, no faults. */
export function evenScenario(scenario: Scenario, durationMs: number): Scenario {
  return withWorkload(scenario, {
    durationMs,
    warmupMs: 0,
    sessionsPerSecond: scenario.workload.sessionsPerSecond * 10,
    diurnal: { peakToMean: 1, peakHour: 0 },
  });
}

/** A catalogue of this many items and numbers to a vector, asked for a thousand lists a second. */
export const LARGE = { items: 100_000, dims: 64 };
const LARGE_USERS = 200_000;

/** The scenario's listeners, more and in more haste: every four seconds a listen and a request, which is a thousand a second of each. */
export function largeScenario(scenario: Scenario, durationMs: number): Scenario {
  const { tastes } = scenario.workload;
  if (tastes === undefined) throw new Error(`${scenario.id} has no listeners.`);
  return withWorkload(scenario, {
    durationMs,
    warmupMs: durationMs / 2,
    drainMs: 60_000,
    users: LARGE_USERS,
    sessionsPerSecond: 110,
    diurnal: { peakToMean: 1, peakHour: 0 },
    tastes: {
      ...tastes,
      items: LARGE.items,
      actions: tastes.actions.map((action) => ({ ...action, thinkMeanMs: 4000 })),
      requests: { atStart: true, everyActions: 1 },
    },
  });
}

/** What each part of the streaming answer needs to carry that. */
const LARGE_SETTINGS: { readonly [part: string]: Settings } = {
  kafka: { partitions: 96 },
  vectors: { partitions: 96 },
  train: { dims: LARGE.dims, everyEvents: 25_000, startUpMs: 10_000 },
  update: { instances: 12 },
  generate: { instances: 80 },
  api: { instances: 8 },
};

export function largeDesign(design: Design): Design {
  const parts = design.system.parts.map((part) => ({ ...part, settings: { ...part.settings, ...LARGE_SETTINGS[part.id] } }));
  return { ...design, system: { ...design.system, parts } };
}

function withWorkload(scenario: Scenario, change: Partial<Workload>): Scenario {
  return { ...scenario, incidents: [], workload: { ...scenario.workload, bursts: [], ...change } };
}
