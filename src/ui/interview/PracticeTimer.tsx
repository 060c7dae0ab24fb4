import { Pause, Play, TimerReset } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "../parts/Button.tsx";
import { readPreference, writePreference } from "../keeping/preferences.ts";
import { clockText, elapsedMs, readTimer, ROUND_MS, STOPPED, toggled, writeTimer, type Timer } from "./timer.ts";
import styles from "./PracticeTimer.module.css";

/** A forty-minute clock for practice: start, pause, begin again. It is remembered over a reload. */
export function PracticeTimer() {
  const [timer, setTimer] = useState<Timer>(() => readTimer(readPreference("timer")));
  const [nowMs, setNowMs] = useState(() => Date.now());
  const running = timer.runningSinceMs !== null;

  useEffect(() => {
    if (!running) return undefined;
    const interval = setInterval(() => setNowMs(Date.now()), 500);
    return () => clearInterval(interval);
  }, [running]);

  const change = (next: Timer): void => {
    setTimer(next);
    setNowMs(Date.now());
    writePreference("timer", writeTimer(next));
  };
  const elapsed = elapsedMs(timer, nowMs);
  return (
    <div className={styles["timer"]} role="group" aria-label="Practice clock">
      <span className={styles["clock"]} data-over={elapsed > ROUND_MS || undefined} role="timer">
        {clockText(elapsed)} <small>of {clockText(ROUND_MS)}</small>
      </span>
      <IconButton size="small" label={running ? "Pause the clock" : "Start the clock"} onClick={() => change(toggled(timer, Date.now()))}>
        {running ? <Pause size={13} /> : <Play size={13} />}
      </IconButton>
      {!running && elapsed > 0 && (
        <IconButton size="small" label="Set the clock to zero" onClick={() => change(STOPPED)}>
          <TimerReset size={13} />
        </IconButton>
      )}
    </div>
  );
}
