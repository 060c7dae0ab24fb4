import { STARTING_FAMILIES, TASK_FAMILIES } from "./task-ports.ts";
import type { PortDecl } from "../contract.ts";

/** Where a batch job stands in a drawing, whoever runs it. */
export const BATCH_JOB_PORTS: readonly PortDecl[] = [
  {
    id: "in",
    label: "Files",
    direction: "in",
    carries: ["files"],
    required: true,
    partners: ["object-store"],
    help: "Files of events as they land. A run takes those that were there when it began.",
  },
  {
    id: "start",
    label: "Start",
    direction: "in",
    carries: ["triggers"],
    partners: STARTING_FAMILIES,
    help: "Who begins the runs: an orchestrator, or a job that comes before. Without a wire the job has its own clock.",
  },
  {
    id: "files",
    label: "Result",
    direction: "out",
    carries: ["files"],
    streams: ["event", "session", "aggregate", "window", "user-version", "fact"],
    required: true,
    partners: ["object-store"],
    help: "What runs have written, in folders by hour or day.",
  },
  {
    id: "done",
    label: "Done",
    direction: "out",
    carries: ["triggers"],
    partners: TASK_FAMILIES,
    help: "The next job begins when a run of this one has ended well. Under an orchestrator it is the order of the tasks.",
  },
];
