import { createStream } from "../../src/base/rng.ts";
import { constant, exponential } from "../../src/base/sampler.ts";
import type { Sampler } from "../../src/base/sampler.ts";
import { ONE_ATTEMPT } from "../../src/engine/calls/call-policy.ts";
import type { CallPolicy } from "../../src/engine/calls/call-policy.ts";
import { CallService } from "../../src/engine/requests/call-service.ts";
import { LoadBalancer } from "../../src/engine/requests/load-balancer.ts";
import { boundOf, PLAIN_CHOICE, TargetChoice } from "../../src/engine/requests/target-choice.ts";
import type { Balance, Target } from "../../src/engine/requests/target-choice.ts";
import { RowQueue } from "../../src/engine/rows/row-queue.ts";
import { Callers, callRun, finish } from "../support/call-run.ts";
import type { CallersSpec } from "../support/call-run.ts";
import type { Experiment, Row } from "./experiment.ts";

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const quantile = (values: readonly number[], q: number): number => values.toSorted((a, b) => a - b)[Math.floor(q * values.length)];

const machineOf = (threads: number, work: Sampler) =>
  ({ threads, work, queueLimit: 1e9, asks: "one", policy: ONE_ATTEMPT, keepsDeadline: false }) as const;

/** Callers before one service of so many threads: what each response took, and how many came back a second. */
function station(seed: number, load: CallersSpec["load"], threads: number, work: Sampler, durationMs: number) {
  const run = callRun(seed, durationMs, durationMs / 10);
  const into = new RowQueue("into");
  const callers = new Callers("callers", run, into, { load });
  finish(run, [callers, new CallService("service", run, { calls: [into], asked: [] }, machineOf(threads, work))]);
  return { responsesMs: callers.responsesMs, perSecond: (callers.responsesMs.length * 1000) / (durationMs * 0.9) };
}

/** Mean response in services of a hundred equal machines behind a balancer. */
function balanced(seed: number, balance: Balance, load: number): number {
  const [count, serviceMs, durationMs] = [100, 10, 8000];
  const run = callRun(seed, durationMs, 2000);
  const into = new RowQueue("into");
  const targets = Array.from({ length: count }, (_, i) => new RowQueue(`to ${i}`));
  const callers = new Callers("callers", run, into, { load: { perMs: (load * count) / serviceMs } });
  const spec = {
    balance,
    added: constant(0),
    timeoutMs: Infinity,
    retries: 0,
    checks: { everyMs: 1e9, unhealthyAfter: 1, healthyAfter: 1 },
  };
  const balancer = new LoadBalancer("balancer", run, { requests: [into], targets }, spec);
  const machines = targets.map(
    (wire, i) => new CallService(`machine ${i}`, run, { calls: [wire], asked: [] }, machineOf(1, exponential(serviceMs))),
  );
  finish(run, [callers, balancer, ...machines]);
  return mean(callers.responsesMs) / serviceMs;
}

const LATENCY = { quantity: "latency", digits: 2 } as const;

export const twoChoices: Experiment = {
  id: "two-choices-1996",
  title: "Load balancing: the less busy of two",
  evidence: "closed form",
  source: "Mitzenmacher, “The Power of Two Choices in Randomized Load Balancing”, 1996; M/M/1 for anybody",
  setUp: "Very many machines with exponential services and Poisson arrivals: mean time in the system, in services.",
  drawn: "An open crowd, a Load balancer and 100 machines of one thread, 8 s at a service of 10 ms.",
  fitted: null,
  rows: (seed) => {
    const row = (what: string, published: number, balance: Balance, load: number): Row => ({
      ...LATENCY,
      ...{ what, published, unit: "services", predicted: balanced(seed, balance, load) },
    });
    return [
      row("anybody, load 0.7", 3.33, "random", 0.7),
      row("best of two, load 0.5", 1.27, "two-choices", 0.5),
      row("best of two, load 0.7", 1.61, "two-choices", 0.7),
      row("best of two, load 0.9", 2.61, "two-choices", 0.9),
    ];
  },
};

export const erlangC: Experiment = {
  id: "erlang-c",
  title: "A service with several threads: Erlang C",
  evidence: "closed form",
  source: "Erlang's delay formula (M/M/c), as every textbook of queues has it",
  setUp: "Poisson arrivals, exponential services, c threads: mean time in the system, in services.",
  drawn: "An open crowd before one service, 10 ms a call; 60,000 calls.",
  fitted: null,
  rows: (seed) => {
    const row = (threads: number, load: number, published: number): Row => {
      const { responsesMs } = station(seed, { perMs: (load * threads) / 10 }, threads, exponential(10), 600_000 / (load * threads));
      return {
        ...LATENCY,
        what: `${threads === 1 ? "1 thread" : `${threads} threads`}, load ${load}`,
        published,
        unit: "services",
        predicted: mean(responsesMs) / 10,
      };
    };
    return [row(1, 0.8, 5), row(2, 0.8, 2.78), row(8, 0.8, 1.29), row(32, 0.9, 1.14)];
  },
};

/** A service that asks others behind it: what each response took, and calls made a call. */
function asking(
  seed: number,
  {
    leaves,
    asks,
    policy,
    work,
    perMs,
    durationMs,
  }: {
    readonly leaves: number;
    readonly asks: "one" | { readonly of: "all"; readonly need: number };
    readonly policy: CallPolicy;
    readonly work: Sampler;
    readonly perMs: number;
    readonly durationMs: number;
  },
) {
  const run = callRun(seed, durationMs);
  const into = new RowQueue("into");
  const asked = Array.from({ length: leaves }, (_, i) => new RowQueue(`to ${i}`));
  const callers = new Callers("callers", run, into, { load: { perMs } });
  const root = { threads: 1e6, work: constant(0), queueLimit: 1e9, asks, policy, keepsDeadline: false };
  const service = new CallService("root", run, { calls: [into], asked }, root);
  const behind = asked.map((wire, i) => new CallService(`leaf ${i}`, run, { calls: [wire], asked: [] }, machineOf(1e6, work)));
  finish(run, [callers, service, ...behind]);
  const { responsesMs } = callers;
  const calls = behind.reduce((sum, { meter }) => sum + meter.arrivals, 0);
  return { responsesMs, callsEach: calls / responsesMs.length };
}

export const hedging: Experiment = {
  id: "tail-at-scale-hedging-2013",
  title: "Hedged requests: a second attempt beside a slow one",
  evidence: "closed form",
  source: "Dean and Barroso, “The Tail at Scale”, CACM 2013: a hedge after the 95th percentile adds about 5 % of load",
  setUp:
    "Exponential answers of 10 ms on average; a second attempt goes out after the 95th percentile, 29.96 ms, and the first reply counts.",
  drawn: "An open crowd, a service that asks one of two others and hedges; 50,000 calls.",
  fitted: null,
  rows: (seed) => {
    const spec = { leaves: 2, asks: "one", work: exponential(10), perMs: 0.5, durationMs: 100_000 } as const;
    const plain = asking(seed, { ...spec, policy: ONE_ATTEMPT });
    const hedged = asking(seed, { ...spec, policy: { ...ONE_ATTEMPT, hedgeAfterMs: 29.957, hedges: 1 } });
    return [
      { what: "calls more", published: 5, predicted: 100 * (hedged.callsEach - 1), quantity: "share", unit: "%", digits: 1 },
      { ...LATENCY, what: "p99.9 without a hedge", published: 69.1, predicted: quantile(plain.responsesMs, 0.999), unit: "ms", digits: 1 },
      { ...LATENCY, what: "p99.9 with it", published: 49.5, predicted: quantile(hedged.responsesMs, 0.999), unit: "ms", digits: 1 },
    ];
  },
};

export const fanOut: Experiment = {
  id: "tail-at-scale-fan-out-2013",
  title: "Fan-out: one slow leaf makes the whole slow",
  evidence: "closed form",
  source: "Dean and Barroso, “The Tail at Scale”, CACM 2013: 1 % of slow leaves at a fan-out of 100 make 63 % of the requests slow",
  setUp: "A request needs the answers of all its leaves; a leaf is slow, beyond its p99, with chance p = 1 %: 1 - (1 - p)^n.",
  drawn: "An open crowd, a service that asks all it is wired to and waits for the last; 10,000 calls at each fan-out.",
  fitted: null,
  rows: (seed) => {
    // One in a hundred exponential answers takes longer than ln 100 times the mean.
    const slowMs = 46.052;
    const row = (leaves: number, published: number): Row => {
      const asks = { of: "all", need: leaves } as const;
      const { responsesMs } = asking(seed, { leaves, asks, policy: ONE_ATTEMPT, work: exponential(10), perMs: 0.2, durationMs: 50_000 });
      const slow = responsesMs.filter((ms) => ms >= slowMs).length;
      return {
        what: `fan-out ${leaves}`,
        published,
        predicted: (100 * slow) / responsesMs.length,
        quantity: "share",
        unit: "%",
        digits: 1,
      };
    };
    return [row(1, 1), row(10, 9.6), row(100, 63.4)];
  },
};

const targetsOf = (count: number): Target[] =>
  Array.from({ length: count }, (_, number) => ({
    ...{ number, wire: new RowQueue(`to ${number}`), outstanding: 0, credit: 0, drainedUntil: -Infinity },
  }));

export const ringImbalance: Experiment = {
  id: "ring-imbalance-2018",
  title: "Consistent hashing: how unequal a ring is",
  evidence: "measured",
  source: "Gryski, “Consistent Hashing: Algorithmic Tradeoffs”, 2018",
  setUp: "A ring on which every node has 100 or 1,000 points: the standard deviation of the shares of nodes, of the mean share.",
  drawn: "The Load balancer's choice by key, with 100 targets and 500,000 keys.",
  fitted: null,
  rows: (seed) => {
    const deviation = (points: number): number => {
      const targets = targetsOf(100);
      const choice = new TargetChoice({ ...PLAIN_CHOICE, balance: "consistent-hash", points }, targets, createStream(seed, "choices"));
      const got = targets.map(() => 0);
      const keys = createStream(seed, "keys");
      for (let n = 0; n < 500_000; n++) got[choice.choose(targets, Math.floor(keys.nextUniform() * 2 ** 50), 0).number]++;
      return 100 * Math.sqrt(mean(got.map((had) => (had / 5000 - 1) ** 2)));
    };
    const share = { quantity: "share", unit: "%", digits: 1 } as const;
    return [
      { ...share, what: "100 points a node", published: 10, predicted: deviation(100) },
      { ...share, what: "1,000 points a node", published: 3.2, predicted: deviation(1000) },
    ];
  },
};

export const boundedLoad: Experiment = {
  id: "haproxy-bounded-load",
  title: "Consistent hashing with bounded loads",
  evidence: "documented",
  source: "HAProxy, hash-balance-factor (commit 4f88c63): a server takes a request only below ceil(requests x factor / servers)",
  setUp: "10 servers, factor 1.25, up to 400 requests under way, of which six in ten want one key.",
  drawn: "The Load balancer's choice by key, bounded; 20,000 calls that end in any order.",
  fitted: null,
  rows: (seed) => {
    const random = createStream(seed, "calls");
    const targets = targetsOf(10);
    const choice = new TargetChoice({ ...PLAIN_CHOICE, balance: "bounded-hash", loadFactor: 1.25 }, targets, random);
    const underWay: Target[] = [];
    let [beyond, most] = [0, 0];
    for (let call = 0; call < 20_000; call++) {
      const bound = boundOf(targets, 1.25);
      const target = choice.choose(targets, random.nextUniform() < 0.6 ? 1 : Math.floor(random.nextUniform() * 1e6), 0);
      if (++target.outstanding > bound) beyond++;
      most = Math.max(most, target.outstanding);
      underWay.push(target);
      if (underWay.length >= 400) underWay.splice(Math.floor(random.nextUniform() * underWay.length), 1)[0].outstanding--;
    }
    const count = { quantity: "count", unit: "requests", digits: 0 } as const;
    return [
      { ...count, what: "taken beyond the bound", published: 0, predicted: beyond },
      { ...count, what: "most at one server, of 400", published: 50, predicted: most },
    ];
  },
};

export const pgbench: Experiment = {
  id: "pgbench-samples",
  title: "Closed-loop clients: pgbench runs that were published",
  evidence: "measured",
  source: "pgbench outputs in the PostgreSQL documentation and in public repositories",
  setUp: "So many clients without think time; each output has its mean latency and its throughput.",
  drawn: "As many clients before a service that takes the published latency on average; the throughput is predicted.",
  fitted: null,
  rows: (seed) => {
    const row = (clients: number, latencyMs: number, published: number | readonly [number, number]): Row => {
      const load = { clients, think: constant(0) };
      const { perSecond } = station(seed, load, clients, exponential(latencyMs), clients > 16 ? 5000 : 20_000);
      return {
        what: `${clients === 1 ? "1 client" : `${clients} clients`}, ${latencyMs} ms`,
        published,
        predicted: perSecond,
        quantity: "throughput",
        unit: "tps",
        digits: 0,
      };
    };
    return [row(1, 2.388, 418.7), row(8, 10.475, 763.5), row(10, 11.013, 896.97), row(16, 5.759, 2777.6), row(64, 5.201, 12_304)];
  },
};
