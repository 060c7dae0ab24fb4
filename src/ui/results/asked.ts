import type { DockTab } from "../stores/view-store.ts";
import { questionOf } from "../goals/question-of.ts";
import { formatMs, formatNumber, formatShare, formatUsd } from "../parts/format.ts";
import { totalLost } from "./ledger-rows.ts";
import { consumerLags, lastIndex } from "./lag/lag-columns.ts";
import { asksOnly } from "./parts/asks-only.ts";
import { countsOf } from "./pipelines/grid-columns.ts";
import { failedRequests, total } from "./requests/request-sums.ts";
import type { RunView } from "./parts/use-run-view.ts";

/** What a question of the results is answered with, in a figure beside it. */
export type Answer = { readonly text: string; readonly bad: boolean };

/** Questions that stand first, in this order; what is not among them are further ways to look at a run. */
export const FIRST_ASKED: readonly DockTab[] = [
  "overview",
  "correctness",
  "recommendations",
  "requests",
  "lag",
  "losses",
  "cost",
  "pipelines",
  "sql",
];

/** Whether a goal is told with a question; one whose own question is not asked of this run is told with the first. */
export function isAbout(tab: DockTab, metric: string, tabs: readonly DockTab[]): boolean {
  const own = questionOf(metric);
  return tab === (tabs.includes(own) ? own : "overview");
}

/** What the first question is about, which depends on what was run. */
export function firstQuestion(view: RunView): string {
  if (asksOnly(view)) return "How fast?";
  if (view.whole?.recommendation !== undefined) return "Do they fit?";
  const { columns } = view.series;
  return columns.has("freshness.p95Ms") || columns.has("freshness.p50Ms") || columns.size === 0 ? "How fresh?" : "What came through?";
}

const NONE = null;

/** The figure beside a question; null where there is none to say in a word. */
export function answerOf(tab: DockTab, view: RunView): Answer | null {
  const { whole, ledger } = view;
  switch (tab) {
    case "overview":
      return freshness(view);
    case "correctness":
      return rightness(view);
    case "lag":
      return lagNow(view);
    case "losses": {
      if (asksOnly(view) || ledger === null) return NONE;
      const lost = totalLost(ledger);
      return { text: formatNumber(lost), bad: lost > 0 };
    }
    case "cost":
      return whole === null ? NONE : { text: formatUsd(whole.cost.monthlyUsd), bad: missed(view, "cost") };
    case "requests": {
      if (whole === null) return NONE;
      const failed = failedRequests(whole.requests ?? {});
      return { text: failed === 0 ? "all answered" : `${formatNumber(failed)} failed`, bad: failed > 0 };
    }
    case "pipelines": {
      if (whole?.pipelines === undefined) return NONE;
      const failed = total(Object.fromEntries(Object.entries(whole.pipelines).map(([id, pipeline]) => [id, countsOf(pipeline).failed])));
      return { text: failed === 0 ? "all ended" : `${formatNumber(failed)} failed`, bad: failed > 0 };
    }
    default:
      return NONE;
  }
}

/** Whether a goal of a question was missed. */
function missed(view: RunView, tab: DockTab): boolean {
  return (view.result?.verdict.goals ?? []).some((goal) => !goal.pass && questionOf(goal.metric) === tab);
}

function freshness(view: RunView): Answer | null {
  const goal = view.result?.verdict.goals.find(({ metric }) => metric === "freshness.p95Ms");
  if (goal !== undefined) return { text: formatMs(goal.actual), bad: !goal.pass };
  const p95 = view.series.columns.get("freshness.p95Ms");
  const last = p95 === undefined ? null : lastIndex(p95, view.until);
  return p95 === undefined || last === null ? NONE : { text: formatMs(p95[last]), bad: false };
}

function rightness(view: RunView): Answer | null {
  const goals = (view.result?.verdict.goals ?? []).filter(({ metric }) => metric.endsWith("exactShare"));
  const goal = goals.find(({ pass }) => !pass) ?? goals[0];
  if (goal !== undefined) return { text: formatShare(goal.actual), bad: missed(view, "correctness") };
  const tables = Object.values(view.whole?.quality ?? {}).filter(({ expectedRows }) => expectedRows > 0);
  const worst = Math.min(...tables.map(({ exact, expectedRows }) => exact / expectedRows));
  return tables.length === 0 ? NONE : { text: formatShare(worst), bad: worst < 0.99 || missed(view, "correctness") };
}

function lagNow(view: RunView): Answer | null {
  const lags = consumerLags(view.series);
  if (lags.length === 0) return NONE;
  const sum = lags.reduce((before, { records }) => {
    const last = lastIndex(records, view.until);
    return before + (last === null ? 0 : (records[last] ?? 0));
  }, 0);
  return { text: `${formatNumber(sum)} ${view.momentText}`, bad: missed(view, "lag") };
}
