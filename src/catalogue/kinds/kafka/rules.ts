import type { Advice, Usage } from "../../contract.ts";
import { used } from "../../prices/usage.ts";
import { count, percent } from "../../words.ts";
import { isExpress, partitionsPerBroker, writesHeldBack } from "./brokers.ts";
import type { BrokerSize } from "./brokers.ts";

type Cluster = {
  readonly deployment: "msk" | "ec2";
  readonly instance: BrokerSize;
  readonly brokers: number;
  readonly partitions: number;
  readonly topics: "single" | "by-type";
  readonly replicationFactor: number;
  readonly uncleanLeaderElection: boolean;
  readonly minInsyncReplicas: number;
  readonly cpuMsPerMibWritten: number;
  readonly cpuMsPerMibRead: number;
};

const MIB = 1024 * 1024;
const TOPIC_GROUPS = 3;
/** AWS: keep user and system CPU of a broker below this (Amazon MSK best practices; sizing references 2026-08). */
const CPU_SHARE = 0.6;

/** Combinations that MSK does not offer. */
export function mskRefusals(props: Cluster): readonly Advice[] {
  if (!isExpress(props.instance)) return [];
  const refusals: Advice[] = [];
  if (props.deployment !== "msk")
    refusals.push({ field: "instance", message: "Express brokers exist on Amazon MSK only. Run as Amazon MSK, or choose another size." });
  if (props.replicationFactor !== 3)
    refusals.push({
      field: "replicationFactor",
      message: "Express brokers keep three copies, which cannot be changed. Write 3, or choose another size.",
    });
  if (props.uncleanLeaderElection)
    refusals.push({
      field: "uncleanLeaderElection",
      message: "Express brokers never elect an unclean leader. Turn this off, or choose another size.",
    });
  return refusals;
}

/** AWS's rules of thumb for MSK, held against the settings and what a run has measured. */
export function mskAdvice(props: Cluster, measured: Usage, seconds: number, cpuCores: number): readonly Advice[] {
  if (props.deployment !== "msk") return [];
  return [...partitionAdvice(props), ...cpuAdvice(props, measured, seconds, cpuCores), ...volumeAdvice(props)];
}

function partitionAdvice(props: Cluster): readonly Advice[] {
  const limits = partitionsPerBroker(props.instance);
  const each = (props.partitions * (props.topics === "by-type" ? TOPIC_GROUPS : 1) * props.replicationFactor) / props.brokers;
  if (limits === null || each <= limits[0]) return [];
  const [advised, most] = limits;
  const state =
    each > most ? `beyond ${count(most)} MSK refuses to update the cluster or make its brokers smaller` : `up to ${count(most)} still work`;
  return [
    {
      field: "partitions",
      message: `${count(Math.ceil(each))} partitions with their copies lie on each ${props.instance}; AWS advises ${count(advised)} at most, and ${state}. Take fewer partitions, more brokers or larger ones.`,
    },
  ];
}

function cpuAdvice(props: Cluster, measured: Usage, seconds: number, cpuCores: number): readonly Advice[] {
  if (isExpress(props.instance) || seconds <= 0) return [];
  const perMib = props.cpuMsPerMibWritten * props.replicationFactor + props.cpuMsPerMibRead * used(measured, "groups");
  const share = ((used(measured, "bytesIn") / MIB) * perMib) / (1000 * seconds * cpuCores * props.brokers);
  if (share <= CPU_SHARE) return [];
  return [
    {
      field: "brokers",
      message: `Brokers spent ${percent(share)} of their CPU over the run; AWS asks for less than 60 %, so that one may fail. Add brokers or take larger ones.`,
    },
  ];
}

function volumeAdvice(props: Cluster): readonly Advice[] {
  const held = writesHeldBack(props.instance);
  if (held === 0) return [];
  return [
    {
      field: "instance",
      message: `A gp3 volume stops at 250 MiB/s, and ${props.instance} could write ${count(250 + held)}. Without provisioned throughput a smaller size writes as much.`,
    },
  ];
}
