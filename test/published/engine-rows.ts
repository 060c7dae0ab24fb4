/** What a real engine was asked when it was run, and what it did. Versions stand with the group; the id is what titles of tests and docs of kinds say. */
export type EngineRow = { readonly id: string; readonly asks: string; readonly did: string };

export type EngineGroup = { readonly engine: string; readonly rows: readonly EngineRow[] };

const row = (id: string, asks: string, did: string): EngineRow => ({ id, asks, did });

export const ENGINE_GROUPS: readonly EngineGroup[] = [
  {
    engine: "Flink 2.3.0, its sinks of files",
    rows: [
      row(
        "F5",
        "When does a file end, and in which folder does it lie?",
        "Parquet at each checkpoint; rows of text at 128 MiB or after 60 s. Folders are hours of the machine's clock unless an assigner says otherwise.",
      ),
      row(
        "F6",
        "How many files do four tasks write in six checkpoint intervals?",
        "28: one a task and checkpoint, of which the first comes within the first interval, and one at the end.",
      ),
    ],
  },
  {
    engine: "Spark 4.0.1 and 4.3.0, on a local disk",
    rows: [
      row("S1", "Are two events exactly one gap apart one session?", "One, and it ends a gap after the last event."),
      row(
        "S2",
        "At which watermark does streaming let a session out, and what is late?",
        "At one equal to its end; lateness goes by the end of the session.",
      ),
      row(
        "S3",
        "Is a row behind the watermark of the batch before always dropped?",
        "Only when a batch without data came between; two batches back to back keep it.",
      ),
      row(
        "S4",
        "What is a table written as Parquet with all defaults?",
        "Snappy, times as INT96 without statistics, `part-00000-…-c000.snappy.parquet`.",
      ),
      row(
        "S5",
        "How many files does a write partitioned by hour make?",
        "8 tasks: 192, or 24 sorted by time; dealt out by hour 24, by one task.",
      ),
      row("S6", "What does an overwrite of one hour leave of the others?", "Nothing; with dynamic overwrite all of them."),
      row("S7", "What is the folder of an empty partition value called?", "`__HIVE_DEFAULT_PARTITION__`, of NULL and of an empty text."),
      row(
        "S8",
        "How many tasks read a 200 MiB file packed by gzip, four that are not, a hundred small ones?",
        "1; 8, or 6 of 185 MiB; 4, as opening a file counts for 4 MiB.",
      ),
      row("S9", "Is the state of a streaming deduplication ever dropped?", "Of ids alone never; within the watermark after the delay."),
      row("S10", "What becomes of a line of JSON that cannot be read?", "A row of NULLs, which any filter drops."),
      row(
        "S11",
        "Is a partition of 300 MB beside others of 40 split in a join?",
        "When its rows come from several tasks; not when from one.",
      ),
      row("S12", "At which failure of a task does a job fail?", "At the fourth; in local mode at the first."),
      row(
        "S13",
        "What do readers see of a job that fails half way?",
        "Algorithm 1 nothing, 2 the finished tasks; an overwrite has deleted the old data first; another append's commit publishes finished tasks.",
      ),
    ],
  },
  {
    engine: "Airflow 3.3.2, its own scheduler",
    rows: [
      row("A1", "What has a new DAG unless told otherwise?", "No catch-up, 16 runs and 16 tasks at a time, a pool of 128."),
      row("A2", "Which interval is the run of 10:00 for?", "The instant itself; as a data interval the hour before."),
      row(
        "A3",
        "What is a task that failed, and what comes after it?",
        "up_for_retry, nothing decided behind it; at last failed and upstream_failed.",
      ),
      row("A4", "Ten in a row, the sixth failed: what runs when it is cleared?", "6 to 10; 1 to 5 do not."),
      row(
        "A5",
        "What does a backfill do with runs that are there?",
        "Leaves them; oldest first, whatever the DAG's limit; none while it is paused.",
      ),
      row("A6", "How long are the waits of exponential back-off?", "5 to 10, 10 to 20, 20 to 40 min for 5 min, the same each time."),
      row("A7", "What becomes of the next run when a task depends on its past, which failed?", "Nothing is decided, and the run goes on."),
      row("A8", "Is a run with an all_done leaf after a failed task a success?", "Alone yes, beside a leaf that could not run no."),
      row("A9", "Does a waiting sensor hold a slot?", "Poking, as it does by default every 60 s for 7 days, yes; deferred no."),
      row("A10", "What do the time-outs of a task and of a run do?", "The task is tried again; the run fails and what runs is skipped."),
      row("A11", "How many runs come at once after five hours of pause?", "One; with catch-up five."),
    ],
  },
  {
    engine: "Parquet and exports: pandas 3.1.1, pyarrow 26.0.1, polars 2.1.0, DuckDB 2.0.1, fastparquet, Spark, vendors' documentation",
    rows: [
      row("P1", "Which codec and which type of times do libraries write?", "Snappy, polars and ClickHouse Zstandard; INT64, Spark INT96."),
      row(
        "P2",
        "What are times and users of a Google Analytics export?",
        "Microseconds; a device, and a user only where signed in; no event id.",
      ),
      row("P3", "And of Amplitude's?", "Text in UTC; `event_id` counts the events of a device, `$insert_id` is the id."),
      row("P4", "And of Mixpanel's?", "Seconds, or ms where asked; the user is `distinct_id` within `properties`."),
      row("P5", "And of Segment's?", "Four times, of which `timestamp` is the corrected one."),
      row("P6", "And of Snowplow's?", "`derived_tstamp`: the collector's time less the delay at the phone."),
      row(
        "P7",
        "How many bytes does a row of events take, by codec and order?",
        "20.5 with Snappy, 11.6 with Zstandard, 29.3 plain; up to 1.8 times shuffled.",
      ),
      row("P8", "And as text, in gzip?", "213 bytes of JSON, 22.4 in gzip; 99.7 of CSV, 18.9."),
    ],
  },
  {
    engine: "Tables over files: deltalake 1.6.6, pyiceberg 0.12.0, DuckDB 2.0.1",
    rows: [
      row(
        "T1",
        "Two writers of one Delta table at the same time: who commits?",
        "Both appends; an append behind an overwrite is refused; two overlapping compactions double every row.",
      ),
      row(
        "T2",
        "What does deleting a user write, and when do the bytes go?",
        "One file for all it touched; after a vacuum, which only lists unless told to delete.",
      ),
      row("T3", "What does a compaction of 200 files leave?", "One live file of 201; less than before only after a vacuum."),
      row(
        "T4",
        "What do open readers and stale writers meet behind a replaced hour?",
        "The old rows; refused where the same hour was written.",
      ),
      row("T5", "What do 200 small appends write beside the data with Iceberg?", "Metadata 27 times the data, none of it cleaned."),
      row(
        "T6",
        "Two writers of one Iceberg table: what of the second?",
        "An append is tried again and commits; a stale delete or overwrite is refused.",
      ),
      row("T7", "Does an Iceberg delete write anew or beside, and does expiring free bytes?", "Anew; no file is deleted."),
      row(
        "T8",
        "Which types do the columns of folder names have in DuckDB?",
        "What the values at hand look like: one `09` makes months text.",
      ),
      row(
        "T9",
        "What does DuckDB's COPY by hour write, and what of a folder that is there?",
        "One file an hour; refused unless told to append or overwrite.",
      ),
      row(
        "T10",
        "Which codec and row groups do table libraries write?",
        "Snappy or Zstandard by operation; 1,048,576 rows, DuckDB 122,880.",
      ),
      row("T11", "What becomes of another schema in an append?", "Refused unless merged; a cast may lose digits without a word."),
    ],
  },
  {
    engine: "Redis 7.0.15, Valkey 9.1.2 and memcached 1.6.18",
    rows: [
      row(
        "R1",
        "How many keys of 16 B fit into 10 MB?",
        "With values of 100 B 46,550 in Redis and 58,140 in Valkey, with 500 B 15,761 and 16,073.",
      ),
      row(
        "R3",
        "What does a full server do by default?",
        "It refuses writes with OOM and goes on to read; volatile-lru without a key that expires does the same.",
      ),
      row(
        "R4",
        "How long do keys stay that have expired and that nobody reads?",
        "100,000 at once are gone within 1.1 s; of 25,000 among 500,000 that expire later ten go a second.",
      ),
      row(
        "R6",
        "What does memcached make of values of one size, and of a change of it?",
        "Items of 175 B in chunks of 192; after a change one page for some 25 s, then one a second.",
      ),
      row(
        "R7",
        "How often is one key worked out that 200 callers miss at once?",
        "200 times; 2 with a lock, 1 with a second look once it is held; more with a lock shorter than the work.",
      ),
      row(
        "R8",
        "What does the sampled LRU hit at full speed?",
        "At 1 % of the keys no more than random: the clock has steps of a second. LFU and the segmented LRU hit more.",
      ),
    ],
  },
];
