/** Where a run stands. The last five are ends; a new run may begin from any end, and from `idle`. */
export type RunStatus = "idle" | "starting" | "running" | "paused" | "finished" | "cancelled" | "capped" | "refused" | "failed";

export type RunEnd = Extract<RunStatus, "finished" | "cancelled" | "capped" | "refused" | "failed">;

export type RunEvent =
  | { readonly type: "start" }
  | { readonly type: "snapshot" }
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  | { readonly type: "end"; readonly as: RunEnd }
  | { readonly type: "forget" };

/** The life of a run as one table: an event that means nothing in a state leaves it as it is. */
export function nextStatus(status: RunStatus, event: RunEvent): RunStatus {
  switch (event.type) {
    case "start":
      return isActive(status) ? status : "starting";
    case "snapshot":
      return status === "starting" ? "running" : status;
    case "pause":
      return status === "running" || status === "starting" ? "paused" : status;
    case "resume":
      return status === "paused" ? "running" : status;
    case "end":
      return isActive(status) ? event.as : status;
    case "forget":
      return isActive(status) ? status : "idle";
  }
}

/** True from the press of Run until the run has ended. */
export function isActive(status: RunStatus): boolean {
  return status === "starting" || status === "running" || status === "paused";
}
