import type { PriceLine, Source, Usage } from "../../contract.ts";
import { AWS_PRICES, published, recalled } from "../../prices/sources.ts";
import { GB, GIB, MILLION, MONTH_HOURS, used } from "../../prices/usage.ts";

type Props = { readonly mode: "provisioned" | "on-demand"; readonly reads: "poll" | "push"; readonly retentionHours: number };

const PRICING_PAGE = published("aws.amazon.com/kinesis/data-streams/pricing: each record counts in steps of 1 KB (1,024 bytes)", "2026");
const DAY_H = 24;
const WEEK_H = 168;

function line(
  dimension: string,
  unit: string,
  source: Source,
  usd: number,
  mode: Props["mode"],
  quantity: (usage: Usage, props: Props) => number,
): PriceLine<Props> {
  return {
    dimension,
    unit,
    source,
    quantity: (usage, props) => (props.mode === mode ? quantity(usage, props) : 0),
    unitPriceUsd: () => usd,
  };
}

/** GB that lie in the stream because they are kept from hour `from` to hour `to`. */
function keptGb(usage: Usage, props: Props, from: number, to: number): number {
  const hours = Math.max(0, Math.min(props.retentionHours, to) - from);
  return (used(usage, "bytesIn") / GB) * (hours / MONTH_HOURS);
}

export const kinesisPrices: readonly PriceLine<Props>[] = [
  line("Shards", "shard-hours", AWS_PRICES, 0.015, "provisioned", (usage) => used(usage, "shards") * used(usage, "hours")),
  line("Put units of 25 KB", "million", AWS_PRICES, 0.014, "provisioned", (usage) => used(usage, "putUnits") / MILLION),
  line("Enhanced fan-out", "reader-shard-hours", AWS_PRICES, 0.015, "provisioned", (usage, { reads }) =>
    reads === "push" ? used(usage, "groups") * used(usage, "shards") * used(usage, "hours") : 0,
  ),
  line("Enhanced fan-out data", "GB", AWS_PRICES, 0.013, "provisioned", (usage, { reads }) =>
    reads === "push" ? used(usage, "bytesOut") / GB : 0,
  ),
  line(
    "Kept longer than a day",
    "shard-hours",
    recalled("0.02 USD per shard-hour up to 7 days, us-east-1", "2026-08"),
    0.02,
    "provisioned",
    (usage, { retentionHours }) => (retentionHours > DAY_H ? used(usage, "shards") * used(usage, "hours") : 0),
  ),
  line("Kept longer than a week", "GB-months", AWS_PRICES, 0.023, "provisioned", (usage, props) => keptGb(usage, props, WEEK_H, Infinity)),
  line("Stream", "hours", AWS_PRICES, 0.04, "on-demand", (usage) => used(usage, "hours")),
  line("Data in", "GB", PRICING_PAGE, 0.08, "on-demand", (usage) => used(usage, "roundedBytes") / GIB),
  line("Data out, polled", "GB", AWS_PRICES, 0.04, "on-demand", (usage, { reads }) => (reads === "poll" ? outGb(usage) : 0)),
  line("Data out, enhanced fan-out", "GB", AWS_PRICES, 0.05, "on-demand", (usage, { reads }) => (reads === "push" ? outGb(usage) : 0)),
  line("On demand, kept longer than a day", "GB-months", AWS_PRICES, 0.1, "on-demand", (usage, props) =>
    keptGb(usage, props, DAY_H, WEEK_H),
  ),
  line("On demand, kept longer than a week", "GB-months", AWS_PRICES, 0.023, "on-demand", (usage, props) =>
    keptGb(usage, props, WEEK_H, Infinity),
  ),
];

function outGb(usage: Usage): number {
  return (used(usage, "roundedBytes") * used(usage, "groups")) / GIB;
}
