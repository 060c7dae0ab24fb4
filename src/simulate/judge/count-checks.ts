import { nounFor } from "../../base/counted-noun.ts";
import type { Finding } from "../../base/finding.ts";
import { OPERATES } from "../../engine/processing/operator-host.ts";
import { MAKES_SESSIONS } from "../../engine/operators/sessionize.ts";
import { SESSION } from "../../engine/rows/rows.ts";
import type { Machine } from "../compile/build-machine.ts";
import { finalSessions } from "./session-quality.ts";
import { judgedStore } from "../read/stores.ts";

/**
 * The processed-data check a stream processor may run: events that were accepted into sessions against the events the
 * sessions table accounts for. They differ when rows were lost, or written by rules that let updates replace each other.
 */
export function countChecks(machine: Machine): Finding[] {
  const store = judgedStore(machine, SESSION);
  if (store === null) return [];
  const { sessions } = machine.run.rows;
  const stored = finalSessions(machine, store).rows.reduce((sum, row) => sum + sessions.events.at(row), 0);
  return machine.parts.flatMap(({ part, props }): Finding[] => {
    const host = OPERATES.of(machine.nodes.get(part.id));
    if (host === null || props.sessionize !== true) return [];
    const accepted = MAKES_SESSIONS.all(host.operators).reduce((sum, operator) => sum + operator.accepted, 0);
    const counts = `${accepted.toLocaleString("en-US")} ${nounFor(accepted, "event")} went into sessions, and the sessions in ${store.id} account for ${stored.toLocaleString("en-US")}`;
    if (accepted === stored)
      return [
        {
          code: "check.counts-agree",
          severity: "note",
          where: `system.parts.${part.id}`,
          message: `Count check of ${part.title}: ${counts}.`,
        },
      ];
    return [
      {
        code: "check.counts-differ",
        severity: "warning",
        where: `system.parts.${part.id}.settings.sessionize`,
        message: `Count check of ${part.title}: ${counts}. Rows were lost, or replaced each other, on the way to the store.`,
      },
    ];
  });
}
