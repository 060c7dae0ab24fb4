import { defineKind, field } from "../../contract.ts";
import { poissonSource } from "../../families/source.ts";
import { assumed, published } from "../../prices/sources.ts";
import { count, plural } from "../../words.ts";
import { byMs, shareOf, timesAsMany } from "../../drawing/fault-amounts.ts";

export const poissonSourceKind = defineKind({
  id: "poisson-source",
  version: 1,
  family: "source",
  title: "Poisson source",
  summary: "Independent records at a fixed mean rate: the arrivals of a textbook queue.",
  layer: "source",
  ports: [
    {
      id: "out",
      label: "Records",
      direction: "out",
      carries: ["records"],
      streams: ["event"],
      required: true,
      help: "Records as they are made.",
    },
  ],
  fields: {
    ratePerSecond: field.number({
      label: "Rate",
      help: "Records per second, on average.",
      unit: "records/s",
      default: 100,
      min: 0.000001,
      max: 10_000_000,
    }),
    arrivals: field.choice({
      label: "Arrivals",
      help: "Poisson: gaps are exponential and independent. Constant: every gap is the same.",
      default: "poisson",
      options: [
        { value: "poisson", label: "Poisson" },
        { value: "constant", label: "constant" },
      ],
    }),
    records: field.optionalNumber({
      label: "Records",
      help: "Stops after this many records; null goes on until the time is over.",
      unit: "records",
      default: null,
      whenGiven: 10_000,
      absent: "no limit by number",
      min: 1,
      max: 1e9,
    }),
    durationMs: field.optionalNumber({
      label: "Duration",
      help: "Stops after this long; null goes on until the workload of the run ends.",
      unit: "ms",
      default: null,
      whenGiven: 600_000,
      absent: "the length of the run",
      min: 1,
      max: 1e10,
    }),
    keys: field.integer({
      label: "Keys",
      help: "Different keys (users) the records carry.",
      unit: "keys",
      default: 1000,
      min: 1,
      max: 10_000_000,
    }),
    zipf: field.number({
      label: "Zipf exponent",
      help: "How unevenly records fall on keys: 0 evenly, 1 as words in a text, above 1 few keys carry most.",
      unit: "exponent",
      default: 0,
      min: 0,
      max: 5,
    }),
    zipfGenerator: field.choice({
      label: "Zipf generator",
      help: "Exact: shares are those of Zipf's law. Gray: the approximation that YCSB and many cache benchmarks draw by, which asks for the first keys more often.",
      default: "exact",
      options: [
        { value: "exact", label: "exact" },
        { value: "gray", label: "Gray's, as in YCSB" },
      ],
      advanced: true,
      source: published(
        "YCSB ZipfianGenerator, after Gray et al., Quickly Generating Billion-Record Synthetic Databases, SIGMOD 1994",
        "2010",
      ),
    }),
    bytes: field.integer({
      label: "Record size",
      help: "Bytes of one record.",
      unit: "bytes",
      default: 100,
      min: 1,
      max: 10_000_000,
    }),
  },
  limits: [
    {
      name: "Gaps between records",
      value: "exponential or constant",
      unit: "law",
      source: assumed("the law that was chosen; exact by construction"),
    },
  ],
  prices: [],
  headline: (props) =>
    `${count(props.ratePerSecond)}/s ${props.arrivals === "poisson" ? "Poisson" : "constant"}${props.records === null ? "" : ` · ${plural(props.records, "record")}`}`,
  behaviour: (props, ctx) =>
    poissonSource(ctx, {
      arrivals: props.arrivals,
      ratePerSecond: props.ratePerSecond,
      records: props.records,
      durationMs: props.durationMs,
      keys: props.keys,
      zipf: props.zipf,
      zipfGenerator: props.zipfGenerator,
      bytes: props.bytes,
    }),
  remarks: {},
  faults: [
    {
      id: "burst",
      label: "Burst",
      help: "Five times as many records come.",
      defaultDurationMs: 60_000,
      amount: timesAsMany(5, 0.001),
    },
    {
      id: "late",
      label: "Late records",
      help: "A fifth of the records comes five minutes late.",
      defaultDurationMs: 60_000,
      amount: byMs("records are late", 5 * 60_000),
    },
    {
      id: "duplicate",
      label: "Flood of duplicates",
      help: "Three records in ten are sent a second time, with the same id.",
      defaultDurationMs: 60_000,
      amount: shareOf("of records that is sent twice", 0.3),
    },
    {
      id: "poison",
      label: "Broken records",
      help: "A fifth of the records has no key: validation refuses them, and without it they count as one user nobody knows.",
      defaultDurationMs: 60_000,
      amount: shareOf("of records that has no key", 0.2),
    },
    {
      id: "clock-skew",
      label: "Wrong clocks",
      help: "Event times run 10 minutes ahead of true time.",
      defaultDurationMs: 60_000,
      amount: byMs("clocks run ahead", 10 * 60_000),
    },
    {
      id: "hot-key",
      label: "One hot key",
      help: "Half of the records carry one key; its partition and its task get them all.",
      defaultDurationMs: 60_000,
      amount: shareOf("of records that carries the key", 0.5),
    },
  ],
  doc: {
    is: "A source without users: records come independently of each other at a mean rate, and each draws its key from a Zipf law.",
    whenToUse: "Use it to check a station against theory, or to load one part with a rate you choose.",
    doesNotPromise: "No sessions, no late events, no duplicates, no daily curve: it is kinder than people are.",
    weighAgainst: "The mobile app makes the events of real sessions, and is the one to judge a design by.",
  },
  examples: [
    {
      title: "M/M/1 at 80 %",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 80, records: 100_000 } },
        { id: "server", kind: "service", settings: { serviceTime: { exponential: 10 } } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> server.in", "server.out -> out.in"],
      expect: "The mean wait is 40 ms: 10 ms x 0.8 / (1 - 0.8).",
    },
    {
      title: "Keys that fall unevenly on a log",
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 200, keys: 1000, zipf: 1 } },
        { id: "log", kind: "kafka" },
        { id: "job", kind: "flink", settings: { watermarkDelayMs: 5000, sessionGapMs: 10_000 } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> log.produce", "log.consume -> job.in", "job.events -> out.in"],
      expect: "The fullest partition holds more than twice the mean: the first of a thousand keys carries an eighth of all records.",
    },
  ],
  migrations: [],
  check: (props) =>
    props.zipfGenerator === "gray" && (props.zipf <= 0 || props.zipf >= 1 || props.keys < 3)
      ? [
          {
            field: "zipf",
            message: "Gray's generator draws exponents between 0 and 1 of at least 3 keys. Write such an exponent, or choose exact.",
          },
        ]
      : [],
});
