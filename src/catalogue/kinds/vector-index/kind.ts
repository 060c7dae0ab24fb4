import { defineKind, field } from "../../contract.ts";
import { vectorIndex } from "../../families/ranking/when-asked.ts";
import { AWS_PRICES, assumed, derived, published, recalled } from "../../prices/sources.ts";
import { used } from "../../prices/usage.ts";
import { count, plural } from "../../words.ts";
import { zoneNames } from "../../drawing/zones.ts";
import { VECTOR_INDEX_REMARKS } from "../../remarks/ranking.ts";
import { VERSION_GONE } from "../../causes/lists.ts";
import { timesAsLong } from "../../drawing/fault-amounts.ts";

const ANN_PLOTS = published("ANN-Benchmarks, queries per second of one CPU over recall, GitHub erikbern/ann-benchmarks", "2024");
const SCAN_MEASURED = derived(
  "own SIMD scan: 1.3 ms for 100,000 x 64 and 18 ms for 1,000,000 x 64, so 0.2 to 0.28 ns per number; facts/dataplane.md 3.4",
  "2026-11",
);
const OPENSEARCH_SEARCH = derived(
  "OpenSearch k-NN 800 queries/s, hnswlib 7,360 at recall 0.9 on SIFT: 1.25 - 0.14 ms; ann-benchmarks",
  "2024",
);

/** What machines have: threads, and memory for vectors, half of what the JVM's half leaves (OpenSearch k-NN's circuit breaker). */
const MACHINES = {
  "r6g.large": { threads: 2, memoryBytes: 4e9, usdPerHour: 0.167 },
  "r6g.2xlarge": { threads: 8, memoryBytes: 16e9, usdPerHour: 0.669 },
  "c4.2xlarge": { threads: 8, memoryBytes: 3.75e9, usdPerHour: 0.587 },
} as const;
type Machine = keyof typeof MACHINES;

const replicaNames = (props: { readonly replicas: number }): readonly string[] =>
  Array.from({ length: props.replicas }, (_, i) => `replica-${i}`);

export const vectorIndexKind = defineKind({
  id: "vector-index",
  version: 1,
  family: "table-store",
  title: "Vector index",
  alsoCalled: ["FAISS", "HNSW", "vector database", "ANN"],
  nearestTo: ["Pinecone", "Milvus", "pgvector", "Weaviate"],
  summary: "Finds the items nearest to a user's newest vector at the moment of the request: OpenSearch k-NN, FAISS, pgvector.",
  layer: "serve",
  ports: [
    {
      id: "vectors",
      label: "User vectors",
      direction: "in",
      carries: ["records"],
      required: true,
      help: "Vectors of an update-embeddings worker, straight or from a log. The newest of each user is what a search starts from.",
    },
    {
      id: "model",
      label: "Item vectors",
      direction: "in",
      carries: ["model"],
      required: true,
      max: 1,
      help: "Each published model is built into a new index aside; the old one serves until it is ready.",
    },
    { id: "search", label: "Searches", direction: "in", carries: ["requests"], required: true, help: "Requests by user." },
    {
      id: "ranked",
      label: "Candidates",
      direction: "out",
      carries: ["requests"],
      max: 1,
      help: "Requests with what was found, to whoever ranks it. Without a wire the search is the answer.",
    },
  ],
  fields: {
    replicas: field.integer({
      label: "Replicas",
      help: "Machines that hold the whole index each, spread over three zones.",
      unit: "replicas",
      default: 2,
      min: 1,
      max: 100,
    }),
    instance: field.choice({
      label: "Machine",
      help: "Its vCPU search, one search each; its memory must hold every version that is kept and the one that is loaded.",
      default: "r6g.large",
      options: (Object.keys(MACHINES) as Machine[]).map((value) => ({
        value,
        label: `${value} (${MACHINES[value].threads} vCPU)`,
        help: `${MACHINES[value].memoryBytes / 1e9} GB of its memory for vectors.`,
      })),
    }),
    memoryMb: field.optionalNumber({
      label: "Memory for vectors",
      help: "MB a replica gives to vectors (knn.memory.circuit_breaker.limit). null: a quarter of the machine's. A model that does not fit never serves.",
      unit: "MB",
      default: null,
      whenGiven: 1024,
      absent: "by machine",
      min: 0.01,
      max: 1_000_000,
      advanced: true,
    }),
    results: field.integer({
      label: "Returns",
      help: "Items a search returns: the list itself, or the candidates for whoever ranks them.",
      unit: "items",
      default: 10,
      min: 1,
      max: 1000,
    }),
    probes: field.optionalNumber({
      label: "Looks into",
      help: "Lists of the inverted file a search looks into, of as many as the square root of the items. null: every item is compared.",
      unit: "lists",
      default: 8,
      absent: "every item",
      min: 1,
      max: 1000,
      source: derived("8 of 316 lists: recall 1.00 on clustered vectors, far less on scattered ones; facts/dataplane.md 3.4", "2026-11"),
    }),
    popularity: field.boolean({
      label: "Popularity inside",
      help: "One more dimension adds how often an item was met to the cosine. Without it the nearest count, known or not.",
      default: true,
    }),
    versions: field.choice({
      label: "Versions",
      help: "Each training has a space of its own: vectors of two are comparable in part when one began with the other, else not at all.",
      default: "matching",
      options: [
        { value: "matching", label: "Matching", help: "A user is searched in the version their vector was made in, while it is kept." },
        {
          value: "newest",
          label: "Newest only",
          help: "Least memory; until a user does something after a training, their list is off, or chance.",
        },
      ],
    }),
    kept: field.integer({
      label: "Versions kept",
      help: "Older models that stay searchable count too. Users whose newest vector is older than all of them are unknown.",
      unit: "versions",
      default: 2,
      min: 1,
      max: 20,
      onlyWith: { field: "versions", values: ["matching"] },
    }),
    withoutVector: field.choice({
      label: "Unknown users",
      help: "What a user without a vector that can be searched gets.",
      default: "popular",
      options: [
        { value: "popular", label: "What is popular" },
        { value: "nothing", label: "404" },
      ],
    }),
    refreshMs: field.integer({
      label: "Refresh",
      help: "Time between refreshes: what has been written can be searched from the next one on.",
      unit: "ms",
      default: 1000,
      min: 0,
      max: 600_000,
      source: recalled("index.refresh_interval of OpenSearch, 1 s", "2024"),
    }),
    queueLimit: field.integer({
      label: "May wait",
      help: "Searches that may wait for a thread; beyond that they are refused (429).",
      unit: "requests",
      default: 1000,
      min: 0,
      max: 1e9,
      source: recalled("thread_pool.search.queue_size of OpenSearch", "2024"),
    }),
    searchMs: field.number({
      label: "Per search",
      help: "ms of a thread per search beside the comparisons: HTTP, parsing, the user's vector. A library in the process needs none of it.",
      unit: "ms",
      default: 1.1,
      min: 0,
      max: 1000,
      advanced: true,
      source: OPENSEARCH_SEARCH,
    }),
    nsPerDimension: field.number({
      label: "Per number",
      help: "ns of a thread per number compared; a search compares dimensions x (lists + items looked at) of them.",
      unit: "ns",
      default: 0.25,
      min: 0.001,
      max: 1000,
      advanced: true,
      source: SCAN_MEASURED,
    }),
    buildOverheadMs: field.integer({
      label: "Build overhead",
      help: "Time of a build beside the clustering: export, a machine for it, checks.",
      unit: "ms",
      default: 60_000,
      min: 0,
      max: 86_400_000,
      advanced: true,
      source: assumed("a container and an export; the clustering itself is 0.44 ns per number, facts/dataplane.md 3.4"),
    }),
  },
  limits: [
    { name: "Search of 100,000 x 64, every item", value: 370, unit: "searches/s and thread", source: SCAN_MEASURED, note: "1.1 + 1.6 ms." },
    {
      name: "Search of 1.2 million x 100, 16 of 1,095 lists",
      value: 2100,
      unit: "searches/s and thread",
      source: ANN_PLOTS,
      note: "(1,095 + 16 x 1,095) x 100 x 0.25 ns = 0.47 ms without the 1.1 ms per search; FAISS IVF-PQfs does 2,070/s at recall 0.9 on GloVe-100.",
    },
    {
      name: "Build",
      value: 0.44,
      unit: "ns per number compared",
      source: derived("8 s for 100,000 x 64 into 316 lists in 9 passes; facts/dataplane.md 3.4", "2026-11"),
    },
    {
      name: "Memory",
      value: "1.1 x 4 x dimensions x (items + lists)",
      unit: "bytes per version",
      source: recalled("OpenSearch k-NN, IVF", "2024"),
    },
    { name: "Loading after a restart", value: 1, unit: "GB/s", source: assumed("local disk; facts/storage.md 5.5") },
    {
      name: "Writing a vector",
      value: 0.5,
      unit: "ms of a thread and replica",
      source: assumed("20,000 to 50,000 small documents/s on 16 vCPU; facts/storage.md 5.3"),
    },
    { name: "Reply", value: "log-normal, median 0.4, p99 2", unit: "ms", source: assumed("the zone's network; facts/storage.md 4.4") },
  ],
  prices: [
    {
      dimension: "Replicas",
      unit: "machine-hours",
      source: recalled("r6g.large.search 0.167 USD/h and multiples", "2024"),
      quantity: (usage, props) => (props.instance === "c4.2xlarge" ? 0 : props.replicas * used(usage, "hours")),
      unitPriceUsd: (props) => MACHINES[props.instance].usdPerHour,
    },
    {
      dimension: "Replicas of the fourth generation",
      unit: "machine-hours",
      source: AWS_PRICES,
      quantity: (usage, props) => (props.instance === "c4.2xlarge" ? props.replicas * used(usage, "hours") : 0),
      unitPriceUsd: () => MACHINES["c4.2xlarge"].usdPerHour,
    },
    {
      dimension: "Machine that builds",
      unit: "machine-hours",
      source: recalled("ml.m5.xlarge list price us-east-1", "2026"),
      quantity: (usage) => used(usage, "jobHours"),
      unitPriceUsd: () => 0.23,
    },
  ],
  headline: (props) =>
    `${plural(props.replicas, "replica")} · ${props.probes === null ? "every item" : `${count(props.probes)} lists`} · top ${props.results}`,
  behaviour: (props, ctx) =>
    vectorIndex(ctx, {
      ...props,
      threadsPerReplica: MACHINES[props.instance].threads,
      memoryBytes: props.memoryMb === null ? MACHINES[props.instance].memoryBytes : props.memoryMb * 1e6,
      writeMs: 0.5,
      reply: { medianMs: 0.4, p99Ms: 2 },
      patienceMs: 30_000,
      buildNsPerDimension: 0.44,
      loadBytesPerSecond: 1e9,
      restartMs: 30_000,
    }),
  remarks: VECTOR_INDEX_REMARKS,
  causes: [VERSION_GONE],
  faults: [
    {
      id: "crash",
      label: "Replica lost",
      help: "Its searches break off; the others go on. When the machine is back it starts for 30 s and loads its index at 1 GB/s.",
      defaultDurationMs: 60_000,
      targets: replicaNames,
    },
    {
      id: "zone-loss",
      label: "Zone lost",
      help: "Every replica of one zone is away. With two replicas one is left, with one maybe none.",
      defaultDurationMs: 300_000,
      targets: zoneNames,
    },
    {
      id: "slow",
      label: "Slow replica",
      help: "Its searches take four times as long.",
      defaultDurationMs: 60_000,
      amount: timesAsLong(4),
      targets: replicaNames,
    },
  ],
  doc: {
    is: "Item vectors in memory, in lists around centres (an inverted file) or plain, and the newest vector of every user. A request is a search; nothing is saved for the user before.",
    whenToUse:
      "Use it where the next request should know the last event, and where most saved lists would never be read. A search costs what it compares.",
    doesNotPromise:
      "It finds most of the nearest, not all: the recall of its searches is measured. What was written is seen after a refresh, a new model after its build. Removing a user's own items from the results costs nothing here.",
    weighAgainst:
      "Saved lists make a request one read and cost a list per event. A search per request needs the item and user vectors of the same training.",
  },
  examples: [
    {
      title: "Searched when asked",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "train", kind: "model-training", settings: { everyEvents: 500, startUpMs: 1000, dims: 16 } },
        { id: "update", kind: "stream-worker", settings: { logic: "update-embeddings", workTime: { constant: 1 } } },
        { id: "index", kind: "vector-index", settings: { buildOverheadMs: 5000 } },
        { id: "api", kind: "recommendation-api" },
      ],
      wires: [
        "users.events -> train.in",
        "users.events -> update.in",
        "train.model -> update.model",
        "train.model -> index.model",
        "update.out -> index.vectors",
        "users.requests -> api.requests",
        "api.reads -> index.search",
      ],
      expect: "A list knows what its user did until a second or two before the request.",
    },
    {
      title: "Newest version only",
      parts: [
        { id: "users", kind: "web-app" },
        { id: "train", kind: "model-training", settings: { everyEvents: 200, begins: "anew", startUpMs: 1000, dims: 16 } },
        { id: "update", kind: "stream-worker", settings: { logic: "update-embeddings", workTime: { constant: 1 } } },
        {
          id: "index",
          kind: "vector-index",
          settings: { versions: "newest", probes: null, replicas: 1, refreshMs: 0, buildOverheadMs: 1000 },
        },
        { id: "api", kind: "recommendation-api" },
      ],
      wires: [
        "users.events -> train.in",
        "users.events -> update.in",
        "train.model -> update.model",
        "train.model -> index.model",
        "update.out -> index.vectors",
        "users.requests -> api.requests",
        "api.reads -> index.search",
      ],
      expect: "After each training users are searched with vectors of another one, and their lists are chance until they do something.",
    },
  ],
  migrations: [],
});
