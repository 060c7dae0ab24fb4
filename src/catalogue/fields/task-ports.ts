import type { FamilyId } from "../families/family.ts";

/** Families whose parts somebody begins and that end: what orders tasks leads to them, and they to each other. */
export const TASK_FAMILIES: readonly FamilyId[] = ["batch-job", "warehouse", "function"];
/** Who begins a task. */
export const STARTING_FAMILIES: readonly FamilyId[] = ["orchestrator", ...TASK_FAMILIES];
