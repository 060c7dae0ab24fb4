/**
 * What stands behind a behaviour in a regime of load. `validated` by experiments of this page with predictions inside their
 * bands, `theory` by closed forms or invariants that tests hold, `sourced` where a published figure is used as it stands,
 * `unknown` where nothing published says what the run says, or where what was published was missed.
 */
export type Behaviour = {
  readonly behaviour: string;
  readonly regime: string;
  readonly standing: "validated" | "theory" | "sourced" | "unknown";
  /** Ids of experiments. */
  readonly by?: readonly string[];
  readonly note: string;
};

export const BEHAVIOURS: readonly Behaviour[] = [
  {
    behaviour: "Waiting at stations: queues, servers, blocking, loss",
    regime: "up to 95 % busy, and overloaded",
    standing: "theory",
    note: "Closed forms of queueing theory, and an event-heap simulator to the last bit (`test/theory`).",
  },
  {
    behaviour: "Clients that wait for answers",
    regime: "saturated",
    standing: "validated",
    by: ["redis-benchmark", "pgbench-samples"],
    note: "Mean value analysis besides (`test/theory`).",
  },
  {
    behaviour: "Calls: threads, fan-out, hedges, the less busy of two",
    regime: "up to 90 % busy",
    standing: "theory",
    note: "Erlang C, 1 - (1 - p)^n, the tail of the first of two and the law of two choices stand on this page as closed forms.",
  },
  {
    behaviour: "Dealing calls out by key",
    regime: "a ring of points, with and without a bound on the load",
    standing: "validated",
    by: ["ring-imbalance-2018", "haproxy-bounded-load"],
    note: "The spread of shares as measured; the bound is never broken.",
  },
  {
    behaviour: "Services that scale out",
    regime: "saturated",
    standing: "validated",
    by: ["netflix-cassandra-2011"],
    note: "Linear only: contention among the servers is not in the part.",
  },
  {
    behaviour: "Kafka: end-to-end latency",
    regime: "low load, NVMe brokers",
    standing: "validated",
    by: ["kafka-latency-2020"],
    note: "Up to p99.99.",
  },
  {
    behaviour: "Kafka: end-to-end latency",
    regime: "other hardware, or fsync of every record",
    standing: "unknown",
    note: "The law is a field; the one that comes with the kind missed LinkedIn's p99 of 2014.",
  },
  {
    behaviour: "Kafka: end-to-end latency",
    regime: "saturated",
    standing: "unknown",
    note: "Confluent measured 100 ms at p50 with producers that stop when their buffers are full; a source of a run goes on sending.",
  },
  {
    behaviour: "Kafka: throughput by disks and links",
    regime: "saturated",
    standing: "validated",
    by: ["kafka-peak-2020", "kafka-sizing-2022", "kafka-producers-2014"],
    note: "Bytes only; no limit by requests or partitions.",
  },
  {
    behaviour: "Kafka: throughput by CPU",
    regime: "saturated",
    standing: "sourced",
    note: "Planning values of Netflix; the peak of 2020 shows them three times too cautious for large batches.",
  },
  {
    behaviour: "Kafka: followers that fall behind under acks 1",
    regime: "above what the links copy",
    standing: "unknown",
    note: "In a run copying keeps up with writing. LinkedIn's 2 million a second were a transient that is not simulated.",
  },
  {
    behaviour: "Kafka: loss and order when brokers die",
    regime: "any",
    standing: "theory",
    note: "Books that balance under any faults (`test/properties`).",
  },
  {
    behaviour: "Kafka: time without a leader",
    regime: "any",
    standing: "validated",
    by: ["kafka-failover"],
    note: "The session time-out; the election takes no time.",
  },
  {
    behaviour: "Kinesis: what shards take, and when a record is readable",
    regime: "any",
    standing: "validated",
    by: ["kinesis-writes", "kinesis-propagation"],
    note: "Documented limits and means; nobody's measurement of percentiles was found, and the latency of a put is assumed.",
  },
  {
    behaviour: "Firehose: quotas, files, billed bytes",
    regime: "any",
    standing: "validated",
    by: ["firehose-contract"],
    note: "Documented limits. From a closed buffer to the upload 1 to 5 s are assumed.",
  },
  {
    behaviour: "Consumer groups: how long a rebalance takes",
    regime: "any",
    standing: "sourced",
    note: "The rules of the kind are 103 s and 5 s for 900 more partitions, as published; between those sizes nothing confirms them.",
  },
  {
    behaviour: "Consumer groups: who reads what, and what is lost or comes twice",
    regime: "any",
    standing: "theory",
    note: "Kafka's own assignor cases (`test/vectors`), and drills of every guarantee (`test/drills`).",
  },
  {
    behaviour: "Flink: CPU per record and operator",
    regime: "saturated",
    standing: "validated",
    by: ["nexmark-flink"],
    note: "Costs are taken from Nexmark; that they add up along a chain is the prediction, and it is only held to a range.",
  },
  {
    behaviour: "Flink: when windows and sessions close, and what they hold",
    regime: "any",
    standing: "theory",
    note: "The rows other engines' own tests give (`test/vectors`), and a batch answer over the same events.",
  },
  {
    behaviour: "Flink: how late a window or an enriched record is",
    regime: "below saturation",
    standing: "validated",
    by: ["flink-latency-ladder", "flink-async-enrichment"],
    note: "The steps between settings; the load and the rest of the way were fitted.",
  },
  {
    behaviour: "Flink: checkpoints and restarts, how long they take",
    regime: "any",
    standing: "sourced",
    note: "0.3 s and 5 s for 20 GB of incremental state, restarts 20 s; backpressure does not lengthen a barrier's way beyond the work before it.",
  },
  {
    behaviour: "Flink: state after a crash",
    regime: "any",
    standing: "theory",
    note: "Tables equal those of a run without the crash (`test/properties`).",
  },
  {
    behaviour: "Cache: hit ratio",
    regime: "any",
    standing: "validated",
    by: ["cache-policies", "lru-che"],
    note: "Independent requests; no real trace was at hand.",
  },
  { behaviour: "Kafka Connect: number of files", regime: "any", standing: "validated", by: ["connect-small-files"], note: "" },
  {
    behaviour: "Kafka Connect: speed of a task",
    regime: "saturated",
    standing: "unknown",
    note: "A working value; no published figure was found.",
  },
  {
    behaviour: "S3: requests per prefix",
    regime: "saturated",
    standing: "validated",
    by: ["s3-prefix-limits"],
    note: "How long S3 takes to split a prefix is not simulated.",
  },
  {
    behaviour: "S3: latency of a request",
    regime: "low load",
    standing: "sourced",
    note: "Between Netflix's planning values and AWS's advice, which differ five-fold.",
  },
  { behaviour: "API Gateway: throttling", regime: "overloaded", standing: "validated", by: ["api-gateway-throttle"], note: "" },
  { behaviour: "Athena: price of a query", regime: "any", standing: "validated", by: ["athena-formats-2017"], note: "" },
  {
    behaviour: "Athena: time of a query",
    regime: "small scans",
    standing: "unknown",
    note: "Too fast by 29 to 72 % in the published cases: the fixed part of a query is an assumption, and work on what was read costs nothing.",
  },
  {
    behaviour: "Athena: time of a query",
    regime: "gigabytes of text",
    standing: "validated",
    by: ["athena-text-file"],
    note: "Once its fixed part is fitted; how a sum differs from a count is not in it.",
  },
  {
    behaviour: "Spark: how many files a write leaves",
    regime: "any",
    standing: "validated",
    by: ["spark-small-files-2024"],
    note: "What a file costs to open and to write is taken from the same publication; what a core reads a second is assumed.",
  },
  {
    behaviour: "Spark: hours of a job by its bytes and rows",
    regime: "any",
    standing: "unknown",
    note: "15 MB/s of Parquet and 6.25 of JSON a core, 0.6 to 10 us a row: nobody's measurement on these machines was found.",
  },
  {
    behaviour: "Spark: splits, shuffles, commits; Airflow: states, retries, clearing",
    regime: "any",
    standing: "theory",
    note: "Held to what PySpark 4 and Airflow 3.3.2 did when they were run for this (`docs/engines.md`), by tests beside the parts.",
  },
  {
    behaviour: "Volumes, files and storage of a workload whose rows stand for many events",
    regime: "any",
    standing: "validated",
    by: ["event-platform-envelope"],
    note: "Bytes are of all events; files, tasks and runs are counted as they are.",
  },
  {
    behaviour: "Parquet: bytes of a file",
    regime: "any",
    standing: "theory",
    note: "Within 10 % of what pyarrow 26.0.1 writes for the same rows, where a part measures instead of taking a ratio (`encoded-sizes.test.ts`).",
  },
  {
    behaviour: "Druid: ingestion per core",
    regime: "saturated",
    standing: "unknown",
    note: "It depends on the columns; the kind has one figure.",
  },
  {
    behaviour: "Druid: time of a query",
    regime: "low load",
    standing: "sourced",
    note: "Scan rates of the paper and an assumed fixed part.",
  },
  {
    behaviour: "Kafka Streams: CPU per record, and how fast state is restored",
    regime: "saturated, or after a crash",
    standing: "unknown",
    note: "Working values; no published rate was found.",
  },
  {
    behaviour: "Stream workers: time per record",
    regime: "saturated",
    standing: "unknown",
    note: "A working value of 3 ms for a single upsert; measure your own.",
  },
  {
    behaviour: "Stream workers: memory, kills, crash loops",
    regime: "any",
    standing: "unknown",
    note: "Machines have the memory that AWS says. What a process and a record take are working values; measure your own.",
  },
  {
    behaviour: "Redis down: lookups that break off, connect time-out",
    regime: "any",
    standing: "sourced",
    note: "2 s is the default of Jedis. Every caller waits anew: a circuit breaker would spare most of them that.",
  },
  {
    behaviour: "Cassandra and Redis: operations per core",
    regime: "saturated",
    standing: "sourced",
    note: "11,200 replica writes/s on 4 cores (Netflix 2011), 100,000 commands/s and thread (redis-benchmark). Their latencies are planning values.",
  },
  {
    behaviour: "DynamoDB: units, partition ceiling, burst",
    regime: "saturated",
    standing: "sourced",
    note: "The guide's contract, as it is written: 1,000 write and 3,000 read units per partition, 300 s of burst, retries from 50 ms. Latencies are planning values.",
  },
  {
    behaviour: "Files dropped by the clock: period, upload, look",
    regime: "any",
    standing: "theory",
    note: "Half a period on average, a whole one at worst, held by a test. How long a sender takes to make a file is a working value.",
  },
  {
    behaviour: "Redshift: COPY per slice, query medians",
    regime: "uncontended",
    standing: "sourced",
    note: "A single file is 5 to 9 % off on other clusters ([redshift-copy-2022](#redshift-copy-2022)). 39 MB/s a slice and a line through ClickBench medians of 2022, 22 % below its middle cluster. Queries side by side do not slow each other: a crowd is flattered.",
  },
  {
    behaviour: "Warehouses: materialised views, VACUUM, pause, bytes between nodes",
    regime: "any",
    standing: "unknown",
    note: "Views, VACUUM, pauses and questions follow AWS's, Google's and Snowflake's documents: what is refreshed by itself, what a view shows, what is read until a VACUUM, what is paid while paused. The paces are working values: a VACUUM and a refresh run at the pace of queries, a pause takes 10 min and a resume 5, nodes send 39 MB/s for each vCPU as EC2 machines of their size do.",
  },
  {
    behaviour: "Phones: networks, retries, time offline",
    regime: "any",
    standing: "unknown",
    note: "Working values, said so at every field.",
  },
  {
    behaviour: "Monthly bills",
    regime: "any",
    standing: "validated",
    by: ["msk-bill", "kinesis-bill", "managed-flink-bill", "athena-formats-2017"],
    note: "List prices of us-east-1.",
  },
];

/** Published experiments that were looked at and left out, with the reason. */
export const NOT_DRAWN: readonly { readonly what: string; readonly because: string }[] = [
  {
    what: "Yahoo streaming benchmark on Flink, 50,000 to 170,000/s (raw runs of 2020)",
    because: "its latency is the phase of a thread that writes once a second and drifts; timers of a run do not drift.",
  },
  {
    what: "Kafka with fsync per record and 1, 6 or 16 partitions (Bartholomew 2019)",
    because: "the kind has no fsync; only the law of publish latency can be set, and that would be a fit of every row.",
  },
  {
    what: "Checkpoint durations of 20 GB to terabytes of state (Flink blog 2018 and 2022)",
    because: "the one rule of the kind is taken from these figures, and a run cannot hold such state.",
  },
  {
    what: "Rebalances of 10 consumers that gain 900 partitions, 103 s and 5 s with KIP-848 (Karafka)",
    because: "the kind's two rules are these two figures, so repeating them predicts nothing.",
  },
  {
    what: "Transactions at 60,000 instead of 100,000 messages a second (Conduktor)",
    because: "the set-up was not published.",
  },
  {
    what: "Latency at Kafka's peak, 100 ms at p50 (Confluent 2020)",
    because: "it is the length of the producers' buffers, which a run does not have.",
  },
  { what: "Redis with pipelining of 16", because: "a request that carries 16 commands is no part of the palette." },
  {
    what: "Redshift's 43 queries, Snowflake, BigQuery, ClickHouse, Pinot (ClickBench), Dynamo (2007), Aurora",
    because:
      "the medians of Redshift's, Snowflake's and BigQuery's queries are what the kinds' own lines go through; for the others there is no kind.",
  },
  {
    what: "GraySort of 100 TB, 23 min on 206 nodes (Databricks 2014)",
    because: "no step of a job sorts, and 100 TB through one disk and one link a node is a bound, not a plan.",
  },
  {
    what: "Deletion vectors of Fabric Spark: writes 2.1 times as fast, reads 2.3 times as slow (mwc360, 2024)",
    because: "a job writes files anew; rows that are only marked as deleted are not in the palette.",
  },
  {
    what: "Skewed joins that adaptive execution cuts, up to 8 times as fast (TPC-DS)",
    because: "the figures are of queries that are not told; the rule (5 times the median and 256 MiB) is held by tests.",
  },
  {
    what: "EMR 4.5 times as fast as open Spark, one big table 25 to 50 % faster than a star, S3 Tables up to 3 times",
    because: "they are ratios of engines or bounds without a set-up, and a factor would only be repeated.",
  },
  {
    what: "DuckDB's load of one gzip file (107 s) and of the same unpacked first (121 s)",
    because: "no part unpacks a file before it loads it.",
  },
  {
    what: "Starts of Spark pools, 5 s to 4 min (mwc360, 2024)",
    because: "they are the range the kinds' own starts were taken from.",
  },
];
