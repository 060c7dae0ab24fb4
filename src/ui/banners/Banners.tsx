import { X } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import type { Finding } from "../../base/finding.ts";
import { Button, IconButton } from "../parts/Button.tsx";
import { StateSign, type Tone } from "../parts/Chip.tsx";
import { plural } from "../parts/format.ts";
import { takeOver, workOnCopy } from "../stores/autosave.ts";
import { dismissNotice, useNotice } from "../stores/notice-store.ts";
import { readPreference, writePreference } from "../stores/preferences.ts";
import { run, useEditedSinceRun, useRun } from "../stores/run-store.ts";
import { saveStore, useSave } from "../stores/save-store.ts";
import { useSession } from "../stores/session-store.ts";
import { select, openDialog } from "../stores/view-store.ts";
import { reopen, saveFile } from "../stores/workspace.ts";
import { goToQuadrant } from "../stores/go.ts";
import { placeOf } from "./finding-place.ts";
import styles from "./Banners.module.css";

/** What has to be told now, above the work and never over it. */
export function Banners({ readOnly }: { readonly readOnly: boolean }) {
  return (
    <section aria-label="Messages" className={styles["banners"]}>
      {readOnly && (
        <Banner tone="accent" title="This screen is for reading.">
          Designs are changed on a wider one; results and goals are all here.
        </Banner>
      )}
      {!readOnly && <WelcomeBanner />}
      <SaveBanner />
      <RunBanner />
      <NoticeBanner />
    </section>
  );
}

const WORDS: { readonly [tone in Tone]: string } = { neutral: "note", accent: "note", ok: "done", warn: "warning", bad: "problem" };

function Banner({
  tone,
  title,
  children,
  actions,
  findings = [],
}: {
  readonly tone: Tone;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly findings?: readonly Finding[];
}) {
  return (
    <div className={styles["banner"]} data-tone={tone} role={tone === "bad" ? "alert" : "group"} aria-label={title}>
      <StateSign tone={tone} word={WORDS[tone]} />
      <div className={styles["text"]}>
        <p>
          <strong>{title}</strong> {children}
        </p>
        {findings.length > 0 && <FindingList findings={findings} />}
      </div>
      {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
    </div>
  );
}

const SHOWN = 4;

/** The first few findings; one about something on the page leads to it. */
function FindingList({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <ul className={styles["findings"]}>
      {findings.slice(0, SHOWN).map((finding) => {
        const place = placeOf(finding.where);
        const where =
          finding.line === undefined
            ? finding.where
            : `line ${finding.line}${finding.column === undefined ? "" : `, column ${finding.column}`}`;
        return (
          <li key={`${finding.code} ${finding.where} ${finding.message}`}>
            {finding.message}{" "}
            {place === null ? (
              where !== "" && <code>{where}</code>
            ) : (
              <button
                type="button"
                className={styles["link"]}
                onClick={() => {
                  goToQuadrant(place.quadrant);
                  if (place.selection !== null) select(place.selection);
                }}
              >
                Show {place.name}
              </button>
            )}
          </li>
        );
      })}
      {findings.length > SHOWN && <li>and {findings.length - SHOWN} more</li>}
    </ul>
  );
}

/** How long a run is to those in it, as one says it: `an hour`, `90 minutes`, `a day`. */
function spanText(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours === 1) return "an hour";
  if (hours === 24) return "a day";
  return hours >= 2 && Number.isInteger(hours) ? `${hours} hours` : `${Math.round(ms / 60_000)} minutes`;
}

/** Once, for a newcomer: what is in front of them and the one thing to press. */
function WelcomeBanner() {
  const [welcomed, setWelcomed] = useState(() => readPreference("welcomed") === "yes");
  const untouched = useRun((state) => state.status === "idle");
  const ready = useSession((session) => session.scenario !== null);
  const span = useSession((session) => spanText(session.scenario?.workload.durationMs ?? 0));
  const other = useNotice() !== null;
  const opened = useSave((save) => save.state !== "untouched");
  useEffect(() => {
    if (!untouched) writePreference("welcomed", "yes");
  }, [untouched]);
  if (welcomed || !untouched || !ready || opened || other) return null;
  const dismiss = (): void => {
    writePreference("welcomed", "yes");
    setWelcomed(true);
  };
  return (
    <Banner
      tone="accent"
      title="This first draft runs as it is."
      actions={
        <>
          <Button size="small" onClick={() => openDialog("prompt")}>
            Read the prompt
          </Button>
          <IconButton size="small" label="Close this message" onClick={dismiss}>
            <X size={14} />
          </IconButton>
        </>
      }
    >
      {`Press Run below: ${span} of events passes through it, and the goals above say what holds and what does not.`}
    </Banner>
  );
}

function SaveBanner() {
  const state = useSave((save) => save.state);
  const problem = useSave((save) => save.problem);
  const previous = useSave((save) => save.previous);
  if (state === "elsewhere") {
    return (
      <Banner
        tone="warn"
        title="This design is open in another tab."
        actions={
          <>
            <Button size="small" onClick={() => void workOnCopy()}>
              Work on a copy
            </Button>
            <Button size="small" onClick={() => void takeOver()}>
              Take over here
            </Button>
          </>
        }
      >
        You see what that tab saved; a change made here begins a copy.
      </Banner>
    );
  }
  if (state === "failed" && problem !== null) {
    return (
      <Banner
        tone="bad"
        title="Not saved."
        actions={
          <Button size="small" onClick={() => void saveFile()}>
            Save file
          </Button>
        }
      >
        {problem}
      </Banner>
    );
  }
  if (previous !== null) {
    return (
      <Banner
        tone="accent"
        title="What you opened is a new document of yours."
        actions={
          <>
            <Button size="small" onClick={() => void reopen(previous.documentId)}>
              Back to my work
            </Button>
            <IconButton size="small" label="Close this message" onClick={() => saveStore.setState({ previous: null })}>
              <X size={14} />
            </IconButton>
          </>
        }
      >
        {previous.title} is as you left it.
      </Banner>
    );
  }
  return null;
}

function RunBanner() {
  const status = useRun((state) => state.status);
  const outcome = useRun((state) => state.outcome);
  const findings = useRun((state) => state.findings);
  // What was wrong may be put right by now; the next run says.
  const edited = useEditedSinceRun();
  if (status === "refused" && !edited) {
    const errors = findings.filter((finding) => finding.severity === "error");
    return <Banner tone="bad" title={`This design cannot run yet: ${plural(errors.length, "problem")}.`} findings={errors} />;
  }
  if (status === "failed" && outcome?.status === "failed") {
    return (
      <Banner
        tone="bad"
        title="The simulation stopped working."
        actions={
          <Button size="small" onClick={run}>
            Run again
          </Button>
        }
      >
        Your design is safe. What went wrong: {outcome.message}
      </Banner>
    );
  }
  if (status === "capped" && outcome?.status === "capped")
    return (
      <Banner tone="warn" title="The run was cut short.">
        {outcome.cap} The results cover what ran until then.
      </Banner>
    );
  return null;
}

function NoticeBanner() {
  const notice = useNotice();
  if (notice === null) return null;
  const tone: Tone = notice.tone === "note" ? "accent" : notice.tone;
  return (
    <Banner
      tone={tone}
      title={notice.title}
      findings={notice.findings ?? []}
      actions={
        <IconButton size="small" label="Close this message" onClick={dismissNotice}>
          <X size={14} />
        </IconButton>
      }
    >
      {notice.text}
    </Banner>
  );
}
