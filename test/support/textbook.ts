import { erlangB, erlangC } from "../../src/base/statistics.ts";
import type { Distribution } from "../../src/catalogue/contract.ts";
import type { Drawing } from "./drawing.ts";
import { waitPercentile } from "./general-service.ts";
import { mean, percentile, responsesAt, rootOf, waitsAt } from "./theory.ts";
import type { Measure, TheoryCase } from "./theory.ts";

/** Service mean 1 ms everywhere, so that rates are loads; formulas of facts/kernel.md 4, each with its own name below. */
export type Sizes = {
  readonly records: number;
  readonly recordsAt95: number;
  /** All rows and their p99 at 0.95 too, where the warm-up alone is longer than all the rest; else means of the first rows. */
  readonly allRowsAt95: boolean;
};

export type StationLaw = { readonly name: string; readonly law: Distribution; readonly squaredVariation: number };

export const M: StationLaw = { name: "M", law: { exponential: 1 }, squaredVariation: 1 };
const D: StationLaw = { name: "D", law: { constant: 1 }, squaredVariation: 0 };
const E4: StationLaw = { name: "E4", law: { erlang: { k: 4, meanMs: 1 } }, squaredVariation: 0.25 };
/** Half of the work in jobs of 5 ms, one in ten. */
const H2 = { p: 0.9, mean1Ms: 5 / 9, mean2Ms: 5 };
const HYPER: StationLaw = {
  name: "H2",
  law: { hyperexponential: H2 },
  squaredVariation: 2 * (0.9 * H2.mean1Ms ** 2 + 0.1 * H2.mean2Ms ** 2) - 1,
};
/** Log-normal with a coefficient of variation of 2: sigma^2 = ln 5, median 1 / sqrt 5, p99 = median x exp(2.3263 sigma). */
const SIGMA = Math.sqrt(Math.log(5));
const LOGNORMAL: StationLaw = {
  name: "LN",
  law: { lognormal: { medianMs: 1 / Math.sqrt(5), p99Ms: Math.exp(2.3263478740408408 * SIGMA) / Math.sqrt(5) } },
  squaredVariation: 4,
};

/**
 * Ten relaxation times 1 / (c mu (1 - sqrt rho)^2), longer where services vary more, pass before anything is counted: what the
 * empty start still pulls the mean down by is e^-10 of it, a thousandth of the narrowest interval here.
 */
function warmupRecords(rho: number, squaredVariation: number): number {
  return Math.ceil(((10 * rho) / (1 - Math.sqrt(rho)) ** 2) * Math.max(1, (1 + squaredVariation) / 2));
}

type Shape = {
  readonly rho: number;
  readonly servers: number;
  readonly squaredVariation: number;
  readonly parts: Drawing["parts"];
  readonly wires: readonly string[];
  readonly arrivals?: "poisson" | "constant";
  readonly sizes: Sizes;
};

function loaded({ rho, servers, squaredVariation, parts, wires, arrivals = "poisson", sizes }: Shape): Drawing {
  const warmup = warmupRecords(rho, squaredVariation);
  const records = warmup + (rho > 0.9 ? sizes.recordsAt95 : sizes.records);
  const perMs = servers * rho;
  return {
    parts: [
      { id: "load", kind: "poisson-source", settings: { ratePerSecond: 1000 * perMs, records, arrivals } },
      ...parts,
      { id: "out", kind: "sink" },
    ],
    wires,
    workload: { durationMs: (2 * records) / perMs, warmupMs: warmup / perMs },
  };
}

export function oneStation(
  name: string,
  rho: number,
  servers: number,
  law: StationLaw,
  sizes: Sizes,
  measures: readonly Measure[],
  arrivals: "poisson" | "constant" = "poisson",
): TheoryCase {
  const parts = [{ id: "s", kind: "service", settings: { servers, serviceTime: law.law } }];
  const wires = ["load.out -> s.in", "s.out -> out.in"];
  const shape = { rho, servers, squaredVariation: law.squaredVariation, parts, wires, arrivals, sizes };
  return { name: `${name} at ${rho}`, drawing: loaded(shape), measures };
}

const wait = waitsAt("s");
const response = responsesAt("out");

/** Pollaczek-Khinchine. */
const pollaczekKhinchine = (rho: number, squaredVariation: number): number => (rho * (1 + squaredVariation)) / (2 * (1 - rho));

/** M/M/c: who waits, for how long, and the whole time, whose law mixes the service with wait plus service. */
export function erlangMeasures(servers: number, rho: number): Measure[] {
  const C = erlangC(servers, servers * rho);
  const spare = servers * (1 - rho);
  const aboveResponse = (t: number): number =>
    (1 - C) * Math.exp(-t) +
    (Math.abs(spare - 1) < 1e-9 ? C * (1 + t) * Math.exp(-t) : (C * (spare * Math.exp(-t) - Math.exp(-spare * t))) / (spare - 1));
  const p99 = rootOf((t) => 0.01 - aboveResponse(t), 0, 1000);
  // Where one record in a million waits, a run may see none: there is nothing to compare but the response.
  const waits: Measure[] =
    C < 1e-3
      ? []
      : [mean("mean wait", wait, C / spare), { what: "share that waits", theory: C, of: (run) => 1 - (wait(run).shareUpTo(0) as number) }];
  return [
    ...waits,
    ...(C > 0.02 ? [percentile("waits", wait, 0.99, Math.log(100 * C) / spare)] : []),
    mean("mean response", response, C / spare + 1),
    percentile("responses", response, 0.99, p99),
  ];
}

/** M/G/1: means by Pollaczek and Khinchine, the p99 of the wait from the sum of residual services behind that formula. */
export function generalService({ law, squaredVariation }: StationLaw, rho: number): Measure[] {
  const theory = pollaczekKhinchine(rho, squaredVariation);
  return [
    mean("mean wait", wait, theory),
    percentile("waits", wait, 0.99, waitPercentile(law, rho, 0.99).ms),
    mean("mean response", response, theory + 1),
  ];
}

/** D/M/1: arrivals like clockwork; the bound of Kingman is above what really waits. */
function evenArrivals(rho: number): Measure[] {
  const sigma = rootOf((x) => x - Math.exp(-(1 - x) / rho), 0, 0.999999);
  const theory = sigma / (1 - sigma);
  if (theory >= rho / (2 * (1 - rho))) throw new Error("Kingman's bound lies above");
  return [mean("mean wait", wait, theory), percentile("waits", wait, 0.99, Math.log(100 * sigma) / (1 - sigma))];
}

/** Jackson: stations in a row are independent, so the whole way is an Erlang law. */
function tandem(rho: number, sizes: Sizes): TheoryCase {
  const ids = ["s1", "s2", "s3"];
  const spare = 1 - rho;
  const above = (t: number): number => Math.exp(-spare * t) * (1 + spare * t + (spare * t) ** 2 / 2);
  return {
    name: `three stations in a row at ${rho}`,
    drawing: loaded({
      rho,
      servers: 1,
      squaredVariation: 5,
      parts: ids.map((id) => ({ id, kind: "service", settings: { serviceTime: M.law } })),
      wires: ["load.out -> s1.in", "s1.out -> s2.in", "s2.out -> s3.in", "s3.out -> out.in"],
      sizes,
    }),
    measures: [
      ...ids.map((id) => mean(`mean wait at ${id}`, waitsAt(id), rho / spare)),
      mean("mean way", response, 3 / spare),
      percentile(
        "ways",
        response,
        0.99,
        rootOf((t) => 0.01 - above(t), 0, 10_000),
      ),
    ],
  };
}

/** Flatto and Hahn for two branches, exact; Nelson and Tantawi's fit for four, good to a few percent. */
function forkJoin(branches: 2 | 4, rho: number, sizes: Sizes): TheoryCase {
  const ids = Array.from({ length: branches }, (_, i) => `s${i}`);
  const two = (12 - rho) / 8 / (1 - rho);
  const ratio = (1 + 1 / 2 + 1 / 3 + 1 / 4) / 1.5;
  return {
    name: `fork and join of ${branches} at ${rho}`,
    drawing: loaded({
      rho,
      servers: 1,
      squaredVariation: 3,
      parts: [
        ...ids.map((id) => ({ id, kind: "service", settings: { serviceTime: M.law } })),
        { id: "all", kind: "join", settings: { timeoutMs: 86_400_000 } },
      ],
      wires: [...ids.flatMap((id) => [`load.out -> ${id}.in`, `${id}.out -> all.in`]), "all.out -> out.in"],
      sizes,
    }),
    measures: [mean("mean response", response, branches === 2 ? two : (ratio + (4 / 11) * (1 - ratio) * rho) * two)],
    ...(branches === 2 ? {} : { relative: 0.05 }),
  };
}

/** Room for K in all: what is lost, and how long the others wait. */
function boundedRoom(rho: number, K: number, sizes: Sizes): TheoryCase {
  const share = (n: number): number => ((1 - rho) * rho ** n) / (1 - rho ** (K + 1));
  let waiting = 0;
  for (let n = 2; n <= K; n++) waiting += (n - 1) * share(n);
  const example = oneStation(`M/M/1/${K}`, rho, 1, M, sizes, []);
  return {
    name: example.name,
    drawing: { ...example.drawing, parts: withLimit(example.drawing.parts, K - 1) },
    measures: [
      { what: "share lost", theory: share(K), of: lostShare },
      mean("mean wait of those let in", wait, waiting / (rho * (1 - share(K)))),
    ],
  };
}

/** No room to wait at all: Erlang's loss formula. */
function noRoom(servers: number, load: number, sizes: Sizes): TheoryCase {
  const example = oneStation(`M/M/${servers}/${servers}`, load / servers, servers, M, sizes, []);
  return {
    name: `Erlang B, ${servers} servers for ${load} erlangs`,
    drawing: { ...example.drawing, parts: withLimit(example.drawing.parts, 0) },
    measures: [{ what: "share lost", theory: erlangB(servers, load), of: lostShare }],
  };
}

function withLimit(parts: Drawing["parts"], queueLimit: number): Drawing["parts"] {
  return parts.map((part) => (part.id === "s" ? { ...part, settings: { ...part.settings, queueLimit } } : part));
}

function lostShare(run: Parameters<Measure["of"]>[0]): number {
  const totals = run.machine.run.ledger.totals();
  return (totals.dropped.s?.["queue full"] ?? 0) / totals.produced;
}

const LOADS = [0.5, 0.8, 0.95];

/** Every row of queueing theory that a drawing of generic parts can show, at each load. */
export function textbookCases(sizes: Sizes): readonly TheoryCase[] {
  return LOADS.flatMap((rho) => [
    ...[1, 4, 8, 64].map((c) => oneStation(`M/M/${c}`, rho, c, M, sizes, erlangMeasures(c, rho))),
    oneStation("M/D/1", rho, 1, D, sizes, generalService(D, rho)),
    oneStation("D/M/1", rho, 1, M, sizes, evenArrivals(rho), "constant"),
    ...(rho < 0.9 || sizes.allRowsAt95 ? furtherRows(rho, sizes) : []),
  ])
    .concat(noRoom(10, 7, sizes))
    .map((each) => (each.name.endsWith(" 0.95") && !sizes.allRowsAt95 ? withoutTails(each) : each));
}

function withoutTails(each: TheoryCase): TheoryCase {
  return { ...each, measures: each.measures.filter(({ tail }) => tail !== true) };
}

function furtherRows(rho: number, sizes: Sizes): readonly TheoryCase[] {
  return [
    ...[E4, LOGNORMAL, HYPER].map((law) => oneStation(`M/${law.name}/1`, rho, 1, law, sizes, generalService(law, rho))),
    tandem(rho, sizes),
    forkJoin(2, rho, sizes),
    forkJoin(4, rho, sizes),
    boundedRoom(rho, 10, sizes),
    noRoom(10, 10 * rho, sizes),
  ];
}
