import { must } from "../../src/base/assert.ts";
import type { Endpoint, Settings } from "../../src/design/types.ts";
import type { FeedQuality, RunResult } from "../../src/result/result.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { SocialWorkload } from "../../src/scenario/types.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run } from "../../src/simulate/run.ts";
import { drawing } from "./drawing.ts";
import { FEW_PEOPLE, socialScenario } from "./few-people.ts";

const PUSHES = { id: "pushes", label: "Pushes a post", unit: "timelines", metric: "feeds.pushesPerPost" } as const;

export type FeedSettings = {
  people?: Settings;
  feeds?: Settings;
  db?: Settings;
  lists?: Settings;
  pushers?: Settings;
  balancer?: Settings;
};
export type FeedRun = { readonly run: Run; readonly result: RunResult; readonly feeds: FeedQuality };

/** Some minutes of home feeds: people, a feed service and PostgreSQL; timelines and fan-out workers where settings of them are given. */
export function feedRun(
  settings: FeedSettings,
  {
    social = {} as Partial<SocialWorkload>,
    faults = [] as readonly FaultSpec[],
    perSecond = 50,
    minutes = 1,
    seed = 1,
    windowMs = undefined as number | undefined,
    endpoints = [] as readonly Endpoint[],
  } = {},
): FeedRun {
  const { people = {}, feeds = {}, db = {}, lists, pushers, balancer } = settings;
  const base = socialScenario(minutes);
  const drawn = drawing({
    parts: [
      { id: "people", kind: "social-clients", settings: people },
      { id: "feeds", kind: "feed-service", settings: { pageSize: 10, ...feeds } },
      ...(lists === undefined ? [] : [{ id: "lists", kind: "redis-timelines", settings: lists }]),
      ...(pushers === undefined ? [] : [{ id: "pushers", kind: "fan-out-worker", settings: pushers }]),
      ...(balancer === undefined ? [] : [{ id: "balancer", kind: "load-balancer", settings: balancer }]),
      { id: "db", kind: "postgres", settings: db },
    ],
    wires: [
      ...(balancer === undefined
        ? ["people.requests -> feeds.calls"]
        : ["people.requests -> balancer.requests", "balancer.targets -> feeds.calls"]),
      "feeds.store -> db.calls",
      ...(lists === undefined ? [] : ["feeds.timelines -> lists.calls"]),
      ...(pushers === undefined ? [] : ["feeds.fan-out -> pushers.calls", "pushers.store -> db.calls", "pushers.timelines -> lists.calls"]),
    ],
  });
  const created = createRun({
    design: { ...drawn, api: { endpoints } },
    scenario: {
      ...base,
      measures: [PUSHES],
      workload: { ...base.workload, sessionsPerSecond: perSecond, social: { ...FEW_PEOPLE, ...social } },
    },
    seed,
    faults,
    ...(windowMs === undefined ? {} : { windowMs }),
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const result = run.result(0);
  return { run, result, feeds: must(result.feeds, "feeds") };
}
