import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import { parseDuration } from "../scenario/duration.ts";
import type { FaultSpec } from "../result/snapshot.ts";

const SPEC = /^(\*|[A-Za-z0-9_-]+)(?:#(\d{1,4}))?:([a-z][a-z0-9-]*)@([^+*#]+)(?:\+([^*#]+))?(?:\*([\d.]+))?(?:#(\d{1,4}))?$/;

export const FAULT_SYNTAX = "PART:FAULT@TIME[+DURATION][*AMOUNT][#INDEX], for instance kafka:crash@1800s+60s#1";

/**
 * A fault written on the command line: `kafka:crash@30 min+60 s#1` strikes the second target of kafka for a minute. PART may
 * be the id of a wire, or `*` for every part that can suffer the fault.
 */
export function parseFaultSpec(text: string): Result<FaultSpec, string> {
  const match = SPEC.exec(text.trim());
  if (match === null) return fail(`"${text}" is not a fault. Write ${FAULT_SYNTAX}.`);
  const [, part = "", indexBefore, fault = "", time = "", duration, amount, indexAfter] = match;
  const atMs = parseDuration(time);
  if (atMs === null) return fail(`"${time}" is not a time. Write for instance 1800s or 30min.`);
  const durationMs = duration === undefined ? undefined : parseDuration(duration);
  if (durationMs === null) return fail(`"${duration}" is not a duration. Write for instance 60s.`);
  if (amount !== undefined && !Number.isFinite(Number(amount))) return fail(`"${amount}" is not a number. Write for instance *2.5.`);
  const index = indexAfter ?? indexBefore;
  return ok({
    part,
    fault,
    atMs,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(amount === undefined ? {} : { amount: Number(amount) }),
    ...(index === undefined ? {} : { index: Number(index) }),
  });
}
