import { field } from "../../contract.ts";
import { KAFKA_DOCS, assumed, derived, recalled } from "../../prices/sources.ts";
import { memoryFields } from "./memory-fields.ts";
import { MACHINES } from "./machines.ts";
import type { Machine } from "./machines.ts";

const workFields = {
  instances: field.integer({
    label: "Instances",
    help: "Processes of the service. As members of one group they share the partitions, so more than there are partitions stay idle.",
    unit: "instances",
    default: 3,
    min: 1,
    max: 200,
  }),
  instance: field.choice({
    label: "Machine",
    help: "The machine of each instance; it decides the price and the memory. How fast it works is the field below.",
    default: "t3.medium",
    options: Object.keys(MACHINES).map((name) => ({ value: name as Machine, label: name })),
  }),
  workTime: field.distribution({
    label: "Work per record",
    help: "How long one record keeps an instance, as a law. A row written to a database by itself takes 2 to 5 ms.",
    unit: "ms",
    default: { lognormal: { medianMs: 3, p99Ms: 8 } },
    source: assumed("single upsert 2 to 5 ms, so 200 to 500 records a second and instance; no published figure"),
  }),
  callTimeoutMs: field.optionalNumber({
    label: "Callers wait at most",
    help: "Where plain wires lead here, every record is a call whose sender waits for the answer. Not begun after this long, it is given up and lost. null: senders wait as long as it takes.",
    unit: "ms",
    default: null,
    whenGiven: 1000,
    absent: "as long as it takes",
    min: 1,
    max: 3_600_000,
  }),
  handOff: field.boolean({
    label: "Hand-off",
    help: "The work is done in another thread than the one that polls. Then a record counts as polled long before it is done.",
    default: false,
  }),
};

const commitFields = {
  commit: field.choice({
    label: "Commit",
    help: "When offsets are committed. Before the work a crash loses records, after it a crash repeats them; auto does it inside poll for what earlier polls returned; transactional commits output and offsets together.",
    default: "after",
    options: [
      { value: "before", label: "before the work" },
      { value: "after", label: "after the work" },
      { value: "auto", label: "automatically (enable.auto.commit)" },
      { value: "transactional", label: "in a transaction with the output" },
    ],
  }),
  autoCommitIntervalMs: field.integer({
    label: "Auto-commit interval",
    help: "With auto, offsets are committed in the first poll after this long, in ms (auto.commit.interval.ms).",
    unit: "ms",
    default: 5000,
    min: 100,
    max: 600_000,
    source: KAFKA_DOCS,
  }),
  commitOnRevoke: field.boolean({
    label: "Commit on revoke",
    help: "Before a partition is given up in a rebalance, what is done of it is committed. Without it the next owner works on it again.",
    default: true,
    source: KAFKA_DOCS,
  }),
  isolation: field.choice({
    label: "Isolation",
    help: "Reading uncommitted shows rows of aborted transactions; reading committed waits for every open transaction of a partition (isolation.level).",
    default: "read_uncommitted",
    options: [
      { value: "read_uncommitted", label: "read uncommitted (Kafka's default)" },
      { value: "read_committed", label: "read committed" },
    ],
    source: KAFKA_DOCS,
  }),
  transactionTimeoutMs: field.integer({
    label: "Transaction time-out",
    help: "A transaction that is open longer is aborted by the log (transaction.timeout.ms); brokers allow 15 min at most.",
    unit: "ms",
    default: 60_000,
    min: 1000,
    max: 900_000,
    source: KAFKA_DOCS,
    advanced: true,
  }),
};

const groupFields = {
  protocol: field.choice({
    label: "Group protocol",
    help: "Classic: members join anew and wait for each other. Consumer (KIP-848): the broker moves single partitions with the heartbeats.",
    default: "classic",
    options: [
      { value: "classic", label: "classic" },
      { value: "consumer", label: "consumer (KIP-848)" },
    ],
  }),
  assignor: field.choice({
    label: "Assignor",
    help: "Who gets which partition. All but cooperative sticky stop the whole group during a classic rebalance.",
    default: "range",
    options: [
      { value: "range", label: "range" },
      { value: "round-robin", label: "round robin" },
      { value: "sticky", label: "sticky" },
      { value: "cooperative-sticky", label: "cooperative sticky" },
    ],
    source: KAFKA_DOCS,
  }),
  staticMembership: field.boolean({
    label: "Static membership",
    help: "Each instance has a fixed id (group.instance.id): back within the session time-out, it goes on with its partitions, without a rebalance.",
    default: false,
  }),
  sessionTimeoutMs: field.integer({
    label: "Session time-out",
    help: "A dead instance is noticed after this long; until then nobody reads its partitions (session.timeout.ms).",
    unit: "ms",
    default: 45_000,
    min: 6000,
    max: 1_800_000,
    source: KAFKA_DOCS,
  }),
  heartbeatMs: field.integer({
    label: "Heartbeat",
    help: "Time between heartbeats, in ms (heartbeat.interval.ms): it must be well below the session time-out.",
    unit: "ms",
    default: 3000,
    min: 100,
    max: 60_000,
    source: KAFKA_DOCS,
    advanced: true,
  }),
  maxPollIntervalMs: field.integer({
    label: "Max poll interval",
    help: "An instance that does not poll for this long is put out of the group, though it is alive (max.poll.interval.ms).",
    unit: "ms",
    default: 300_000,
    min: 10_000,
    max: 3_600_000,
    source: KAFKA_DOCS,
    advanced: true,
  }),
};

const pollFields = {
  maxPollRecords: field.integer({
    label: "Records per poll",
    help: "The most records one poll returns, over all partitions of the instance (max.poll.records).",
    unit: "records",
    default: 500,
    min: 1,
    max: 100_000,
    source: KAFKA_DOCS,
  }),
  fetchWaitMs: field.integer({
    label: "Fetch wait",
    help: "A poll that finds nothing waits this long at most, in ms (fetch.max.wait.ms); one record ends the wait (fetch.min.bytes 1).",
    unit: "ms",
    default: 500,
    min: 10,
    max: 10_000,
    source: KAFKA_DOCS,
    advanced: true,
  }),
  poison: field.choice({
    label: "Failing record",
    help: "What happens to a record whose every try fails: for ever again, which blocks its partition, or to the dead letters after some tries.",
    default: "retry",
    options: [
      { value: "retry", label: "retry for ever" },
      { value: "dead-letter", label: "dead letter after the tries" },
    ],
  }),
  tries: field.integer({
    label: "Tries",
    help: "With dead letters, tries of a record before it goes there.",
    unit: "tries",
    default: 10,
    min: 1,
    max: 1000,
    source: recalled("Spring for Apache Kafka, DefaultErrorHandler: 10 attempts", "2026"),
    advanced: true,
  }),
  retryBackoffMs: field.integer({
    label: "Pause before a retry",
    help: "A failed record and what follows it in its partition are polled again after this long.",
    unit: "ms",
    default: 1000,
    min: 1,
    max: 600_000,
    source: derived(
      "no pause is the default of Spring for Apache Kafka; 1 s keeps a failing record from taking an instance to itself",
      "2026",
    ),
    advanced: true,
  }),
};

export const workerFields = { ...workFields, ...memoryFields, ...commitFields, ...groupFields, ...pollFields };
