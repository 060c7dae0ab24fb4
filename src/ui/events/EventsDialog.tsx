import { useId } from "react";
import { kindById } from "../../catalogue/registry.ts";
import type { Design } from "../../design/types.ts";
import type { EventRole, EventsChoice, EventsLook } from "../../workers/protocol.ts";
import { Button } from "../parts/Button.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { formatExact, formatShare, plural } from "../parts/format.ts";
import { Scroll } from "../results/parts/Card.tsx";
import { chooseEventsFile } from "../stores/choose-file.ts";
import { useDesign } from "../stores/design-store.ts";
import { mapColumn, removeEvents, useEvents } from "../stores/events-store.ts";
import { openDialog } from "../stores/view-store.ts";
import styles from "./Events.module.css";

/** The roles a column can have, in words; the first two are needed. */
const ROLES: readonly { readonly role: EventRole; readonly label: string; readonly help: string }[] = [
  { role: "user_id", label: "User", help: "Needed. Sessions are kept by user." },
  { role: "event_time", label: "Event time", help: "Needed. When it happened: ISO 8601, or a number since 1970." },
  { role: "arrival_time", label: "Arrival time", help: "When it reached you. Without it nothing is late." },
  { role: "event_id", label: "Event id", help: "Rows with the same id are one event." },
  { role: "event_type", label: "Event type", help: "What happened, such as screen_view." },
  { role: "item_id", label: "Item", help: "What it was about." },
  { role: "device_type", label: "Device", help: "A dimension of the hourly figures." },
  { role: "app_version", label: "Version", help: "A dimension of the hourly figures." },
  { role: "country", label: "Country", help: "A dimension of the hourly figures." },
];

function replaysEvents({ system }: Design): boolean {
  return system.parts.some(({ kind }) => kindById(kind)?.replaysEvents === true);
}

/** How a file of events was understood: its columns, its first rows, what was set aside. Another mapping is tried at once. */
export function EventsDialog() {
  const { choice, status, look, readBytes, kept } = useEvents((events) => events);
  const canReplay = useDesign(replaysEvents);
  const close = (): void => openDialog(null);
  if (choice === null) return null;
  const usable = look !== null && look.problems.length === 0;
  return (
    <Dialog
      open
      onClose={close}
      title={choice.name}
      description="Runs of this design replay the file. It stays on this machine: links and saved designs do not hold it."
      width={760}
      footer={
        <>
          <Button
            onClick={() => {
              removeEvents();
              close();
            }}
          >
            Remove the file
          </Button>
          <Button onClick={chooseEventsFile}>Choose another</Button>
          <Button look="primary" onClick={close} disabled={status === "reading"}>
            {usable || look === null ? "Use it" : "Close"}
          </Button>
        </>
      }
    >
      <div className={styles["dialog"]} aria-busy={status === "reading"}>
        <p role="status" className={styles["status"]}>
          {status === "reading" ? progress(choice, readBytes) : look === null ? "" : verdict(look)}
        </p>
        {look !== null && <Problems look={look} />}
        {!canReplay && (
          <p className={styles["problem"]} data-tone="warn">
            No part of this design replays a file. Add an Own trace (press A on the canvas), and wire it to the first part.
          </p>
        )}
        {look !== null && look.columns.length > 0 && <Mapping choice={choice} look={look} />}
        {look !== null && look.preview.length > 0 && <Preview look={look} />}
        {look !== null && <Understood look={look} />}
        {look !== null && look.rejects.count > 0 && <Rejects look={look} />}
        {kept === false && (
          <p className={styles["hint"]}>This browser has no room to keep the file: after a reload you are asked for it again.</p>
        )}
      </div>
    </Dialog>
  );
}

function progress({ file }: EventsChoice, readBytes: number): string {
  return `Reading … ${formatShare(file.size === 0 ? 0 : readBytes / file.size)} of ${formatExact(Math.ceil(file.size / 1024 ** 2))} MB`;
}

function verdict({ problems, rows, rejects }: EventsLook): string {
  if (problems.length > 0) return "The file cannot be used yet.";
  return rejects.count === 0
    ? `${plural(rows, "row")} read, none set aside.`
    : `${plural(rows, "row")} read, ${formatExact(rejects.count)} set aside.`;
}

function Problems({ look }: { readonly look: EventsLook }) {
  return look.problems.map((problem) => (
    <p key={problem.message} className={styles["problem"]} data-tone="bad">
      <span aria-hidden="true">! </span>
      {problem.message}
    </p>
  ));
}

function Mapping({ choice, look }: { readonly choice: EventsChoice; readonly look: EventsLook }) {
  const id = useId();
  return (
    <section aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>Which column is what</h3>
      <div className={styles["mapping"]}>
        {ROLES.map(({ role, label, help }) => {
          const found = look.roles[role];
          const given = choice.mapping[role];
          return (
            <div key={role} className={styles["role"]}>
              <label htmlFor={`${id}-${role}`}>{label}</label>
              <select
                id={`${id}-${role}`}
                aria-describedby={`${id}-${role}-help`}
                value={given ?? (found === undefined ? "" : (look.columns[found] ?? ""))}
                onChange={(event) => void mapColumn(role, event.currentTarget.value)}
              >
                <option value="">none</option>
                {given !== undefined && given !== "" && !look.columns.includes(given) && <option value={given}>{given}</option>}
                {look.columns.map((column) => (
                  <option key={column} value={column}>
                    {column}
                  </option>
                ))}
              </select>
              <small id={`${id}-${role}-help`}>{help}</small>
            </div>
          );
        })}
      </div>
    </section>
  );
}

function Preview({ look }: { readonly look: EventsLook }) {
  const roleOf = (column: number): string | undefined => ROLES.find(({ role }) => look.roles[role] === column)?.label;
  return (
    <section>
      <h3>First rows</h3>
      <Scroll label="First rows of the file">
        <table className={styles["table"]}>
          <thead>
            <tr>
              {look.columns.map((column, i) => (
                <th key={column} scope="col">
                  {column}
                  {roleOf(i) !== undefined && <small>{roleOf(i)}</small>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {look.preview.map((row, i) => (
              // oxlint-disable-next-line react/no-array-index-key -- The first rows of a file never move.
              <tr key={i}>
                {look.columns.map((column, at) => (
                  <td key={column}>{row[at]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Understood({ look }: { readonly look: EventsLook }) {
  if (look.understood.length === 0) return null;
  return (
    <section>
      <h3>What was understood</h3>
      <ul className={styles["list"]}>
        {look.understood.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

function Rejects({ look }: { readonly look: EventsLook }) {
  const { count, first } = look.rejects;
  return (
    <section>
      <h3>Set aside</h3>
      <Scroll label="Rows that were set aside">
        <table className={styles["table"]}>
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Column</th>
              <th scope="col">Why</th>
              <th scope="col">What stands there</th>
            </tr>
          </thead>
          <tbody>
            {first.map(({ line, column, reason, text }) => (
              <tr key={`${line} ${reason}`}>
                <td>{formatExact(line)}</td>
                <td>{column}</td>
                <td>{reason}</td>
                <td>{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className={styles["hint"]}>
        {count > first.length ? `The first ${first.length} of ${formatExact(count)}. ` : ""}After a run all are in the table “rejects”.
      </p>
    </section>
  );
}
