import { HashRangePlacement, initialRanges } from "../../base/hash-ranges.ts";
import { kafkaPartition, murmur2Decimal, murmur2Text } from "../../base/murmur2.ts";
import { TokenRing, cassandraMurmur3, cassandraToken } from "../../base/token-ring.ts";
import { listOf, numberOf, objectOf, runCase, textOf } from "./vector-json.ts";
import type { CaseResult, JsonObject } from "./vector-json.ts";

/** Runs every case of a key placement file; ids are the places in the file. */
export function runHashFile(file: JsonObject): CaseResult[] {
  const kafka = sectionOf(file, "kafka_partitioner");
  const kinesis = sectionOf(file, "kinesis");
  const cassandra = sectionOf(file, "cassandra");
  return [
    ...groupsOf(kafka, "hash_vectors").flatMap((group, i) => casesOf(group, `kafka-hash-${i}`, checkKafkaHash)),
    ...groupsOf(kafka, "partition_vectors").flatMap((group, i) => {
      const partitions = numberOf(group["partitions"], "partitions");
      return casesOf(group, `kafka-partition-${i}`, (key, wanted) => equal(wanted, kafkaPartition(murmur2Text(key), partitions)));
    }),
    ...groupsOf(kinesis, "range_vectors").flatMap((group, i) => runRanges(group, `kinesis-range-${i}`)),
    ...groupsOf(kinesis, "key_vectors").flatMap((group, i) => runKinesisKeys(group, `kinesis-key-${i}`)),
    ...groupsOf(cassandra, "hash_vectors").flatMap((group, i) => runCassandraHashes(group, `cassandra-hash-${i}`)),
    ...groupsOf(cassandra, "ring_vectors").flatMap((group, i) => runRing(group, `cassandra-ring-${i}`)),
  ];
}

function sectionOf(file: JsonObject, name: string): JsonObject {
  return file[name] === undefined ? {} : objectOf(file[name], name);
}

function groupsOf(section: JsonObject, name: string): JsonObject[] {
  return listOf(section[name] ?? [], name).map((group) => objectOf(group, name));
}

function casesOf(group: JsonObject, id: string, check: (key: string, wanted: unknown) => string[], field = "cases"): CaseResult[] {
  return listOf(group[field] ?? [], field).map((value, i) => {
    return runCase(`${id}-${i}`, () => {
      const [key, wanted] = listOf(value, "case");
      return check(textOf(key, "key"), wanted);
    });
  });
}

function equal(wanted: unknown, got: unknown): string[] {
  return String(wanted) === String(got) ? [] : [`expected ${String(wanted)}, got ${String(got)}`];
}

function checkKafkaHash(key: string, wanted: unknown): string[] {
  const faults = equal(wanted, murmur2Text(key));
  // Keys that are whole numbers take the fast way too.
  if (/^(0|[1-9]\d{0,14})$/.test(key)) faults.push(...equal(wanted, murmur2Decimal(Number(key))));
  return faults;
}

function runRanges(group: JsonObject, id: string): CaseResult[] {
  const ranges = initialRanges(numberOf(group["shards"], "shards"));
  return listOf(group["ranges"], "ranges").map((value, i) => {
    return runCase(`${id}-${i}`, () => {
      const [start, end] = listOf(value, "range");
      return [...equal(start, ranges[i]?.start), ...equal(end, ranges[i]?.end)];
    });
  });
}

function runKinesisKeys(group: JsonObject, id: string): CaseResult[] {
  const placement = new HashRangePlacement(initialRanges(numberOf(group["shards"], "shards")));
  return [
    ...casesOf(group, id, (key, wanted) => equal(wanted, placement.ofKey(key))),
    ...casesOf(group, `${id}-explicit`, (hash, wanted) => equal(wanted, placement.ofHash(BigInt(hash))), "explicit_hash_cases"),
  ];
}

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

function runCassandraHashes(group: JsonObject, id: string): CaseResult[] {
  const encoder = new TextEncoder();
  const single =
    group["key_hex"] === undefined
      ? []
      : [runCase(id, () => equal(group["token"], cassandraToken(bytesOfHex(textOf(group["key_hex"], "key_hex")))))];
  return [
    ...casesOf(group, id, (key, wanted) => {
      const hash = cassandraMurmur3(encoder.encode(key));
      return equal(wanted, group["hex_unsigned"] === true ? BigInt.asUintN(64, hash).toString(16).padStart(16, "0") : hash);
    }),
    ...single,
    ...casesOf(group, `${id}-hex`, (hex, wanted) => equal(wanted, cassandraToken(bytesOfHex(hex))), "key_hex_cases"),
  ];
}

function runRing(group: JsonObject, id: string): CaseResult[] {
  const tokens = listOf(group["node_tokens"], "node_tokens").map((token) => BigInt(numberOf(token, "token")));
  const ring = new TokenRing(
    tokens,
    tokens.map((_, i) => i),
  );
  return listOf(group["cases"], "cases").map((value, i) => {
    return runCase(`${id}-${i}`, () => {
      const [token, wanted] = listOf(value, "case");
      return equal(wanted, ring.tokenAt(ring.indexOf(BigInt(numberOf(token, "token")))));
    });
  });
}
