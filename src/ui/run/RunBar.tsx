import { Pause, Play, Square, StepForward } from "lucide-react";
import { useShallow } from "zustand/react/shallow";
import type { RunResult } from "../../result/result.ts";
import { keysOf } from "../commands/registry.ts";
import { Button } from "../parts/Button.tsx";
import { formatClock, formatMs, formatNumber, plural } from "../parts/format.ts";
import { Menu, MenuItem, MenuLabel } from "../parts/Menu.tsx";
import { isActive } from "../stores/run-machine.ts";
import { pause, resultOf, resume, run, setSpeed, step, stop, useEditedSinceRun, useRun, useStartAt } from "../stores/run-store.ts";
import { useSession } from "../stores/session-store.ts";
import { BreakMenu } from "./BreakMenu.tsx";
import { Scrubber } from "./Scrubber.tsx";
import { SeedField } from "./SeedField.tsx";
import { SPEEDS, speedText } from "./speed.ts";
import styles from "./RunBar.module.css";

const STEP_MS = 60_000;

/** Start, stop and watch the run; break something; choose the seed. */
export function RunBar({ compact = false }: { readonly compact?: boolean }) {
  const paused = useRun((state) => state.status === "paused");
  const active = useRun((state) => isActive(state.status));
  const stopping = useRun((state) => state.status === "stopping");
  return (
    <section aria-label="Run" className={styles["bar"]} data-compact={compact || undefined}>
      <MainButton />
      {paused && (
        <Button onClick={() => step(STEP_MS)} icon={<StepForward size={13} aria-hidden="true" />} title="Advance by one simulated minute">
          Step
        </Button>
      )}
      {active && (
        <Button
          onClick={stop}
          disabled={stopping}
          icon={<Square size={11} fill="currentColor" aria-hidden="true" />}
          title={`Stop the run (${keysOf("run.stop") ?? ""})`}
        >
          Stop
        </Button>
      )}
      <RunClock />
      <Scrubber />
      <BreakMenu />
      <SeedField disabled={active} />
    </section>
  );
}

/** The one button a newcomer needs. */
function MainButton() {
  const status = useRun((state) => state.status);
  const kept = useRun((state) => state.kept !== null);
  const edited = useEditedSinceRun();
  const ready = useSession((session) => session.ready && !session.loading);
  if (status === "running" || status === "starting")
    return (
      <Button look="primary" className={styles["main"]} onClick={pause} icon={<Pause size={13} fill="currentColor" aria-hidden="true" />}>
        Pause
      </Button>
    );
  const play = <Play size={13} fill="currentColor" aria-hidden="true" />;
  if (status === "paused")
    return (
      <Button look="primary" className={styles["main"]} onClick={resume} icon={play}>
        Resume
      </Button>
    );
  if (status === "stopping")
    return (
      <Button look="primary" className={styles["main"]} disabled icon={<Square size={11} fill="currentColor" aria-hidden="true" />}>
        Stopping…
      </Button>
    );
  const again = kept || (status !== "idle" && status !== "refused");
  return (
    <Button
      look="primary"
      className={styles["main"]}
      disabled={!ready}
      onClick={run}
      icon={play}
      title={`Run this design (${keysOf("run.start") ?? ""})`}
    >
      {again ? (edited ? "Run changes" : "Run again") : "Run"}
    </Button>
  );
}

/** How much a run was about: records where any were made, else requests. */
function passedThrough(result: RunResult | null): { readonly count: number; readonly noun: string } {
  const records = result?.timing.records ?? 0;
  const asked = Object.values(result?.requests ?? {}).reduce((sum, endpoint) => sum + endpoint.asked, 0);
  return records === 0 && asked > 0 ? { count: asked, noun: "request" } : { count: records, noun: "record" };
}

/** The simulated time of day, how fast it passes, and how much has passed through. */
function RunClock() {
  const speed = useRun((state) => state.speed);
  const status = useRun((state) => state.status);
  const shownMs = useRun((state) => state.scrubMs ?? state.latest?.simulatedMs ?? 0);
  const records = useRun((state) => state.latest?.records ?? 0);
  const timing = useRun((state) => resultOf(state)?.timing ?? null);
  const passed = useRun(useShallow((state) => passedThrough(resultOf(state))));
  const startAt = useStartAt();
  const ended = timing !== null && (status === "finished" || status === "cancelled" || status === "capped");
  return (
    <div className={styles["clock"]}>
      <span className={styles["time"]} title="Simulated time of day">
        {formatClock(startAt, shownMs)}
      </span>
      <Menu
        label="Speed"
        side="top"
        trigger={
          <button type="button" className={styles["speed"]} title="How fast simulated time passes">
            {speedText(speed)}
          </button>
        }
      >
        <MenuLabel>Simulated time passes</MenuLabel>
        {SPEEDS.map((choice) => (
          <MenuItem key={choice.label} checked={choice.factor === speed} note={choice.note} onSelect={() => setSpeed(choice.factor)}>
            {choice.label}
          </MenuItem>
        ))}
      </Menu>
      {ended ? (
        <span className={styles["count"]} title={`${plural(passed.count, passed.noun)} in ${formatMs(timing.wallMs)} of your time`}>
          {formatNumber(passed.count)} in {formatMs(timing.wallMs)}
        </span>
      ) : (
        records > 0 && (
          <span className={styles["count"]} title="Records made so far">
            {formatNumber(records)} records
          </span>
        )
      )}
    </div>
  );
}
