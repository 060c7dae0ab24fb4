import type { PortDecl } from "../contract.ts";

/** Where a task that registers partitions stands in a drawing. */
export const PARTITION_TASK_PORTS: readonly PortDecl[] = [
  {
    id: "objects",
    label: "Files",
    direction: "in",
    carries: ["files"],
    required: true,
    partners: ["object-store"],
    help: "The store whose partitions are registered.",
  },
  {
    id: "start",
    label: "Start",
    direction: "in",
    carries: ["triggers"],
    partners: ["orchestrator", "batch-job"],
    help: "Who begins the runs: an orchestrator, or a job that comes before. Without a wire it has its own clock.",
  },
  {
    id: "partitions",
    label: "Partitions",
    direction: "out",
    carries: ["partitions"],
    required: true,
    partners: ["catalogue"],
    help: "Partitions to register.",
  },
  {
    id: "done",
    label: "Done",
    direction: "out",
    carries: ["triggers"],
    partners: ["batch-job"],
    help: "The next job begins when a run of this one has ended well.",
  },
];
