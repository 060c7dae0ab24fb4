import { FileUp } from "lucide-react";
import { Section } from "../parts/Section.tsx";
import { Button } from "../parts/Button.tsx";
import { formatExact, plural } from "../parts/format.ts";
import { chooseEventsFile } from "../stores/choose-file.ts";
import { removeEvents, useEvents } from "../stores/events-store.ts";
import { openDialog } from "../stores/view-store.ts";
import styles from "./Events.module.css";

/** The file of events a source replays: choose it, see what became of it, take it away. */
export function EventsSection({ hasSettings }: { readonly hasSettings: boolean }) {
  const { choice, status, look, missingName } = useEvents((events) => events);
  return (
    <Section title="Your own events" open>
      {choice === null ? (
        <p className={styles["hint"]}>
          {status === "missing"
            ? `${missingName} was too large to keep here. Choose it again to run it.`
            : "Run a file of your own instead: CSV, JSONL or Parquet with a user and a time in each row. It stays on this machine."}
        </p>
      ) : (
        <p className={styles["file"]}>
          <strong>{choice.name}</strong>
          <span data-tone={look !== null && look.problems.length > 0 ? "bad" : undefined}>
            {status === "reading" || look === null
              ? "is being read …"
              : look.problems.length > 0
                ? "! cannot be used yet"
                : `${plural(look.rows, "row")}${look.rejects.count === 0 ? "" : `, ${formatExact(look.rejects.count)} set aside`}`}
          </span>
        </p>
      )}
      {choice !== null && hasSettings && (
        <p className={styles["hint"]}>The settings below are for invented users; a file is replayed as it is.</p>
      )}
      <div className={styles["actions"]}>
        {choice !== null && (
          <Button size="small" onClick={() => openDialog("events")}>
            Columns and first rows
          </Button>
        )}
        <Button size="small" icon={<FileUp size={13} aria-hidden="true" />} onClick={chooseEventsFile}>
          {choice === null ? "Choose a file of events" : "Choose another"}
        </Button>
        {choice !== null && (
          <Button size="small" look="ghost" onClick={removeEvents}>
            Remove
          </Button>
        )}
      </div>
    </Section>
  );
}
