import { describe, expect, test } from "vitest";
import { must } from "../../base/assert.ts";
import type { System } from "../../design/types.ts";
import type { KindDecl } from "../contract.ts";
import { kindById } from "../registry.ts";
import { drawnWireProblem, fittingKinds, legalStarts, legalTargets, wireProblem } from "./wiring.ts";

const kind = (id: string): KindDecl => must(kindById(id), id);

function problem(from: string, to: string): string | null {
  const [fromKind = "", fromPort = ""] = from.split(".");
  const [toKind = "", toPort = ""] = to.split(".");
  return wireProblem(kind(fromKind), fromPort, kind(toKind), toPort);
}

function drawing(parts: { readonly [id: string]: string }, wires: readonly string[]): System {
  const end = (text: string) => ({ part: text.split(".")[0] ?? "", port: text.split(".")[1] ?? "" });
  return {
    parts: Object.entries(parts).map(([id, name]) => ({ id, kind: name, title: id, position: { x: 0, y: 0 }, settings: {} })),
    wires: wires.map((text) => ({ id: text, from: end(text.split(" -> ")[0] ?? ""), to: end(text.split(" -> ")[1] ?? "") })),
  };
}

describe("wires between kinds", () => {
  test("dead letters lead into another queue, not into what receives messages", () => {
    expect(problem("sqs.out", "lambda.in")).toBeNull();
    expect(problem("sqs.dead-letter", "sqs.in")).toBeNull();
    expect(problem("sqs.dead-letter", "lambda.in")).toMatch(/^SQS cannot hand records to Lambda directly\. Put .*SQS.* between them\.$/);
  });

  test("what fits passes", () => {
    for (const [from, to] of [
      ["mobile-app.events", "api-gateway.in"],
      ["api-gateway.out", "kafka.produce"],
      ["kafka.consume", "flink.in"],
      ["kafka.consume", "kafka-connect-s3.in"],
      ["flink.sessions", "kafka.produce"],
      ["flink.aggregates", "s3.objects"],
      ["flink.events", "druid.ingest"],
      ["kafka-connect-s3.files", "s3.objects"],
      ["s3.objects", "athena.data"],
      ["s3.objects", "lambda-partition-discovery.objects"],
      ["lambda-partition-discovery.partitions", "glue-catalog.partitions"],
      ["glue-catalog.tables", "athena.catalog"],
      ["athena.rows", "dashboard.rows"],
      ["druid.rows", "dashboard.rows"],
      ["cache.miss", "service.in"],
    ] as const) {
      expect(problem(from, to), `${from} -> ${to}`).toBeNull();
    }
  });

  test("a log cannot write to a store by itself, and the sentence says who can", () => {
    expect(problem("kafka.consume", "s3.objects")).toBe(
      "Kafka cannot hand records to S3 directly. Put Kafka Connect to S3, Firehose, NiFi, Flink or Lambda between them.",
    );
  });

  test("ends that carry different things are told apart, with what fits between them", () => {
    expect(problem("kafka.consume", "dashboard.rows")).toBe(
      "Kafka gives records here, and Dashboard takes rows to query. Put Druid between them.",
    );
    expect(problem("athena.rows", "kafka.produce")).toBe(
      "Athena gives rows to query here, and Kafka takes records. What fits: QuickSight SPICE, Dashboard, Tableau, Looker, JupyterHub or SageMaker notebooks.",
    );
    expect(problem("kafka.consume", "kafka.produce")).toBe(
      "Kafka cannot hand records to another Kafka directly. Put NiFi, Flink, Kafka Streams, Lambda or Stream worker between them.",
    );
    expect(problem("kafka.consume", "athena.data")).toBe(
      "Kafka gives records here, and Athena takes files. Put Kafka Connect to S3 and S3 between them.",
    );
  });

  test("clients of an API ask a service: no store knows its endpoints or gives a thing its key, and a key service gives keys to services", () => {
    expect(problem("request-clients.requests", "postgres.calls")).toBe(
      "Clients of an API cannot hand calls for stored things to PostgreSQL directly. Put Application service or Feed service between them.",
    );
    expect(problem("request-clients.requests", "redis.lookup")).toContain("directly. Put Application service");
    expect(problem("request-clients.requests", "key-service.calls")).toContain("directly. Put Application service");
    expect(problem("load-balancer.targets", "key-service.calls")).toContain("directly. Put Application service");
    expect(problem("request-clients.requests", "app-service.calls")).toBeNull();
    expect(problem("request-clients.requests", "load-balancer.requests")).toBeNull();
    expect(problem("app-service.keys", "key-service.calls")).toBeNull();
  });

  test("files reach an engine through a store, partitions through the catalogue", () => {
    expect(problem("kafka-connect-s3.files", "athena.data")).toContain("Put S3, Delta table or Iceberg table between them.");
    expect(problem("lambda-partition-discovery.partitions", "athena.catalog")).toContain("Put Glue Catalog between them.");
  });

  test("direction and names are checked first", () => {
    expect(problem("flink.in", "sink.in")).toBe(
      '"in" of Flink takes data in. A wire starts at an out-port: events, sessions, aggregates, windows, joins or late.',
    );
    expect(problem("mobile-app.events", "kafka.consume")).toBe('"consume" of Kafka gives data out. A wire ends at an in-port: produce.');
    expect(problem("flink.event", "sink.in")).toBe(
      'Flink has no port "event". Its out-ports: events, sessions, aggregates, windows, joins, late.',
    );
    expect(problem("flink.events", "poisson-source.in")).toBe('Poisson source has no port "in". It has no in-ports.');
  });

  test("an in-port and an out-port may share a name", () => {
    expect(kind("s3").ports.map((port) => `${port.direction} ${port.id}`)).toEqual(["in objects", "out objects"]);
    expect(problem("flink.events", "s3.objects")).toBeNull();
    expect(problem("s3.objects", "s3.objects")).toContain("S3");
  });
});

describe("wires of a drawing", () => {
  const system = drawing(
    {
      load: "poisson-source",
      a: "service",
      b: "service",
      out: "sink",
      files: "s3",
      glue: "glue-catalog",
      glue2: "glue-catalog",
      athena: "athena",
    },
    ["load.out -> a.in", "a.out -> b.in", "glue.tables -> athena.catalog"],
  );

  test("the same wire twice, a loop and a part wired to itself are refused", () => {
    expect(drawnWireProblem(system, { part: "load", port: "out" }, { part: "a", port: "in" })).toBe("This wire is there already.");
    expect(drawnWireProblem(system, { part: "b", port: "out" }, { part: "a", port: "in" })).toContain("close a loop");
    expect(drawnWireProblem(system, { part: "a", port: "out" }, { part: "a", port: "in" })).toContain("close a loop");
  });

  test("a port takes only as many wires as it says", () => {
    expect(drawnWireProblem(system, { part: "glue2", port: "tables" }, { part: "athena", port: "catalog" })).toBe(
      '"Catalogue" of Athena takes one wire, and has it already. Remove one first.',
    );
  });

  test("unknown parts are named", () => {
    expect(drawnWireProblem(system, { part: "x", port: "out" }, { part: "a", port: "in" })).toContain('no part "x"');
    expect(drawnWireProblem(system, { part: "a", port: "out" }, { part: "y", port: "in" })).toContain('no part "y"');
  });

  test("legal targets and starts are those without a problem", () => {
    expect(legalTargets(system, { part: "b", port: "out" })).toEqual([{ part: "out", port: "in" }]);
    expect(legalStarts(system, { part: "out", port: "in" })).toEqual([
      { part: "load", port: "out" },
      { part: "a", port: "out" },
      { part: "b", port: "out" },
    ]);
  });

  test("the palette is told what may follow a port", () => {
    // Not a list of all: a new kind that reads files follows by itself.
    const fitting = fittingKinds(kind("s3"), "objects").map((each) => `${each.kind.id}.${each.port}`);
    expect(fitting).toEqual(expect.arrayContaining(["recommendation-job.in", "redshift.data", "athena.data"]));
    expect(fitting).not.toContain("kafka.in");
    expect(fitting).not.toContain("druid.in");
    expect(fittingKinds(kind("s3"), "nothing")).toEqual([]);
  });
});
