import { Tabs } from "radix-ui";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { answersRequests, asksForThings } from "../part-view/answers-requests.ts";
import { ChartTablesContext } from "../charts/chart-tables.ts";
import { registerCommands } from "../commands/registry.ts";
import type { Command } from "../commands/registry.ts";
import { Button } from "../parts/Button.tsx";
import { EmptyState } from "../parts/EmptyState.tsx";
import { run, useEditedSinceRun, useRun } from "../stores/run-store.ts";
import { showDock, useView } from "../stores/view-store.ts";
import type { DockTab } from "../stores/view-store.ts";
import { answerOf, FIRST_ASKED, firstQuestion } from "./asked.ts";
import { WhyPanel } from "./WhyPanel.tsx";
import styles from "./parts/Results.module.css";
import { useRunView } from "./parts/use-run-view.ts";
import type { RunView } from "./parts/use-run-view.ts";
import { inOrder, useJoinedTabs } from "./parts/tabs.ts";
import type { ResultsTab } from "./parts/tabs.ts";
import { sentence } from "../parts/sentence.ts";

const loadOverview = () => import("./Overview.tsx");
const Overview = lazy(async () => ({ default: (await loadOverview()).Overview }));
const Correctness = lazy(async () => ({ default: (await import("./Correctness.tsx")).Correctness }));
const Changes = lazy(async () => ({ default: (await import("./Changes.tsx")).Changes }));
const Cost = lazy(async () => ({ default: (await import("./Cost.tsx")).Cost }));
const Lag = lazy(async () => ({ default: (await import("./lag/Lag.tsx")).Lag }));
const Latency = lazy(async () => ({ default: (await import("./Latency.tsx")).Latency }));
const Losses = lazy(async () => ({ default: (await import("./Losses.tsx")).Losses }));
const RunLog = lazy(async () => ({ default: (await import("./RunLog.tsx")).RunLog }));
const Recommendations = lazy(async () => ({ default: (await import("./lists/Recommendations.tsx")).Recommendations }));
const Requests = lazy(async () => ({ default: (await import("./requests/Requests.tsx")).Requests }));
const Pipelines = lazy(async () => ({ default: (await import("./pipelines/Pipelines.tsx")).Pipelines }));
const SqlConsole = lazy(async () => ({ default: (await import("./sql/SqlConsole.tsx")).SqlConsole }));

const OVERVIEW_DELAY_MS = 1500;

/** The tabs of the results themselves; others may join them. */
const TABS: readonly ResultsTab[] = [
  {
    id: "overview",
    label: "Overview",
    promise: "How fresh, how fast or how fitting the answers were, over the run.",
    Panel: Overview,
  },
  {
    id: "latency",
    label: "Latency",
    promise: "Percentiles from p50 to p99.9 for each sink and endpoint, and wait and service for each part on the way.",
    Panel: Latency,
  },
  {
    id: "lag",
    label: "Lag",
    question: "Who lags?",
    promise: "Records and time each consumer group is behind, in all and partition by partition.",
    Panel: Lag,
  },
  {
    id: "correctness",
    label: "Correctness",
    question: "Is it right?",
    promise: "Each table the run wrote beside the batch answer: exact, missing, extra and duplicate rows.",
    Panel: Correctness,
  },
  {
    id: "recommendations",
    label: "Recommendations",
    question: "Do lists fit?",
    promise:
      "How often a user's next choice stood on the list shown before, beside popularity and what is possible; how fresh the lists were.",
    Panel: Recommendations,
  },
  {
    id: "requests",
    label: "Requests",
    question: "How were requests?",
    promise: "Each endpoint with what was answered and how fast, the part that each failure belongs to, and any one request hop by hop.",
    Panel: Requests,
  },
  {
    id: "pipelines",
    label: "Pipelines",
    question: "Did every task end?",
    promise: "Each run of each orchestrator, task by task: states, tries, waits, and the line every log closes with.",
    Panel: Pipelines,
  },
  {
    id: "losses",
    label: "Losses",
    question: "What was lost?",
    promise: "Every lost record by part and reason, and an account that adds up to what was produced.",
    Panel: Losses,
  },
  {
    id: "cost",
    label: "Cost",
    question: "What does it cost?",
    promise: "The monthly bill, line by line: quantity, sourced unit price, and what nobody publishes a price for.",
    Panel: Cost,
  },
  {
    id: "changes",
    label: "What changed",
    promise: "This run beside the one before: latency, lag, cost, goals and limits, as after a swap of one part for another.",
    Panel: Changes,
  },
  {
    id: "sql",
    label: "SQL",
    question: "Ask SQL",
    promise: "A SQL console on the run's own tables: events, sessions, hourly totals, the bill.",
    Panel: SqlConsole,
  },
  { id: "findings", label: "Log", promise: "Incidents, alerts and findings, in the order of time.", Panel: RunLog },
];

/** Everything a run has shown, live and after its end. */
export function ResultsDock() {
  const chosen = useView((state) => state.dockTab);
  const [tablesShown, setTablesShown] = useState(false);
  const tables = useMemo(() => ({ shown: tablesShown, toggle: () => setTablesShown((shown) => !shown) }), [tablesShown]);
  const view = useRunView();
  const compared = useRun((state) => state.before !== null);
  const joined = useJoinedTabs();
  const all = useMemo(() => inOrder(TABS, joined), [joined]);
  const asked: { readonly [id in DockTab]?: boolean } = {
    recommendations: recommends(view),
    requests: asksForThings(view.design),
    pipelines: view.whole?.pipelines !== undefined,
    changes: compared,
  };
  const shown = all.filter(({ id }) => asked[id] !== false);
  const questions = FIRST_ASKED.flatMap((id) => shown.find((tab) => tab.id === id) ?? []);
  const tabs = [...questions, ...shown.filter((tab) => !questions.includes(tab))];
  const further = questions.length;
  const tab = tabs.some(({ id }) => id === chosen) ? chosen : "overview";
  // So that the first figures of the first run show at once; not before the page has its own things.
  useEffect(() => {
    const timeout = setTimeout(() => void loadOverview().catch(() => undefined), OVERVIEW_DELAY_MS);
    return () => clearTimeout(timeout);
  }, []);
  useEffect(() => registerCommands(commands(all, () => setTablesShown((shown) => !shown))), [all]);
  return (
    <ChartTablesContext value={tables}>
      <Tabs.Root orientation="vertical" value={tab} onValueChange={(next) => showTab(all, next)} className={styles["dock"]}>
        <Tabs.List className={styles["tabs"]} aria-label="Results">
          {tabs.map(({ id, label, question }, index) => (
            <Tabs.Trigger key={id} value={id} className={styles["tab"]} data-further={index === further || undefined}>
              {id === "overview" ? firstQuestion(view) : (question ?? label)}
              <TabAnswer id={id} view={view} />
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {tabs.map((spec) => (
          <Tabs.Content key={spec.id} value={spec.id} className={styles["panel"]} tabIndex={-1}>
            {nothingFor(spec, view) ? (
              <Nothing spec={spec} />
            ) : (
              <Suspense fallback={<Loading what={spec.label} />}>
                <spec.Panel view={view} />
              </Suspense>
            )}
          </Tabs.Content>
        ))}
        <WhyPanel view={view} tab={tab} tabs={tabs.map(({ id }) => id)} />
      </Tabs.Root>
    </ChartTablesContext>
  );
}

/** Whether lists of recommendations were judged, or users of the drawing ask for some. */
function recommends({ whole, design }: RunView): boolean {
  return whole?.recommendation !== undefined || (answersRequests(design) && !asksForThings(design));
}

/** Before a first run there is nothing to show; a refused one still has its findings. */
function nothingFor({ id, beforeRun }: ResultsTab, view: RunView): boolean {
  if (beforeRun === true || (id === "findings" && view.status === "refused")) return false;
  return view.snapshot === null && view.whole === null;
}

function showTab(tabs: readonly ResultsTab[], value: string): void {
  const spec = tabs.find((candidate) => candidate.id === value);
  if (spec !== undefined) showDock(spec.id);
}

function commands(tabs: readonly ResultsTab[], toggleTables: () => void): readonly Command[] {
  return [
    {
      id: "results.tables",
      title: "Charts as tables, tables as charts",
      group: "View",
      keys: ["t"],
      words: "numbers data accessible",
      run: toggleTables,
    },
    ...tabs.map(
      ({ id, label }): Command => ({
        id: `results.${id}`,
        title: `Results: ${label}`,
        group: "View",
        words: "show dock tab",
        run: () => showDock(id),
      }),
    ),
  ];
}

/** The answer to a question, beside it. */
function TabAnswer({ id, view }: { readonly id: DockTab; readonly view: RunView }) {
  const answer = view.snapshot === null && view.whole === null ? null : answerOf(id, view);
  return answer === null ? null : <small className={answer.bad ? styles["bad"] : undefined}>{answer.text}</small>;
}

function Loading({ what }: { readonly what: string }) {
  return (
    <p className={styles["loading"]} role="status">
      Loading {what}…
    </p>
  );
}

function Nothing({ spec }: { readonly spec: ResultsTab }) {
  const status = useRun((state) => state.status);
  const outcome = useRun((state) => state.outcome);
  const edited = useEditedSinceRun();
  if (status === "starting")
    return (
      <p className={styles["loading"]} role="status">
        Starting the simulation…
      </p>
    );
  if (outcome?.status === "refused") {
    return edited ? (
      <EmptyState title="Not run since you changed it" actions={<Button onClick={run}>Run</Button>}>
        The run before was refused. What has changed since is not in it: run again.
      </EmptyState>
    ) : (
      <EmptyState title="The run was refused" actions={<Button onClick={() => showDock("findings")}>See why</Button>}>
        What has to change first is told at the top of the page.
      </EmptyState>
    );
  }
  if (outcome?.status === "failed") {
    return (
      <EmptyState
        title="The run stopped"
        actions={<Button onClick={run}>Run again</Button>}
      >{`The simulation ended early: ${sentence(outcome.message)} Your design is untouched.`}</EmptyState>
    );
  }
  return (
    <EmptyState
      title="No run yet"
      actions={
        <Button look="plain" onClick={run}>
          Run
        </Button>
      }
    >{`Press Run. Here will be: ${spec.promise.charAt(0).toLowerCase()}${spec.promise.slice(1)}`}</EmptyState>
  );
}
