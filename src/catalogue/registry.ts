import type { KindDecl } from "./contract.ts";
import { sagemakerEndpoint } from "./kinds/sagemaker-endpoint/kind.ts";
import { vectorIndexKind } from "./kinds/vector-index/kind.ts";
import { loadBalancer } from "./kinds/load-balancer/kind.ts";
import { quicksightSpice } from "./kinds/quicksight-spice/kind.ts";
import { recommendationApi } from "./kinds/recommendation-api/kind.ts";
import { redis } from "./kinds/redis/kind.ts";
import { cdnKind } from "./kinds/cdn/kind.ts";
import { rateLimiter } from "./kinds/rate-limiter/kind.ts";
import { memcached } from "./kinds/memcached/kind.ts";
import { valkey } from "./kinds/valkey/kind.ts";
import { cassandra } from "./kinds/cassandra/kind.ts";
import { recommendationJob } from "./kinds/recommendation-job/kind.ts";
import { modelTrainingKind } from "./kinds/model-training/kind.ts";
import { upstreamServices } from "./kinds/upstream-services/kind.ts";
import { requestClientsKind } from "./kinds/request-clients/kind.ts";
import { socialClientsKind } from "./kinds/social-clients/kind.ts";
import { feedServiceKind } from "./kinds/feed-service/kind.ts";
import { fanOutWorkerKind } from "./kinds/fan-out-worker/kind.ts";
import { redisTimelines } from "./kinds/redis-timelines/kind.ts";
import { appServiceKind } from "./kinds/app-service/kind.ts";
import { keyServiceKind } from "./kinds/key-service/kind.ts";
import { shardedPostgres } from "./kinds/sharded-postgres/kind.ts";
import { cassandraItems } from "./kinds/cassandra-items/kind.ts";
import { dynamodbItems } from "./kinds/dynamodb-items/kind.ts";
import { searchIndexKind } from "./kinds/search-index/kind.ts";
import { s3Objects } from "./kinds/s3-objects/kind.ts";
import { cleanupServiceKind } from "./kinds/cleanup-service/kind.ts";
import { idGeneratorKind } from "./kinds/id-generator/kind.ts";
import { mysql } from "./kinds/mysql/kind.ts";
import { aurora } from "./kinds/aurora/kind.ts";
import { postgres } from "./kinds/postgres/kind.ts";
import { webApp } from "./kinds/web-app/kind.ts";
import { apiGateway } from "./kinds/api-gateway/kind.ts";
import { athena } from "./kinds/athena/kind.ts";
import { batchDrop } from "./kinds/batch-drop/kind.ts";
import { cacheKind } from "./kinds/cache/kind.ts";
import { closedClientsKind } from "./kinds/closed-clients/kind.ts";
import { dashboardKind } from "./kinds/dashboard/kind.ts";
import { dynamodb } from "./kinds/dynamodb/kind.ts";
import { druid } from "./kinds/druid/kind.ts";
import { firehose } from "./kinds/firehose/kind.ts";
import { flink } from "./kinds/flink/kind.ts";
import { glueCatalog } from "./kinds/glue-catalog/kind.ts";
import { athenaDdl } from "./kinds/athena-ddl/kind.ts";
import { glueCrawler } from "./kinds/glue-crawler/kind.ts";
import { glueJob } from "./kinds/glue-job/kind.ts";
import { tableMaintenanceKind } from "./kinds/table-maintenance/kind.ts";
import { sparkJob } from "./kinds/spark-job/kind.ts";
import { jupyterhub } from "./kinds/jupyterhub/kind.ts";
import { materializedViewKind } from "./kinds/materialized-view/kind.ts";
import { redshiftVacuum } from "./kinds/redshift-vacuum/kind.ts";
import { looker } from "./kinds/looker/kind.ts";
import { sagemakerNotebook } from "./kinds/sagemaker-notebook/kind.ts";
import { tableau } from "./kinds/tableau/kind.ts";
import { joinKind } from "./kinds/join/kind.ts";
import { airflow } from "./kinds/airflow/kind.ts";
import { cron } from "./kinds/cron/kind.ts";
import { stepFunctions } from "./kinds/step-functions/kind.ts";
import { fileSensorKind } from "./kinds/file-sensor/kind.ts";
import { qualityCheckKind } from "./kinds/quality-check/kind.ts";
import { kafka } from "./kinds/kafka/kind.ts";
import { kafkaConnectS3 } from "./kinds/kafka-connect-s3/kind.ts";
import { kinesis } from "./kinds/kinesis-data-streams/kind.ts";
import { kafkaStreams } from "./kinds/kafka-streams/kind.ts";
import { lambda } from "./kinds/lambda/kind.ts";
import { lambdaPartitionDiscovery } from "./kinds/lambda-partition-discovery/kind.ts";
import { mobileApp } from "./kinds/mobile-app/kind.ts";
import { monitoring } from "./kinds/monitoring/kind.ts";
import { nifi } from "./kinds/nifi/kind.ts";
import { poissonSourceKind } from "./kinds/poisson-source/kind.ts";
import { redshift } from "./kinds/redshift/kind.ts";
import { redshiftServerless } from "./kinds/redshift-serverless/kind.ts";
import { snowflake } from "./kinds/snowflake/kind.ts";
import { bigquery } from "./kinds/bigquery/kind.ts";
import { s3 } from "./kinds/s3/kind.ts";
import { deltaTable } from "./kinds/delta-table/kind.ts";
import { icebergTable } from "./kinds/iceberg-table/kind.ts";
import { serviceKind } from "./kinds/service/kind.ts";
import { sinkKind } from "./kinds/sink/kind.ts";
import { sqs } from "./kinds/sqs/kind.ts";
import { traceSourceKind } from "./kinds/trace-source/kind.ts";
import { streamWorker } from "./kinds/stream-worker/kind.ts";

/** Every kind a design may use, in the order of the palette: by layer, then as data flows. */
export const KINDS: readonly KindDecl[] = [
  mobileApp,
  webApp,
  requestClientsKind,
  socialClientsKind,
  upstreamServices,
  traceSourceKind,
  poissonSourceKind,
  closedClientsKind,
  apiGateway,
  kafka,
  kinesis,
  sqs,
  kafkaConnectS3,
  firehose,
  nifi,
  batchDrop,
  flink,
  kafkaStreams,
  lambda,
  lambdaPartitionDiscovery,
  streamWorker,
  fanOutWorkerKind,
  modelTrainingKind,
  recommendationJob,
  fileSensorKind,
  qualityCheckKind,
  glueJob,
  sparkJob,
  tableMaintenanceKind,
  redshiftVacuum,
  glueCrawler,
  athenaDdl,
  serviceKind,
  joinKind,
  s3,
  deltaTable,
  icebergTable,
  druid,
  postgres,
  mysql,
  aurora,
  shardedPostgres,
  cassandraItems,
  dynamodbItems,
  searchIndexKind,
  s3Objects,
  cassandra,
  dynamodb,
  cacheKind,
  redshift,
  redshiftServerless,
  snowflake,
  bigquery,
  materializedViewKind,
  athena,
  redis,
  valkey,
  memcached,
  redisTimelines,
  vectorIndexKind,
  sagemakerEndpoint,
  cdnKind,
  rateLimiter,
  loadBalancer,
  appServiceKind,
  feedServiceKind,
  keyServiceKind,
  idGeneratorKind,
  cleanupServiceKind,
  recommendationApi,
  quicksightSpice,
  dashboardKind,
  tableau,
  looker,
  jupyterhub,
  sagemakerNotebook,
  sinkKind,
  glueCatalog,
  airflow,
  stepFunctions,
  cron,
  monitoring,
];

const BY_ID = new Map(KINDS.map((kind) => [kind.id, kind]));

/** The kind of that name, or undefined when there is none. */
export function kindById(id: string): KindDecl | undefined {
  return BY_ID.get(id);
}
