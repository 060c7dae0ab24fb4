import { Dashboard } from "../../../engine/queried/dashboard.ts";
import type { ExtractSpec } from "../../../engine/queried/extract.ts";
import { Notebooks } from "../../../engine/queried/notebooks.ts";
import type { NotebookSpec } from "../../../engine/queried/notebooks.ts";
import { ResultCache } from "../../../engine/queried/result-cache.ts";
import type { ResultCacheSpec } from "../../../engine/queried/result-cache.ts";
import { LiveWorkbook, Workbook } from "../../../engine/queried/workbook.ts";
import type { BuildContext } from "../../build-context.ts";
import { latencySampler } from "../sampler-of.ts";
import type { TwoPercentiles } from "../sampler-of.ts";
import { endpointsAt, queriesPerSecond, questioned, storesAt } from "../serve.ts";
import type { DashboardOptions } from "../serve.ts";

export type NotebookOptions = Omit<NotebookSpec, "startUp" | "questions"> & {
  readonly startUp: TwoPercentiles;
  readonly questions: string;
};

/** People at notebooks who ask the stores wired to `rows`, by the API's mix. */
export function notebooks(ctx: BuildContext, { startUp, questions, ...spec }: NotebookOptions): Notebooks {
  const { endpoints, books } = questioned(ctx, questions);
  return new Notebooks(ctx.id, ctx.run, endpoints, { ...spec, questions: books, startUp: latencySampler(startUp) });
}

/** Viewers who ask the stores wired to `rows` with every look. */
export function liveWorkbook(ctx: BuildContext, options: DashboardOptions): LiveWorkbook {
  const { endpoints, books } = questioned(ctx, options.questions);
  return new LiveWorkbook(ctx.id, ctx.run, endpoints, queriesPerSecond(options), books);
}

/** Viewers of an extract of the stores wired to `rows`. */
export function workbook(
  ctx: BuildContext,
  options: Omit<DashboardOptions, "questions">,
  { answer, ...spec }: Omit<ExtractSpec, "answer"> & { readonly answer: TwoPercentiles },
): Workbook {
  const asked = endpointsAt(ctx, "rows");
  // A refresh copies all that a store shows, whatever its viewers look at.
  const ids = [...new Set(asked.map(({ target }) => target.id))];
  const stores = ids.flatMap((id) => storesAt(ctx, "rows").filter((store) => store.id === id));
  return new Workbook(ctx.id, ctx.run, asked, stores, queriesPerSecond(options), { ...spec, answer: latencySampler(answer) });
}

/** Viewers whose questions are answered by results that are kept, or by the stores wired to `rows`. */
export function cachedDashboard(ctx: BuildContext, options: Omit<DashboardOptions, "questions">, spec: ResultCacheSpec): Dashboard {
  const endpoints = endpointsAt(ctx, "rows").map(({ target, ...endpoint }) => ({
    ...endpoint,
    target: new ResultCache(target, ctx.run.randomStream(ctx.id, `questions ${endpoint.id}`), spec),
  }));
  return new Dashboard(ctx.id, ctx.run, endpoints, queriesPerSecond(options));
}
