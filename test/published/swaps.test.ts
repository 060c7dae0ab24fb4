import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import { swapPart } from "../../src/catalogue/drawing/swap.ts";
import type { Design, Settings } from "../../src/design/types.ts";
import { loadBundled } from "../../src/scenario/bundled.ts";
import type { RunResult } from "../../src/result/result.ts";
import { runDesign } from "../../src/simulate/run.ts";

/**
 * The same work done in several ways, each of them a swap of one drawing, run and printed as docs/swaps.md. After a change that
 * moves a number: `QUADRANT_UPDATE=1 npx vitest run test/published/swaps.test.ts`, and read the difference.
 */
const PAGE = new URL("../../docs/swaps.md", import.meta.url);
const HOURS = 4;

const loaded = await loadBundled("event-broker-platform");
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
const scenario = loaded.value;
const base = withSettings(
  must(scenario.designs.find(({ name }) => name === "orchestrated")?.design, "a design under Airflow"),
  "warehouse",
  {
    looksAt: "last-hours",
    queryHours: 1,
  },
);

function withSettings(design: Design, part: string, settings: Settings): Design {
  const parts = design.system.parts.map((each) => (each.id === part ? { ...each, settings: { ...each.settings, ...settings } } : each));
  return { ...design, system: { ...design.system, parts } };
}

/** One part after the other in the place of another, as the page and `run --swap` do it. */
function swapped(design: Design, swaps: { readonly [part: string]: string }): Design {
  return Object.entries(swaps).reduce((at, [part, kind]) => must(swapPart(at, part, kind, null), `${part} for ${kind}`).design, design);
}

/** No job: the warehouse loads the raw files of the last hours itself, as a task of Airflow, and merges them by event id. */
function warehouseAlone(design: Design): Design {
  const gone = new Set(["clean", "silver", "figures", "gold"]);
  const kept = design.system.wires.filter(({ from, to }) => !gone.has(from.part) && !gone.has(to.part));
  const wires = [
    ...kept,
    { id: "load", from: { part: "raw", port: "objects" }, to: { part: "warehouse", port: "data" } },
    { id: "begin", from: { part: "dag", port: "triggers" }, to: { part: "warehouse", port: "start" } },
  ];
  const parts = design.system.parts.filter(({ id }) => !gone.has(id));
  return withSettings({ ...design, system: { parts, wires } }, "warehouse", { reads: "interval", lookbackHours: 3, loads: "merge" });
}

const WAYS: readonly { readonly title: string; readonly says: string; readonly design: Design }[] = [
  { title: "Glue under Airflow, Redshift", says: "as drawn: two Glue jobs each hour, their files copied into Redshift", design: base },
  {
    title: "EMR under Airflow, Redshift",
    says: "`--swap clean=spark-job --swap figures=spark-job`",
    design: swapped(base, { clean: "spark-job", figures: "spark-job" }),
  },
  {
    title: "EMR for each run, Redshift",
    says: "the same with a cluster for each run: `--set clean.runsOn=emr-per-run --set figures.runsOn=emr-per-run`",
    design: ["clean", "figures"].reduce(
      (design, part) => withSettings(design, part, { runsOn: "emr-per-run" }),
      swapped(base, { clean: "spark-job", figures: "spark-job" }),
    ),
  },
  {
    title: "Redshift alone",
    says: "no job: a COPY of the raw files as a task of Airflow, merged by event id; figures are worked out by each query",
    design: warehouseAlone(base),
  },
  {
    title: "Athena for Redshift",
    says: "`--swap warehouse=athena`: the jobs' files are asked where they lie",
    design: swapped(base, { warehouse: "athena" }),
  },
  {
    title: "Redshift Serverless for Redshift",
    says: "`--swap warehouse=redshift-serverless`",
    design: swapped(base, { warehouse: "redshift-serverless" }),
  },
  { title: "Snowflake for Redshift", says: "`--swap warehouse=snowflake`", design: swapped(base, { warehouse: "snowflake" }) },
  { title: "BigQuery for Redshift", says: "`--swap warehouse=bigquery`", design: swapped(base, { warehouse: "bigquery" }) },
];

function resultOf(design: Design): RunResult {
  const shorter = { ...scenario, incidents: [], workload: { ...scenario.workload, durationMs: HOURS * 3_600_000, drainMs: 7_200_000 } };
  const { outcome } = runDesign({ design, scenario: shorter, seed: 1, faults: [] });
  if (outcome.status !== "finished") throw new Error(`${outcome.status}: ${JSON.stringify(outcome)}`);
  return outcome.result;
}

const usd = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 2, minimumFractionDigits: 2 });
const minutes = (ms: number | null): string => (ms === null ? "–" : `${(ms / 60_000).toFixed(1)} min`);
const seconds = (ms: number | null): string => (ms === null ? "–" : `${(ms / 1000).toFixed(2)} s`);

const COMPARED = ["clean", "silver", "figures", "gold", "dag", "warehouse"];

function goalOf({ verdict }: RunResult, id: string): number | null {
  return verdict?.goals.find((goal) => goal.id === id)?.actual ?? null;
}

function rowOf(title: string, result: RunResult): string {
  const own = result.cost.lines.filter(({ node }) => COMPARED.includes(node)).reduce((sum, line) => sum + line.usd, 0);
  const cells = [title, usd(own), usd(result.cost.monthlyUsd), minutes(goalOf(result, "freshness")), seconds(goalOf(result, "query"))];
  return `| ${[...cells, String(goalOf(result, "no-duplicates") ?? "–")].join(" | ")} |`;
}

function billOf(title: string, says: string, { cost }: RunResult): string[] {
  const lines = cost.lines.filter(({ node, usd: paid }) => COMPARED.includes(node) && paid >= 1);
  return [
    `### ${title}`,
    "",
    `${says.charAt(0).toUpperCase()}${says.slice(1)}.`,
    "",
    "| part | line | quantity a month | at USD | USD a month | source |",
    "|---|---|---|---|---|---|",
    ...lines.map(
      ({ node, dimension, quantity, unit, unitPriceUsd, usd: paid, source }) =>
        `| ${node} | ${dimension} | ${quantity.toPrecision(4)} ${unit} | ${unitPriceUsd} | ${usd(paid)} | ${source.replaceAll("|", "/")} |`,
    ),
    "",
  ];
}

function pageOf(results: readonly RunResult[]): string {
  return [
    "# The same work in several ways",
    "",
    "<!-- Written by test/published/swaps.test.ts; to renew: QUADRANT_UPDATE=1 npx vitest run test/published/swaps.test.ts -->",
    "",
    `*Event platform of fifteen services*, ${HOURS} hours of it on seed 1, the hourly pipeline under Airflow with one part or two swapped. Queries look`,
    "at the last hour in all of them. A bill is what the run measured, brought to a month of 730 hours; prices are those the kinds name,",
    "with their dates, and the first column is the part of the bill that differs: jobs, their files, Airflow, and what answers. Below are",
    "its lines of a dollar and more. Redshift Serverless has the 128 RPU it comes with, BigQuery counts the bytes of rows as they came.",
    "What the vendors' engines do better or worse than each other at the same query is not in it beyond the medians published for each.",
    "",
    "| way | of that USD a month | all USD a month | fresh (p95) | query p99 | rows twice |",
    "|---|---|---|---|---|---|",
    ...WAYS.map(({ title }, i) => rowOf(title, must(results[i], title))),
    "",
    "Side by side on your own drawing: `quadrant sweep --design FILE --vary warehouse=redshift,athena,snowflake` (a part and the kinds to",
    "put in its place), or *Swap for* in the inspector, and *Runs*, *Compare two* in the results.",
    "",
    ...WAYS.flatMap(({ title, says }, i) => billOf(title, says, must(results[i], title))),
  ].join("\n");
}

test("docs/swaps.md says what the runs say, and each swap has a bill of its own (H8)", () => {
  const results = WAYS.map(({ design }) => resultOf(design));
  const page = pageOf(results);
  if (process.env["QUADRANT_UPDATE"] === "1") writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, "utf8"), "docs/swaps.md is out of date").toBe(page);
  expect(new Set(results.map(({ cost }) => cost.monthlyUsd)).size).toBe(WAYS.length);
  for (const result of results) expect(goalOf(result, "no-duplicates")).toBe(0);
}, 600_000);
