import { athenaPruning, redshiftCopy, sparkSmallFiles } from "./batch.ts";
import { cacheMemory, cacheOfFive, cacheOfOne, stampede } from "./cache-servers.ts";
import { cheGrid, evictionPolicies } from "./caches.ts";
import { apiGateway, s3Prefixes, smallFiles } from "./edges.ts";
import { eventPlatform } from "./event-platform.ts";
import type { Experiment } from "./experiment.ts";
import { firehoseContract } from "./firehose.ts";
import { enrichment, ladder, managedBill, nexmark } from "./flink.ts";
import { kinesisBill, kinesisReads, kinesisWrites } from "./kinesis.ts";
import { latencyAtLowLoad, peak } from "./kafka-confluent.ts";
import { consumers, endToEnd, producers } from "./kafka-linkedin.ts";
import { failover, mskBill, sizing } from "./kafka-operations.ts";
import { athenaClickBench, athenaFormats, athenaText, druidIngest } from "./serving.ts";
import { boundedLoad, erlangC, fanOut, hedging, pgbench, ringImbalance, twoChoices } from "./requests.ts";
import { mqperf, netflix, redis } from "./stations.ts";
import { idLimits } from "./stored.ts";

/** Every experiment, in the order of the page. */
export const EXPERIMENTS: readonly Experiment[] = [
  latencyAtLowLoad,
  peak,
  producers,
  consumers,
  endToEnd,
  mqperf,
  sizing,
  failover,
  mskBill,
  kinesisWrites,
  kinesisReads,
  kinesisBill,
  firehoseContract,
  nexmark,
  ladder,
  enrichment,
  managedBill,
  evictionPolicies,
  cheGrid,
  cacheOfOne,
  cacheOfFive,
  cacheMemory,
  stampede,
  redis,
  idLimits,
  netflix,
  pgbench,
  erlangC,
  twoChoices,
  hedging,
  fanOut,
  ringImbalance,
  boundedLoad,
  smallFiles,
  s3Prefixes,
  apiGateway,
  athenaFormats,
  athenaClickBench,
  athenaText,
  athenaPruning,
  redshiftCopy,
  sparkSmallFiles,
  eventPlatform,
  druidIngest,
];
