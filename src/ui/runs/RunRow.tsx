import { FolderOpen, RotateCw, Save, Trash2 } from "lucide-react";
import { useState, type ReactNode } from "react";
import { runFileName, type RunRecord } from "../../share/run-record.ts";
import { ENGINE_VERSION } from "../../workers/simulation-client.ts";
import { Button, IconButton } from "../parts/Button.tsx";
import { StateSign } from "../parts/Chip.tsx";
import { formatMs, formatUsd, formatWhen } from "../parts/format.ts";
import { InlineText } from "../parts/InlineField.tsx";
import { placeTitle } from "../results/parts/part-names.ts";
import results from "../results/parts/Results.module.css";
import { Num } from "../results/parts/TableParts.tsx";
import { fetchRun, type RunKey } from "../keeping/run-database.ts";
import { useDesign } from "../stores/design-store.ts";
import { forgetKeptRun, nameRun, useIsShown, type RunEntry } from "../stores/kept-runs.ts";
import { isActive } from "../stores/run-machine.ts";
import { planFaults, run, runsTheSame, showKept, useRun } from "../stores/run-store.ts";
import { showDock } from "../stores/view-store.ts";
import { download, openDesign } from "../stores/workspace.ts";
import { callName, headlineOf } from "./headline.ts";
import styles from "./Runs.module.css";

/** One kept run: what it was and what came of it, and what can be done with it. */
export function RunRow({
  runKey,
  record,
  chosen,
  mayChoose,
  onChoose,
  onGone,
}: {
  readonly runKey: RunKey;
  readonly record: RunRecord;
  readonly chosen: boolean;
  readonly mayChoose: boolean;
  readonly onChoose: (wanted: boolean) => void;
  readonly onGone: () => void;
}) {
  const active = useRun((state) => isActive(state.status));
  const shown = useIsShown(record);
  const same = useDesign((design) => runsTheSame(record.design, design));
  const name = callName(record, formatWhen);
  const show = (): void => {
    showKept(record);
    showDock("overview");
  };
  return (
    <tr aria-current={shown ? "true" : undefined}>
      <td>
        <input
          type="checkbox"
          aria-label={`Compare ${name}`}
          checked={chosen}
          disabled={!mayChoose}
          onChange={(event) => onChoose(event.target.checked)}
        />
      </td>
      <td className={styles["name"]}>
        <InlineText
          label={`Name of the run of ${formatWhen(record.endedAtMs)}`}
          placeholder="no name"
          value={record.name}
          maxLength={120}
          onChange={(typed) => void nameRun(runKey, typed)}
        />
      </td>
      <td>
        {formatWhen(record.endedAtMs)}
        {shown && <span className={styles["shown"]}> shown</span>}
        <OtherEngine version={record.result.engine.version} />
      </td>
      <Figures record={record} />
      <td>
        <Actions onDelete={() => void forgetKeptRun(runKey).then(onGone)} name={name}>
          <Button size="small" disabled={active || shown} onClick={show} aria-label={`Show ${name}`}>
            Show
          </Button>
          <Again record={record} name={name} same={same} disabled={active} />
          <IconButton label={`Save ${name} as a file`} onClick={() => download(runFileName(record), fileOf(record))}>
            <Save size={14} />
          </IconButton>
        </Actions>
      </td>
    </tr>
  );
}

/** That another engine made it, whose figures this one may not give again. */
function OtherEngine({ version }: { readonly version: string }) {
  return version === ENGINE_VERSION ? null : <span className={results["mute"]}>{` engine ${version}`}</span>;
}

/** Seed, verdict, bill and p99. */
function Figures({ record }: { readonly record: RunRecord }) {
  const { verdict, monthlyUsd, p99 } = headlineOf(record);
  return (
    <>
      <Num>{record.result.engine.seed}</Num>
      <td>
        <span className={styles["verdict"]}>
          <StateSign {...verdict} />
          {verdict.word}
        </span>
      </td>
      <Num>{formatUsd(monthlyUsd)}</Num>
      <Num title={p99 === null ? undefined : `measured at ${placeTitle(record.design, p99.place)}`}>{formatMs(p99?.ms)}</Num>
    </>
  );
}

/** Runs it once more with its faults; where the design is another by now, its own is opened beside it. */
function Again({
  record,
  name,
  same,
  disabled,
}: {
  readonly record: RunRecord;
  readonly name: string;
  readonly same: boolean;
  readonly disabled: boolean;
}) {
  const { planned, pressed } = record.faults;
  const again = (): void => {
    planFaults([...planned, ...pressed]);
    run();
    showDock("overview");
  };
  const open = async (): Promise<void> => {
    await openDesign(record.design, `The design of ${name} is open, as a document of its own.`);
    planFaults([...planned, ...pressed]);
  };
  return same ? (
    <IconButton disabled={disabled} onClick={again} label={`Run ${name} again`}>
      <RotateCw size={14} />
    </IconButton>
  ) : (
    <IconButton disabled={disabled} onClick={() => void open()} label={`Open the design of ${name}`}>
      <FolderOpen size={14} />
    </IconButton>
  );
}

/** A record that this version cannot show: it is left as it is, can be saved, and deleted when the person says so. */
export function UnreadableRow({
  entry: { key, problem },
  when,
  onGone,
}: {
  readonly entry: Extract<RunEntry, { readonly record: null }>;
  readonly when: string;
  readonly onGone: () => void;
}) {
  const name = `the unreadable run of ${when}`;
  const save = async (): Promise<void> => download(`stored-run-${key[1]}.json`, fileOf((await fetchRun(key)) ?? null));
  return (
    <tr>
      <td />
      <td>Unreadable run</td>
      <td>{when}</td>
      <td colSpan={4} className={results["wrap"]}>
        {problem}
      </td>
      <td>
        <Actions onDelete={() => void forgetKeptRun(key).then(onGone)} name={name}>
          <IconButton label={`Save ${name} as a file`} onClick={() => void save()}>
            <Save size={14} />
          </IconButton>
        </Actions>
      </td>
    </tr>
  );
}

const fileOf = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What can be done, and deleting, which asks once more. */
function Actions({ name, onDelete, children }: { readonly name: string; readonly onDelete: () => void; readonly children: ReactNode }) {
  const [doomed, setDoomed] = useState(false);
  return (
    <div className={styles["actions"]}>
      {doomed ? (
        <>
          <Button size="small" look="danger" autoFocus onClick={onDelete}>
            Delete for good
          </Button>
          <Button size="small" onClick={() => setDoomed(false)}>
            Keep
          </Button>
        </>
      ) : (
        <>
          {children}
          <IconButton label={`Delete ${name}`} onClick={() => setDoomed(true)}>
            <Trash2 size={14} />
          </IconButton>
        </>
      )}
    </div>
  );
}
