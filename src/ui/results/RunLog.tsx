import type { Finding } from "../../base/finding.ts";
import type { RunIncident } from "../../result/snapshot.ts";
import { StateSign } from "../parts/Chip.tsx";
import type { Tone } from "../parts/Chip.tsx";
import { formatMs, formatNumber } from "../parts/format.ts";
import { useRun } from "../stores/run-store.ts";
import { select } from "../stores/view-store.ts";
import { Card, Cards, Scroll, Sentence } from "./parts/Card.tsx";
import { Alarms } from "./parts/Alarms.tsx";
import { KeptCard } from "./parts/KeptCard.tsx";
import { partTitle } from "./parts/part-names.ts";
import styles from "./parts/Results.module.css";
import { Num } from "./parts/TableParts.tsx";
import type { RunView } from "./parts/use-run-view.ts";
import { visibleText } from "../../base/visible-text.ts";

const KINDS: { readonly [kind in RunIncident["kind"]]: { readonly tone: Tone; readonly word: string } } = {
  scheduled: { tone: "warn", word: "scheduled" },
  pressed: { tone: "warn", word: "pressed by you" },
  alert: { tone: "bad", word: "alert" },
  change: { tone: "accent", word: "change" },
};

const SEVERITIES: { readonly [severity in Finding["severity"]]: { readonly tone: Tone; readonly word: string } } = {
  error: { tone: "bad", word: "error" },
  warning: { tone: "warn", word: "warning" },
  note: { tone: "accent", word: "note" },
};

/** What happened, in the order of time, and what was found about the design. */
export function RunLog({ view }: { readonly view: RunView }) {
  const findings = useRun((run) => run.findings);
  return (
    <Cards>
      {view.kept ? (
        <KeptCard what="Rows and the log of what happened are" />
      ) : (
        <Card grow={1.3} least={380} title="What happened" note={`${formatNumber(view.incidents.length)} entries`}>
          <Incidents view={view} />
        </Card>
      )}
      <Alarms view={view} />
      <Card grow={1.3} least={340} title="What was found" note={`${formatNumber(findings.length)} findings`}>
        <Findings view={view} findings={findings} />
      </Card>
      <Card title="This run">
        <Facts view={view} />
      </Card>
    </Cards>
  );
}

function PartLink({ view, part }: { readonly view: RunView; readonly part: string }) {
  return (
    <button type="button" className={styles["link"]} title="Show this part" onClick={() => select(place(view, part))}>
      {partTitle(view.design, part)}
    </button>
  );
}

/** What was struck is a part, or the link between two. */
function place(view: RunView, id: string): Parameters<typeof select>[0] {
  return view.design.system.wires.some((wire) => wire.id === id) ? { wires: [id] } : { parts: [id] };
}

function Incidents({ view }: { readonly view: RunView }) {
  if (view.incidents.length === 0)
    return <Sentence>Nothing has gone wrong. Press “Break something” to strike a part while it runs.</Sentence>;
  return (
    <Scroll label="What happened">
      <table className={styles["table"]}>
        <tbody>
          {view.incidents.map((incident, index) => (
            <tr key={`${incident.atMs} ${index}`}>
              <td>
                <button type="button" className={styles["link"]} title="Look back at this moment" onClick={() => view.pick(incident.atMs)}>
                  {view.instant(incident.atMs)}
                </button>
              </td>
              <td>
                <StateSign {...KINDS[incident.kind]} />
              </td>
              <td className={styles["wrap"]}>
                {incident.label} {incident.part !== undefined && <PartLink view={view} part={incident.part} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** The part a finding speaks of, read from its path (`system.parts.kafka.settings.partitions`). */
function partOf(view: RunView, where: string): string | null {
  const [root, list, id] = where.split(".");
  return root === "system" && list === "parts" && id !== undefined && view.design.system.parts.some((part) => part.id === id) ? id : null;
}

function Findings({ view, findings }: { readonly view: RunView; readonly findings: readonly Finding[] }) {
  if (findings.length === 0) return <Sentence>{view.active ? "Findings are listed when the run ends." : "Nothing to object to."}</Sentence>;
  return (
    <Scroll label="What was found">
      <table className={styles["table"]}>
        <tbody>
          {findings.map((finding, index) => {
            const part = partOf(view, finding.where);
            return (
              <tr key={`${finding.code} ${finding.where} ${index}`}>
                <td>
                  <StateSign {...SEVERITIES[finding.severity]} />
                </td>
                <td className={styles["wrap"]} title={`${finding.code} · ${finding.where}`}>
                  {visibleText(finding.message)} {part !== null && <PartLink view={view} part={part} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function Facts({ view }: { readonly view: RunView }) {
  const { whole: result, snapshot } = view;
  const rows: readonly (readonly [string, string])[] = [
    ["simulated", formatMs(result?.engine.simulatedMs ?? snapshot?.simulatedMs)],
    ["warm-up left out", formatMs(result?.engine.warmupMs)],
    ["took", formatMs(result?.timing.wallMs ?? snapshot?.wallMs)],
    ["records", formatNumber(result?.timing.records ?? snapshot?.records)],
    ["record hops", formatNumber(result?.timing.recordHops)],
    ["seed", result === null ? formatNumber(view.design.seed) : formatNumber(result.engine.seed)],
    ["engine", result?.engine.version ?? "–"],
    ["design", result?.engine.designHash.slice(0, 12) ?? "–"],
  ];
  return (
    <Scroll label="This run">
      <table className={styles["table"]}>
        <tbody>
          {rows.map(([name, text]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <Num>{text}</Num>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
