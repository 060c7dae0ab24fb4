import { covers } from "./rules.ts";
import { codeOf, importsOf, resolveImport, type SourceFile } from "./scan.ts";

/** Where kinds stand, and the one file that lists them. */
const KINDS = "catalogue/kinds";
const REGISTRY = "catalogue/registry.ts";

/**
 * Files that draw: each names the kinds of a drawing of its own, as a scenario does. A new kind changes none of them. Nothing is
 * decided there by what kind a part is.
 */
export const DRAWINGS: { readonly [file: string]: string } = {
  "ui/add/templates.ts": "the drawings a person may begin from",
  "catalogue/families/warehouse/examples.ts": "the examples that all warehouses share",
  "cli/bench/batch.ts": "the drawing whose speed is measured",
  "cli/bench/memory.ts": "the drawing whose memory is measured",
  "cli/bench/workloads.ts": "settings of parts in bundled drawings, by the ids of those parts",
};

type OtherMeaning = { readonly word: string; readonly means: string; readonly files: readonly string[] };

/** Words that are the id of a kind and something else, too: what else, and the files or folders where they mean that. A word that means
 * the same in one file more gets that file here; a file that knows a kind gets its knowledge from the kind's declaration instead. */
export const OTHER_MEANINGS: readonly OtherMeaning[] = [
  ...["service", "cache", "sink", "dashboard"].map((word) => ({
    word,
    means: "a family, of which any number of kinds is",
    files: [
      KINDS,
      "catalogue/families/family.ts",
      "ui/part-view/LayerGlyph.tsx",
      ...(word === "dashboard" ? [] : ["catalogue/drawing/wiring.ts"]),
    ],
  })),
  { word: "service", means: "the noun of a unit", files: ["design/units.ts"] },
  { word: "service", means: "a head of a table: the time of service", files: ["ui/results/Latency.tsx"] },
  {
    word: "service",
    means: "the name of a random stream: times of service",
    files: ["engine/messages/queue-station.ts", "engine/stations/priority-station.ts", "engine/stations/station.ts", "cli/bench/kernel.ts"],
  },
  { word: "service", means: "a time of service, in what a station is built of", files: ["catalogue/families/service.ts"] },
  { word: "service", means: "one of many that publish, by number", files: ["engine/sources/service-events.ts"] },
  { word: "sink", means: "the name of the station that ends a measured chain", files: ["cli/bench/kernel.ts"] },
  {
    word: "sink",
    means: "who takes the records of a file that is read",
    files: ["trace/csv-reader.ts", "trace/jsonl-reader.ts", "trace/parquet-reader.ts"],
  },
  {
    word: "cache",
    means: "the port and the peer of a service that asks a cache",
    files: [
      "catalogue/families/items/app-service.ts",
      "catalogue/families/items/feed-service.ts",
      "engine/requests/app-service.ts",
      "engine/requests/endpoint-programs.ts",
      "engine/requests/endpoint-steps.ts",
      "engine/requests/write-back.ts",
    ],
  },
  { word: "kafka", means: "a protocol, which several kinds speak", files: ["catalogue/contract.ts", "catalogue/kinds/kafka-streams"] },
  {
    word: "join",
    means: "an operator: its settings and its cost",
    files: [
      "catalogue/families/jobs/batch-job.ts",
      "catalogue/families/jobs/spark-costs.ts",
      "catalogue/families/movers/function.ts",
      "catalogue/families/nexmark-costs.ts",
      "catalogue/families/processor-swap.ts",
      "catalogue/fields/join-fields.ts",
      "catalogue/kinds/flink",
    ],
  },
  {
    word: "join",
    means: "a kind of row: pairs",
    files: ["engine/rows/kinds/pair.ts", "catalogue/kinds/flink", "catalogue/kinds/kafka-streams", "simulate/judge/late-checks.ts"],
  },
  {
    word: "join",
    means: "the shape of a question that meets another table",
    files: [
      "engine/queried/column-shares.ts",
      "engine/queried/granted-reads.ts",
      "engine/queried/question-answers.ts",
      "engine/queried/warehouse-cluster.ts",
    ],
  },
  { word: "join", means: "to become a reader of a log", files: ["engine/log/log-transactions.ts"] },
  ...["flink", "kafka-streams"].map((word) => ({
    word,
    means: "rules of sessions, which a choice of any stream processor names",
    files: [
      "catalogue/families/operator-chain.ts",
      "engine/operators/session-rules.ts",
      "cli/vectors/session-config.ts",
      ...(word === "flink" ? ["catalogue/families/movers/function.ts"] : ["cli/vectors/session-replay.ts", "catalogue/kinds/flink"]),
    ],
  })),
  { word: "redshift", means: "a dialect of SQL", files: ["design/sql/ddl-dialects.ts", "design/sql/ddl-rules.ts", "ui/schema/SqlBar.tsx"] },
  { word: "key-service", means: "a choice of a setting: keys are given", files: ["catalogue/kinds/app-service"] },
  { word: "cassandra", means: "a section of test vectors: a hash function", files: ["cli/vectors/hash-cases.ts"] },
  ...["druid", "athena", "key-service"].map((word) => ({
    word,
    means: "the name of a bundled design",
    files: word === "key-service" ? ["cli/bench.ts"] : ["cli/bench/outside.ts", ...(word === "druid" ? ["cli/bench/sparse.ts"] : [])],
  })),
];

/** Folders of kinds, read off their files. */
export function kindIdsOf(files: readonly SourceFile[]): ReadonlySet<string> {
  return new Set(files.flatMap(({ path }) => (path.startsWith(`${KINDS}/`) ? [path.split("/")[2] as string] : [])));
}

/** `file:line id` where a file knows a kind that is not its own: by its id, as text or as the key of a table, or by its folder. */
export function kindsNamed(files: readonly SourceFile[], ids: ReadonlySet<string> = kindIdsOf(files)): string[] {
  return files.filter(({ path }) => path !== REGISTRY).flatMap((file) => [...importedKinds(file, ids), ...namedKinds(file, ids)]);
}

function importedKinds(file: SourceFile, ids: ReadonlySet<string>): string[] {
  return importsOf(file.text).flatMap(({ specifier, line }) => {
    const [floor, room, id] = (resolveImport(file.path, specifier) ?? "").split("/");
    if (`${floor}/${room}` !== KINDS || id === undefined || !ids.has(id) || isOwn(file.path, id)) return [];
    return [`${file.path}:${line} imports ${KINDS}/${id}`];
  });
}

function namedKinds(file: SourceFile, ids: ReadonlySet<string>): string[] {
  if (Object.hasOwn(DRAWINGS, file.path)) return [];
  const code = codeOf(file.text);
  // Inside of comments and of longer texts the code is blank, so that nothing is found there.
  const texts = [...file.text.matchAll(/(["'`])([a-z0-9-]+)\1/g)].filter(({ index }) => /["'`]/.test(code[index] as string));
  const keys = [...code.matchAll(/(?<=[{,]\s*)()([a-z0-9]+):\s/g)];
  return [...texts, ...keys]
    .map(({ index, 2: word }) => ({ at: index, id: word as string }))
    .filter(
      ({ at, id }) => ids.has(id) && !isOwn(file.path, id) && !meansSomethingElse(file.path, id, code.slice(Math.max(0, at - 60), at)),
    )
    .map(({ at, id }) => `${file.path}:${code.slice(0, at).split("\n").length} ${id}`);
}

/** A part of a kind's example: `{ id: "log", kind: "kafka" }`, or the store of a shared example of warehouses. */
const DRAWN = /(?:[{,]\s*(?:id|kind): |\bloadedByTheMinute\(\s*)$/;

/** Whether a kind is asked for right before: then the word is its id, whatever else it may mean. */
const ASKS_FOR_KIND = /\b(?:kind|kindId|kinds|kindById)\b\s*(?:[!=]==|:|\(|\[)\s*\[?\s*$/;

function meansSomethingElse(file: string, id: string, before: string): boolean {
  if (file.startsWith(`${KINDS}/`) && DRAWN.test(before)) return true;
  return !ASKS_FOR_KIND.test(before) && OTHER_MEANINGS.some((other) => other.word === id && other.files.some((each) => covers(each, file)));
}

function isOwn(file: string, id: string): boolean {
  return file.startsWith(`${KINDS}/${id}/`);
}
