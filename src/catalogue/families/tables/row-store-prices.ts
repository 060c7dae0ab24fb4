import type { PriceLine } from "../../contract.ts";
import { AWS_PRICES } from "../../prices/sources.ts";
import { GB, used } from "../../prices/usage.ts";

/** Of the smallest machine one can rent for a relational store, and of each step above it. */
const MACHINE_VCPU = 2;

export const MACHINE_HOURS = `instance-hours of ${MACHINE_VCPU} vCPU`;

/** Machines that are paid so that `cores` of them can work. */
export function machinesFor(cores: number): number {
  return Math.ceil(cores / MACHINE_VCPU);
}

/** The cores that work, and how many are paid where a machine has more: `1 of 2 paid vCPU`. */
export function coresInWords(cores: number): string {
  const paid = machinesFor(cores) * MACHINE_VCPU;
  return paid === cores ? `${cores} vCPU` : `${cores} of ${paid} paid vCPU`;
}

/** Machines of two vCPU and what each keeps, as RDS bills a relational store whose replicas have disks of their own. */
export function rowStorePrices(machineUsdPerHour: number): PriceLine<{ readonly cores: number; readonly replicas: number }>[] {
  return [
    {
      dimension: "Machines",
      unit: MACHINE_HOURS,
      source: AWS_PRICES,
      quantity: (usage, { cores, replicas }) => (1 + replicas) * machinesFor(cores) * used(usage, "hours"),
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
