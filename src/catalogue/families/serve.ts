import { Monitor } from "../../engine/part/monitor.ts";
import type { MonitorSpec } from "../../engine/part/monitor.ts";
import { Dashboard } from "../../engine/queried/dashboard.ts";
import type { Endpoint } from "../../engine/queried/dashboard.ts";
import { Extract } from "../../engine/queried/extract.ts";
import type { ExtractSpec } from "../../engine/queried/extract.ts";
import { GrantedReads } from "../../engine/queried/granted-reads.ts";
import { booksOf, QuestionedStore } from "../../engine/queried/questions.ts";
import type { QuestionBook } from "../../engine/queried/questions.ts";
import type { QueryTarget } from "../../engine/queried/query-target.ts";
import type { Part } from "../../engine/part/part.ts";
import type { BuildContext } from "../build-context.ts";
import { must } from "../../base/assert.ts";
import { questionList } from "../fields/question-list.ts";
import { latencySampler } from "./sampler-of.ts";

export type DashboardOptions = {
  readonly viewers: number;
  readonly refreshMs: number;
  readonly queriesPerRefresh: number;
  /** What viewers ask (fields/question-list.ts); empty: what the stores are set to. */
  readonly questions: string;
};

/** People watching: each refresh queries the stores wired to `rows`, by the API's mix. */
export function dashboard(ctx: BuildContext, options: DashboardOptions): Dashboard {
  const { endpoints, books } = questioned(ctx, options.questions);
  return new Dashboard(ctx.id, ctx.run, endpoints, queriesPerSecond(options), books);
}

/** The endpoints at `rows`, each of whose stores is asked these questions; as they are where there are none. */
export function questioned(
  ctx: BuildContext,
  text: string,
): { readonly endpoints: readonly Endpoint[]; readonly books: readonly QuestionBook[] | null } {
  const endpoints = endpointsAt(ctx, "rows");
  const questions = must(questionList(text), "questions that were checked");
  if (questions.length === 0) return { endpoints, books: null };
  const books = booksOf(questions);
  const stores = new Map<QueryTarget, QueryTarget>();
  const asked = (target: QueryTarget): QueryTarget => {
    let store = stores.get(target);
    if (store === undefined) {
      store = new QuestionedStore(target, ctx.run, ctx.run.randomStream(ctx.id, `questions ${target.id}`), books);
      stores.set(target, store);
    }
    return store;
  };
  return { endpoints: endpoints.map((endpoint) => ({ ...endpoint, target: asked(endpoint.target) })), books };
}

export function queriesPerSecond({ viewers, queriesPerRefresh, refreshMs }: Omit<DashboardOptions, "questions">): number {
  return (viewers * queriesPerRefresh * 1000) / refreshMs;
}

/** The endpoints of the API that read from stores wired to `port`, with those stores. */
export function endpointsAt(ctx: BuildContext, port: string): readonly Endpoint[] {
  const targets = ctx.upstream(port).filter(isQueryTarget);
  const bound = ctx.endpoints.flatMap(({ id, share, part, table }) =>
    targets.filter((target) => target.id === part).map((target) => ({ id, share, target: asGranted(ctx, target, table) })),
  );
  // Without bound endpoints the refreshes still load what the dashboard is wired to.
  return bound.length > 0 ? bound : targets.map((target) => ({ id: target.id, share: 1, target: asGranted(ctx, target, null) }));
}

/** The store as this part may ask it: itself where nothing it asks for is personal. */
export function asGranted(ctx: BuildContext, store: QueryTarget, table: string | null): QueryTarget {
  const columns = ctx.personalColumns(store.id, table);
  return columns.length === 0 ? store : new GrantedReads(store, columns);
}

/** Stores wired to `port`, each as this part may ask for all it holds. */
export function storesAt(ctx: BuildContext, port: string): readonly QueryTarget[] {
  return ctx
    .upstream(port)
    .filter(isQueryTarget)
    .map((store) => asGranted(ctx, store, null));
}

export type ExtractOptions = Omit<ExtractSpec, "answer"> & { readonly answer: { readonly medianMs: number; readonly p99Ms: number } };

/** A copy of what stores show, refreshed by the clock. In `rows` of stores that hold files, out `rows`. */
export function extract(ctx: BuildContext, { answer, ...spec }: ExtractOptions): Extract {
  return new Extract(ctx.id, ctx.run, storesAt(ctx, "source"), { ...spec, answer: latencySampler(answer) });
}

/** Watches every part (no wire needed) and raises alerts, delayed by period and evaluation as real alarms are. */
export function monitor(ctx: BuildContext, options: MonitorSpec): Monitor {
  return new Monitor(ctx.id, ctx.run, options);
}

function isQueryTarget(node: Part): node is Part & QueryTarget {
  return "query" in node && "visible" in node;
}
