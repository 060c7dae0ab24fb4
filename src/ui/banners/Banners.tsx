import { X } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { Button, IconButton } from "../parts/Button.tsx";
import type { Tone } from "../parts/Chip.tsx";
import { plural } from "../parts/format.ts";
import { useDesign } from "../stores/design-store.ts";
import { dismissNotice, useNotice } from "../stores/notice-store.ts";
import { readPreference, writePreference } from "../keeping/preferences.ts";
import { run, useEditedSinceRun, useRun } from "../stores/run-store.ts";
import { useSave } from "../stores/save-store.ts";
import { useSession } from "../stores/session-store.ts";
import { useUpdate } from "../stores/update-store.ts";
import { openDialog } from "../stores/view-store.ts";
import { Banner } from "./Banner.tsx";
import { isFirstDraft, WHAT_QUADRANT_IS } from "./first-draft.ts";
import styles from "./Banners.module.css";
import { sentence } from "../parts/sentence.ts";

const UpdateBanner = lazy(async () => ({ default: (await import("./UpdateBanner.tsx")).UpdateBanner }));
const SaveBanner = lazy(async () => ({ default: (await import("./SaveBanner.tsx")).SaveBanner }));

/** What has to be told now, above the work and never over it. */
export function Banners({ readOnly }: { readonly readOnly: boolean }) {
  const updates = useUpdate() !== "none";
  const keeping = useSave(
    ({ state, problem, shelf, previous }) => state === "elsewhere" || problem !== null || shelf.length > 0 || previous !== null,
  );
  return (
    <section aria-label="Messages" className={styles["banners"]}>
      {readOnly && (
        <Banner tone="accent" title="This screen is for reading.">
          Designs are changed on a wider one; results and goals are all here.
        </Banner>
      )}
      {!readOnly && <WelcomeBanner />}
      {keeping && (
        <Suspense fallback={null}>
          <SaveBanner />
        </Suspense>
      )}
      {updates && (
        <Suspense fallback={null}>
          <UpdateBanner />
        </Suspense>
      )}
      <RunBanner />
      <NoticeBanner />
    </section>
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
  const scenario = useSession((session) => session.scenario);
  const span = useSession((session) => spanText(session.scenario?.workload.durationMs ?? 0));
  const other = useNotice() !== null;
  const draft = useDesign((design) => scenario !== null && design.system.parts.length > 0 && isFirstDraft(scenario, design));
  const opened = useSave((save) => save.state !== "untouched");
  useEffect(() => {
    if (!untouched) writePreference("welcomed", "yes");
  }, [untouched]);
  if (welcomed || !untouched || !draft || opened || other) return null;
  const dismiss = (): void => {
    writePreference("welcomed", "yes");
    setWelcomed(true);
  };
  return (
    <Banner
      tone="accent"
      title={WHAT_QUADRANT_IS}
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
      {`Press Run: this first draft takes ${span} of events.`}
    </Banner>
  );
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
        Your design is safe. What went wrong: {sentence(outcome.message)}
      </Banner>
    );
  }
  if (status === "capped" && outcome?.status === "capped")
    return (
      <Banner tone="warn" title="The run was cut short.">
        {sentence(outcome.cap)} The results cover what ran until then.
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
