/** The smallest scenario that says everything: one question, one goal, a starter, a reference and a naive design. */
export const TINY_SCENARIO = `id: tiny
title: Tiny
summary: A source and a station.
prompt: Serve them all.
questions:
  - id: volume
    group: volume
    text: How many come?
    matches:
      - [how, many]
      - [rate]
    answer: Eight a second.
    facts:
      - { name: rate, value: 8, unit: per s }
workload:
  generator: none
  startAt: "2026-03-05T19:00:00Z"
  durationMs: 10 min
  warmupMs: 1 min
  drainMs: 30 s
  monthlyMeanEventsPerSecond: 8
  users: 100
  sessionsPerSecond: 1
  diurnal: { peakToMean: 1, peakHour: 20 }
  bursts: []
  session: { gapMs: 10 min, meanEvents: 8, thinkMeanMs: 5 s }
  activity: { s: 0.5, q: 10 }
  installShare: 0.01
  notifications: { viewsPerSession: 0.5, clickShare: 0.1 }
  devices: [{ name: iPhone, weight: 1 }]
  appVersions: [{ name: "1.0", weight: 1 }]
  countries: [{ name: US, weight: 1 }]
  eventBytes: 100
  clockOffsetMs: { p50: 0, p99: 0 }
  offline: { sessionShare: 0, meanMs: 1 min }
  resendShare: 0
  invalidShare: 0
goals:
  - { id: no-loss, label: Lost, metric: lost.records, op: "==", target: 0, unit: records, must: true }
incidents: []
measures: []
designs:
  - name: two-servers
    role: reference
    title: Two servers
    reason: Enough of them.
    failsGoals: []
    design:
      format: quadrant-design
      version: 1
      title: Two servers
      system:
        parts:
          - { id: source, kind: poisson-source, settings: { ratePerSecond: 8, durationMs: 600000 } }
          - { id: desk, kind: service, settings: { servers: 2, serviceTime: { exponential: 100 }, queueLimit: 1000 } }
        wires: [source.out -> desk.in]
  - name: no-room
    role: naive
    title: No room to wait
    reason: One server and no place to wait, so most are turned away.
    failsGoals: [no-loss]
    variantOf: two-servers
    set: [desk.servers=1, desk.queueLimit=0]
`;
