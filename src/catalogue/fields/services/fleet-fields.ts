import type { FleetSpec } from "../../../engine/fleets/instance-fleet.ts";
import { field } from "../../contract.ts";
import type { Advice } from "../../contract.ts";
import { assumed, recalled } from "../../prices/sources.ts";

const SCALES = ["busy", "calls"] as const;
const SCALED = { field: "scalesBy", values: SCALES } as const;
const TRACKING = recalled(
  "Application Auto Scaling target tracking: 3 minutes above, 15 minutes a tenth below, 300 s cooldown; facts/streaming.md 4",
  "2026",
);

/** How the instances of a service follow the load, and how a new version comes to them. */
export const fleetFields = {
  scalesBy: field.choice({
    label: "Scales by",
    help: "What the number of instances follows. More are asked for when it is above its target, and are there only once they have started.",
    default: "never",
    options: [
      { value: "never", label: "never", help: "The number stays what it is." },
      { value: "busy", label: "threads in use", help: "Share of all threads that are held, waiting for others included." },
      { value: "calls", label: "calls of each", help: "Calls that come to an instance in a minute." },
    ],
  }),
  maxInstances: field.integer({
    label: "Most instances",
    help: "Scaling goes no further; the least is the number of instances above.",
    unit: "instances",
    default: 8,
    min: 1,
    max: 1000,
    onlyWith: SCALED,
  }),
  targetBusyPercent: field.number({
    label: "Threads in use, aimed at",
    help: "Above it instances are added in proportion, below nine tenths of it they go.",
    unit: "%",
    default: 50,
    min: 1,
    max: 100,
    onlyWith: { field: "scalesBy", values: ["busy"] },
    source: assumed("half, so that the others have room while more start"),
  }),
  targetCalls: field.number({
    label: "Calls of each, aimed at",
    help: "Of one instance in a minute. Above it instances are added in proportion, below nine tenths of it they go.",
    unit: "calls/min",
    default: 6000,
    min: 1,
    max: 1e9,
    onlyWith: { field: "scalesBy", values: ["calls"] },
    source: assumed("100 a second"),
  }),
  scalePeriodMs: field.integer({
    label: "Looked at every",
    help: "What is measured over this time is held against the target.",
    unit: "ms",
    default: 60_000,
    min: 1000,
    max: 3_600_000,
    advanced: true,
    onlyWith: SCALED,
    source: TRACKING,
  }),
  periodsAbove: field.integer({
    label: "More after",
    help: "So many times in a row above the target, and instances are added.",
    unit: "times",
    default: 3,
    min: 1,
    max: 60,
    advanced: true,
    onlyWith: SCALED,
    source: TRACKING,
  }),
  periodsBelow: field.integer({
    label: "Fewer after",
    help: "So many times in a row below nine tenths of the target, and instances go.",
    unit: "times",
    default: 15,
    min: 1,
    max: 60,
    advanced: true,
    onlyWith: SCALED,
    source: TRACKING,
  }),
  cooldownMs: field.integer({
    label: "Then left alone for",
    help: "After a change nothing is changed for so long.",
    unit: "ms",
    default: 300_000,
    min: 0,
    max: 3_600_000,
    advanced: true,
    onlyWith: SCALED,
    source: TRACKING,
  }),
  startMs: field.integer({
    label: "Starts in",
    help: "From the wish for an instance, or for a new version of one, until it takes calls: machine, image, process. It is paid meanwhile.",
    unit: "ms",
    default: 60_000,
    min: 0,
    max: 3_600_000,
    advanced: true,
    source: assumed("a container on a machine that is there starts in seconds, a machine in one to three minutes"),
  }),
  drainForMs: field.integer({
    label: "Drains for",
    help: "An instance that goes gets no new calls and has so long for those it has; what is left breaks off.",
    unit: "ms",
    default: 30_000,
    min: 0,
    max: 3_600_000,
    advanced: true,
    source: recalled("Kubernetes and ECS stop a process 30 s after they asked it to go", "2026"),
  }),
  deployBatch: field.integer({
    label: "Deploys at a time",
    help: "Instances that a new version comes to at once.",
    unit: "instances",
    default: 1,
    min: 1,
    max: 1000,
    advanced: true,
  }),
  deployNewFirst: field.boolean({
    label: "New ones first",
    help: "A deployment starts new instances before those they replace go, so that there are never fewer. Both are paid meanwhile.",
    default: false,
    advanced: true,
  }),
  deployGraceMs: field.integer({
    label: "Watched for",
    help: "So long a batch of a new version takes calls before the next one begins.",
    unit: "ms",
    default: 60_000,
    min: 0,
    max: 3_600_000,
    advanced: true,
    source: assumed("a health check grace period of one minute"),
  }),
  rollbackPercent: field.optionalNumber({
    label: "Rolls back above",
    help: "When more than this share of the calls of a batch fails while it is watched, the old version comes back.",
    unit: "%",
    default: null,
    whenGiven: 5,
    absent: "nobody looks: a bad version comes to all",
    min: 0,
    max: 100,
    advanced: true,
    source: recalled("ECS deployment circuit breaker and alarms: off unless asked for", "2026"),
  }),
};

type FleetProps = {
  readonly instances: number;
  readonly threads: number;
  readonly changeThreads: number | null;
  readonly scalesBy: "never" | (typeof SCALES)[number];
  readonly maxInstances: number;
  readonly targetBusyPercent: number;
  readonly targetCalls: number;
  readonly scalePeriodMs: number;
  readonly periodsAbove: number;
  readonly periodsBelow: number;
  readonly cooldownMs: number;
  readonly startMs: number;
  readonly drainForMs: number;
  readonly deployBatch: number;
  readonly deployNewFirst: boolean;
  readonly deployGraceMs: number;
  readonly rollbackPercent: number | null;
};

/** What these fields mean to a part with instances. */
export function fleetOf(props: FleetProps): Omit<FleetSpec, "least"> {
  const { scalesBy, periodsAbove, periodsBelow, cooldownMs, rollbackPercent } = props;
  const threads = props.threads + (props.changeThreads ?? 0);
  return {
    startMs: props.startMs,
    drainMs: props.drainForMs,
    deploy: {
      batch: props.deployBatch,
      graceMs: props.deployGraceMs,
      newFirst: props.deployNewFirst,
      takenBackAbove: rollbackPercent === null ? null : rollbackPercent / 100,
    },
    scaling:
      scalesBy === "never"
        ? null
        : {
            ...{ by: scalesBy, most: props.maxInstances, periodMs: props.scalePeriodMs, periodsAbove, periodsBelow, cooldownMs },
            target: scalesBy === "busy" ? (threads * props.targetBusyPercent) / 100 : props.targetCalls,
          },
  };
}

/** What cannot be meant. */
export function fleetProblems({ scalesBy, instances, maxInstances }: FleetProps): readonly Advice[] {
  if (scalesBy === "never" || maxInstances >= instances) return [];
  return [{ field: "maxInstances", message: "It starts with more instances than it may ever have. Raise this or lower the instances." }];
}

/** What is allowed and rarely meant. */
export function fleetAdvice({
  instances,
  deployBatch,
  deployNewFirst,
  startMs,
  scalesBy,
  cooldownMs,
  maxInstances,
}: FleetProps): readonly Advice[] {
  const advice: Advice[] = [];
  if (instances > 1 && deployBatch >= instances && !deployNewFirst)
    advice.push({
      field: "deployBatch",
      message:
        "A deployment takes all instances out at once, and nobody answers until the new ones are up. Deploy fewer at a time, or new ones first.",
    });
  if (scalesBy !== "never" && cooldownMs < startMs)
    advice.push({
      field: "cooldownMs",
      message:
        "More instances are asked for before the last ones have started and could help. Leave it alone for as long as they take to start.",
    });
  if (scalesBy !== "never" && maxInstances === instances)
    advice.push({ field: "maxInstances", message: "The most instances are as many as the least: nothing can be added." });
  return advice;
}
