import { uniform } from "../../../base/sampler.ts";
import type { SuspendSpec } from "../../../engine/queried/compute-sessions.ts";
import type { WarehouseRemarks } from "../../../engine/queried/remarks.ts";
import { WarehouseCluster } from "../../../engine/queried/warehouse-cluster.ts";
import type { WarehouseSpec } from "../../../engine/queried/warehouse-spec.ts";
import { measuredColumns } from "../../../engine/files/file-format.ts";
import { EVENT } from "../../../engine/rows/rows.ts";
import { STARTS } from "../../../engine/tasks/job.ts";
import type { BuildContext } from "../../build-context.ts";
import { COPIED_AGAIN, COPIED_DELETED, DELETED_MORE, LOADED_AGAIN } from "../../causes/batch.ts";
import { ROWS_UNREAD } from "../../causes/unread.ts";
import type { Advice, FaultDecl, Fields, KindDecl, Meaning, Props } from "../../contract.ts";
import {
  LOST_REPLY,
  SLOTS_TAKEN_FAULT,
  WAREHOUSE_OUTAGE,
  WAREHOUSE_PORTS,
  WAREHOUSE_SLOW,
  loadAdvice,
  loadFields,
  loadSettings,
  queryFields,
  queryShape,
  retentionDays,
} from "../../fields/warehouse-fields.ts";
import { WAREHOUSE_REMARKS } from "../../remarks/queried.ts";
import { latencySampler } from "../sampler-of.ts";
import { warehouseSwap } from "./swap.ts";

/** Every warehouse commits a load within 1 to 3 s, and answers a query in a hundred in ten times the median (facts/storage.md 3.1: working values). */
const COMMIT_MS = { from: 1000, to: 3000 };
const P99_TIMES = 10;

/** What columns are measured with; how a warehouse encodes its own is not published. */
const CODEC = "zstd";

/** AUTO REFRESH is NO unless a view says otherwise, and a view shows what its last refresh found (Database Developer Guide, GitHub awsdocs, 2023-06). */
export const REDSHIFT_VIEWS: WarehouseSpec["upkeep"] = { refreshesEveryMs: null, addsNewerRows: false };

type Shared = typeof loadFields & typeof queryFields & { readonly retentionDays: typeof retentionDays };

/** Fields of the kind that stand before the shared ones, the shared ones, fields that stand after them. */
type All<First extends Fields, Then extends Fields> = First & Shared & Then;

/** What a query and a load run on, with these settings. */
export type WarehouseMachines = Pick<
  WarehouseSpec,
  "slices" | "bytesPerSecondPerSlice" | "slots" | "scaling" | "layout" | "leastScannedBytes" | "fixedMs" | "rowsPerSecond" | "upkeep"
> & {
  /** Machines that go to sleep; null: none do. */
  readonly suspends: (Omit<SuspendSpec, "resume"> & { readonly resume: { readonly fromMs: number; readonly toMs: number } }) | null;
  /** By what its queries can be narrowed down; by time and by user unless said. */
  readonly prunes?: WarehouseSpec["prunes"];
  readonly pauses?: WarehouseSpec["pauses"];
  readonly network?: WarehouseSpec["network"];
  readonly vacuum?: WarehouseSpec["vacuum"];
};

/** What only this warehouse is. Ports, loads, questions, remarks, causes and how it takes the place of another are the family's. */
type WarehouseDecl<First extends Fields, Then extends Fields, P = Props<All<First, Then>>> = Pick<
  KindDecl<All<First, Then>>,
  "id" | "version" | "title" | "alsoCalled" | "nearestTo" | "summary" | "limits" | "prices" | "headline" | "doc" | "examples" | "migrations"
> & {
  /** Its machines, before what is loaded and asked. */
  readonly machineFields: First;
  /** How its rows lie and how many ask at once, after that. */
  readonly ownFields: Then;
  readonly behaviour: (props: P) => WarehouseMachines;
  /** How it goes away, and how it is slow; a service of somebody else's unless said. */
  readonly away?: FaultDecl<P>;
  readonly slow?: FaultDecl<P>;
  /** Beside those of all warehouses. */
  readonly meanings: { readonly [meaning: string]: Meaning<Readonly<Record<string, unknown>>> };
  readonly fixed: readonly string[];
  readonly check?: (props: P) => readonly Advice[];
  readonly advise?: (props: P) => readonly Advice[];
};

/** Declares a warehouse: a cluster that loads files of an object store, by the clock or when told, and answers queries. In `data` (files), `start`; out `rows`, `done`. */
export function defineWarehouse<const First extends Fields, const Then extends Fields>(own: WarehouseDecl<First, Then>): KindDecl {
  const { machineFields, ownFields, behaviour, away, slow, meanings, fixed, advise, ...declared } = own;
  const kind: KindDecl<All<First, Then>, WarehouseCluster, WarehouseRemarks> = {
    ...declared,
    family: "warehouse",
    layer: "store",
    fillsDimensions: true,
    ports: WAREHOUSE_PORTS,
    fields: { ...machineFields, ...loadFields, ...queryFields, ...ownFields, retentionDays },
    behaviour: (props, ctx) => cluster(ctx, props, behaviour(props)),
    remarks: WAREHOUSE_REMARKS,
    causes: [COPIED_AGAIN, COPIED_DELETED, LOADED_AGAIN, DELETED_MORE, ROWS_UNREAD],
    faults: [away ?? WAREHOUSE_OUTAGE, LOST_REPLY, slow ?? WAREHOUSE_SLOW, SLOTS_TAKEN_FAULT],
    swap: warehouseSwap(meanings, fixed),
    advise: (props) => [...loadAdvice(props), ...(advise?.(props) ?? [])],
  };
  return kind as unknown as KindDecl;
}

function cluster(
  ctx: BuildContext,
  props: Props<Shared>,
  { prunes = ["last-hours", "one-user"], suspends, pauses, network, vacuum, ...machines }: WarehouseMachines,
): WarehouseCluster {
  const loads = loadSettings(props);
  const shape = queryShape(props);
  const built = new WarehouseCluster(ctx.id, ctx.run, ctx.inputs("data"), {
    ...loads,
    ...machines,
    loadEveryMs: ctx.inputs("start").length > 0 ? null : loads.loadEveryMs,
    pauses: pauses ?? null,
    network: network ?? null,
    vacuum: vacuum ?? "not-needed",
    prunes,
    shape: { ...shape, looksAt: prunes.includes(shape.looksAt) ? shape.looksAt : "everything" },
    columnBytes: (events) => measuredColumns(ctx.run, EVENT, events, CODEC),
    suspends: suspends === null ? null : { ...suspends, resume: uniform(suspends.resume.fromMs, suspends.resume.toMs) },
    commitMs: uniform(COMMIT_MS.from, COMMIT_MS.to),
    spread: latencySampler({ medianMs: 1, p99Ms: P99_TIMES }),
  });
  for (const starts of STARTS.all(ctx.upstream("start"))) starts.starts(built.attempts);
  return built;
}
