import type { Strike } from "../part/part.ts";
import type { TellsOfJob } from "./run-remarks.ts";
import type { Trouble } from "./spark/machines.ts";

/** A lost executor comes back as another one; a part of the machines is taken away together. */
const RECLAIMED_SHARE = 0.5;
const SLOW_FACTOR = 4;

/** What a strike does to the machines of a job, which is told at once. */
export function troubleOf(
  { fault, durationMs, index = 0, amount }: Strike,
  at: number,
  {
    executors,
    noticeMs,
    mostFailures,
  }: {
    readonly executors: number /** Until somebody notices that a machine is gone. */;
    readonly noticeMs: number;
    readonly mostFailures: number;
  },
  tell: TellsOfJob,
): Trouble {
  const during = { fromMs: at, untilMs: at + durationMs };
  const executor = index % executors;
  switch (fault) {
    case "executor-lost":
      tell(at, "executor-lost", { executor, awayMs: durationMs });
      return { what: "away", executors: [executor], noticeMs, ...during };
    case "spot-interruption": {
      const count = Math.min(executors, Math.max(1, Math.ceil(executors * (amount ?? RECLAIMED_SHARE))));
      tell(at, "executors-reclaimed", { executors: count, ofExecutors: executors, awayMs: durationMs });
      // Whoever takes a machine away says so: nobody has to notice.
      return { what: "away", executors: Array.from({ length: count }, (_, each) => each), noticeMs: 0, ...during };
    }
    case "slow":
      tell(at, "executor-slow", { executor, factor: amount ?? SLOW_FACTOR, forMs: durationMs }, "speculation");
      return { what: "slow", executor, factor: amount ?? SLOW_FACTOR, ...during };
    case "late-start":
      tell(at, "late-start", { forMs: durationMs });
      return { what: "no-machines", ...during };
    default:
      tell(at, "tasks-failing", { forMs: durationMs, mostFailures });
      return { what: "failing", share: (index % 3) / 2, ...during };
  }
}
