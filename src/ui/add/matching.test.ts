import { expect, test } from "vitest";
import { KINDS } from "../../catalogue/registry.ts";
import { matching } from "./matching.ts";

const options = KINDS.map((kind) => ({
  label: kind.title,
  note: kind.summary,
  group: kind.layer,
  words: `${kind.id} ${kind.family}`,
  called: kind.alsoCalled ?? [],
  nearest: kind.nearestTo ?? [],
}));
const first = (typed: string): string | undefined => matching(options, typed)[0]?.label;

test("what is called as typed stands first, by its title or by another name", () => {
  expect(["s3", "spark", "SQS", "postgres", "emr", "msk", "kafka", "lambda", "step functions", "KGS"].map(first)).toEqual([
    "S3",
    "Spark job (EMR)",
    "SQS",
    "PostgreSQL",
    "Spark job (EMR)",
    "Kafka",
    "Kafka",
    "Lambda",
    "Step Functions",
    "Key generation service",
  ]);
});

test("of a product that is no part yet the nearest one is offered first, and says so", () => {
  for (const [typed, label, name] of [
    ["rds", "PostgreSQL", "RDS"],
    ["mongo", "DynamoDB", "MongoDB"],
    ["pub/sub", "Kafka", "Pub/Sub"],
    ["clickhouse", "Druid", "ClickHouse"],
  ]) {
    const [found] = matching(options, typed as string);
    expect(found?.label).toBe(label);
    expect(found?.note).toBe(`There is no ${name} here yet; this is the nearest part.`);
  }
});

test("a letter or two is no product, and nothing is found for what no part has", () => {
  expect(matching(options, "mo").every(({ note }) => !note.startsWith("There is no"))).toBe(true);
  expect(matching(options, "zzz")).toEqual([]);
  expect(matching(options, "  ")).toBe(options);
});

test("a name belongs to one kind, and no kind is nearest to one that is there", () => {
  const names = options.flatMap(({ label, called, nearest }) => [label, ...called, ...nearest].map((name) => name.toLowerCase()));
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});
