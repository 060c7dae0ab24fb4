import { ENGINE_VERSION } from "../../workers/simulation-client.ts";
import { formatWhen } from "../parts/format.ts";
import { isActive } from "./run-machine.ts";
import { resultOf, runAgain, useEditedSinceRun, useRun } from "./run-store.ts";
import { showDock } from "./view-store.ts";

/** What is said where a kept run has nothing to show, and the way to get it. */
export type KeptWords = {
  readonly when: string;
  readonly sentence: string;
  readonly action: string;
  readonly act: () => void;
  readonly disabled: boolean;
};

/** Null while a run with its rows is shown, or none. */
export function useKeptWords(): KeptWords | null {
  const kept = useRun((run) => run.kept);
  const engine = useRun((run) => resultOf(run)?.engine.version);
  const disabled = useRun((run) => isActive(run.status));
  const edited = useEditedSinceRun();
  if (kept === null) return null;
  const when = formatWhen(kept.endedAtMs);
  if (edited) {
    const sentence = "The design was changed since, so that a new run gives others. The run's own design opens from the list of runs.";
    return { when, sentence, action: "See the runs", act: () => showDock("runs"), disabled: false };
  }
  const sentence =
    engine === ENGINE_VERSION
      ? "Run again to get them: the same design, seed and faults give the same rows, byte for byte."
      : `It was made by engine ${engine ?? "unknown"} and this is ${ENGINE_VERSION}: a new run may give other figures.`;
  return { when, sentence, action: "Run again", act: runAgain, disabled };
}
