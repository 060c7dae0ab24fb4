import type { PriceLine } from "../../contract.ts";
import { AWS_PRICES } from "../../prices/sources.ts";
import { GB, used } from "../../prices/usage.ts";

/** Machines of two vCPU and what each keeps, as RDS bills a relational store whose replicas have disks of their own. */
export function rowStorePrices(machineUsdPerHour: number): PriceLine<{ readonly cores: number; readonly replicas: number }>[] {
  return [
    {
      dimension: "Machines",
      unit: "instance-hours of 2 vCPU",
      source: AWS_PRICES,
      quantity: (usage, { cores, replicas }) => (1 + replicas) * Math.ceil(cores / 2) * used(usage, "hours"),
      unitPriceUsd: () => machineUsdPerHour,
    },
    {
      dimension: "Storage",
      unit: "GB-months",
      source: AWS_PRICES,
      quantity: (usage, { replicas }) => ((1 + replicas) * (used(usage, "storedBytes") + used(usage, "stockBytes"))) / GB,
      unitPriceUsd: () => 0.115,
    },
  ];
}
