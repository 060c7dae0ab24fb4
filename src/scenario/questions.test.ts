import { describe, expect, it } from "vitest";
import { loadBundled } from "./bundled.ts";
import { matchQuestion, pinnedFacts, suggestQuestions } from "./questions.ts";
import type { Scenario } from "./types.ts";

async function ios(): Promise<Scenario> {
  const loaded = await loadBundled("ios-engagement");
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join("\n"));
  return loaded.value;
}

/** What people type, and which question it is. */
const TYPED: readonly (readonly [string, string])[] = [
  ["What types of engagement metrics are we tracking?", "engagement-metrics"],
  ["which KPIs do we need?", "engagement-metrics"],
  ["What kinds of events are there", "event-types"],
  ["How is the timestamp captured?", "timestamps"],
  ["can we trust the phones' clocks?", "timestamps"],
  ["When does a session end?", "session-definition"],
  ["define session please", "session-definition"],
  ["Does data come directly from the iOS app or via an analytics tool?", "direct-or-intermediary"],
  ["any third-party integrations or SDKs?", "sdk-behaviour"],
  ["Can we get duplicates?", "sdk-behaviour"],
  ["what about users who are offline", "offline-phones"],
  ["how late can data be?", "offline-phones"],
  ["How many events per second do we expect?", "volume"],
  ["what is the DAU?", "volume"],
  ["Do we expect bursts during promotions?", "bursts"],
  ["what's the peak?", "bursts"],
  ["Do we need to enrich the events?", "enrichment"],
  ["specific transformations like aggregations or filtering?", "aggregation"],
  ["any real-time algorithms?", "real-time-algorithms"],
  ["what do we do with malformed events", "data-quality"],
  ["Who are the consumers of this data?", "consumers"],
  ["Where should the data be stored?", "destinations"],
  ["what queries will run", "query-patterns"],
  ["Do we need to migrate historical data?", "history-migration"],
  ["how long must we keep it", "retention"],
  ["What is the maximum acceptable latency?", "freshness"],
  ["Is there an SLA?", "freshness"],
  ["how exact must the numbers be", "correctness"],
  ["is it okay to lose events?", "correctness"],
  ["what happens if a broker crashes", "availability"],
  ["Is there PII?", "personal-data"],
  ["GDPR or CCPA?", "compliance"],
  ["How fast will the user base grow?", "user-growth"],
  ["Any plans for new event types?", "new-events"],
  ["what's our budget", "budget"],
];

describe("matchQuestion", () => {
  it.each(TYPED)("%s", async (typed, id) => {
    expect(matchQuestion(await ios(), typed)?.id).toBe(id);
  });

  it("finds every question by its own words", async () => {
    const scenario = await ios();
    const missed = scenario.questions.filter((question) => matchQuestion(scenario, question.text)?.id !== question.id);
    expect(missed.map(({ id }) => id)).toEqual([]);
  });

  it.each(["", "   ", "?!", "hello there", "what is your favourite colour", "supercalifragilistic ".repeat(20)])(
    "does not take %j for a question",
    async (typed) => {
      expect(matchQuestion(await ios(), typed)).toBeNull();
    },
  );

  it("reads no patterns: signs are only signs", () => {
    const scenario = { questions: [{ id: "q", group: "g", text: "?", matches: [[".*"], ["(a+)+"]], answer: "-", facts: [] }] };
    expect(matchQuestion(scenario, "anything at all")).toBeNull();
    expect(matchQuestion(scenario, "a")?.id).toBe("q");
  });
});

describe("suggestQuestions", () => {
  it("offers what is near, and nothing for nothing", async () => {
    const scenario = await ios();
    expect(suggestQuestions(scenario, "tell me about sessions").map(({ id }) => id)).toContain("session-definition");
    expect(suggestQuestions(scenario, "zzz")).toEqual([]);
  });
});

describe("pinnedFacts", () => {
  it("shows the facts of asked questions only, in the scenario's order", async () => {
    const facts = pinnedFacts(await ios(), ["bursts", "volume", "no-such-question"]);
    expect(facts.map(({ fact }) => fact.name)).toEqual([
      "daily_users",
      "sessions_per_user",
      "events_per_session",
      "burst_factor",
      "burst_length",
      "peak_events",
    ]);
  });
});

describe("the iOS engagement scenario", () => {
  it("covers every group of questions an interviewer expects", async () => {
    const { questions } = await ios();
    expect(questions.length).toBeGreaterThanOrEqual(18);
    expect([...new Set(questions.map(({ group }) => group))]).toEqual([
      "metrics",
      "sources",
      "volume",
      "transformations",
      "consumers",
      "history",
      "slas",
      "security",
      "growth",
    ]);
    expect(questions.filter(({ facts }) => facts.length === 0)).toEqual([]);
  });

  it("tells in its answers what its workload does", async () => {
    const { questions, workload, goals } = await ios();
    const fact = (name: string): number | string | undefined =>
      questions.flatMap(({ facts }) => facts).find((each) => each.name === name)?.value;
    expect(fact("daily_users")).toBe(workload.users);
    expect(fact("events_per_session")).toBe(workload.session.meanEvents);
    expect(fact("session_gap")).toBe(workload.session.gapMs / 60_000);
    expect(fact("event_bytes")).toBe(workload.eventBytes);
    expect(fact("burst_length")).toBe((workload.bursts[0]?.durationMs ?? 0) / 60_000);
    expect(fact("resent_events")).toBe(workload.resendShare * 100);
    expect(fact("invalid_events")).toBe(workload.invalidShare * 100);
    expect(fact("offline_sessions")).toBe(workload.offline.sessionShare * 100);
    expect(fact("clock_offset_p99")).toBe(workload.clockOffsetMs.p99 / 1000);
    const target = (id: string): number => goals.find((goal) => goal.id === id)?.target ?? Number.NaN;
    expect(fact("freshness_p95")).toBe(target("freshness") / 60_000);
    expect(fact("exact_sessions")).toBeCloseTo(target("sessions") * 100, 9);
    expect(fact("completeness")).toBeCloseTo(target("completeness") * 100, 9);
    expect(fact("query_p99")).toBe(target("query") / 1000);
    expect(fact("monthly_budget")).toBe(target("cost"));
    const { users, monthlyMeanEventsPerSecond: mean } = workload;
    expect(Math.round((users * 2.4 * workload.session.meanEvents) / 86_400)).toBe(mean);
  });
});
