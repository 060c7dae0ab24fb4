import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { readPreference, writePreference } from "../keeping/preferences.ts";
import { STEP_IDS, type Place, type Step, type StepId } from "../parts/places.ts";
import * as arrangement from "./arrangement.ts";
import { FOUR, opening, readArrangement, type ByStep, type How, type Staged } from "./arrangement.ts";
import { clampSplit, DEFAULT_SPLITS, readSplits, type SplitName, type Splits } from "./splits.ts";

/** The stage: which surface is where, at which step of the round, and how each step was left. */
export type StageState = Staged & { readonly step: StepId; readonly bySteps: ByStep; readonly splits: Splits };

const PREFERENCE = "stage";

/** The first visit shows the four quadrants. */
const FIRST: StageState = { now: FOUR, back: FOUR, step: "clarify", bySteps: {}, splits: DEFAULT_SPLITS };

/** The stage as it was left; anything unreadable counts as a first visit. */
export function readStage(text: string | null): StageState {
  if (text === null) return FIRST;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return FIRST;
    const step = STEP_IDS.find((id) => "step" in value && id === value.step) ?? FIRST.step;
    const stored: unknown = "bySteps" in value ? value.bySteps : null;
    const bySteps: ByStep = Object.fromEntries(
      STEP_IDS.flatMap((id) => {
        const found = typeof stored === "object" && stored !== null ? readArrangement(Reflect.get(stored, id)) : null;
        return found === null ? [] : [[id, found]];
      }),
    );
    return { ...FIRST, now: bySteps[step] ?? FOUR, step, bySteps, splits: readSplits("splits" in value ? value.splits : null) };
  } catch {
    return FIRST;
  }
}

export const stageStore = createStore<StageState>()(() => readStage(readPreference(PREFERENCE)));

export function useStage<T>(selector: (stage: StageState) => T): T {
  return useStore(stageStore, selector);
}

function keep(): void {
  const { step, bySteps, splits } = stageStore.getState();
  writePreference(PREFERENCE, JSON.stringify({ step, bySteps, splits }));
}

/** Takes a new arrangement on, and remembers it for the step that one is at. */
function take({ now, back }: Staged): void {
  stageStore.setState(({ step, bySteps }) => ({ now, back, bySteps: { ...bySteps, [step]: now } }));
  keep();
}

const staged = (): StageState => stageStore.getState();

export const fillStage = (place: Place): void => take(arrangement.fill(staged(), place));
export const showFour = (): void => take(arrangement.showFour(staged()));
export const peekAt = (place: Place, mayDock: boolean): void => take(arrangement.peek(staged(), place, mayDock));
export const openAs = (place: Place, how: How): void => take(arrangement.openBeside(staged(), place, how));
export const closeSurface = (place: Place): void => take(arrangement.close(staged(), place));
export const bringSurface = (place: Place): void => take(arrangement.bring(staged(), place));

/** Goes to a step of the round: as it was left, or with the surface it is about; the step one is at fills with that again. */
export function takeStep(step: Step): void {
  const { step: before, bySteps, now } = staged();
  const next = step.id === before ? opening(step) : (bySteps[step.id] ?? opening(step));
  stageStore.setState({ step: step.id, now: next, back: now, bySteps: { ...bySteps, [step.id]: next } });
  keep();
}

/** Moves a border of the stage. */
export function moveSplit(name: SplitName, value: number): void {
  stageStore.setState(({ splits }) => ({ splits: { ...splits, [name]: clampSplit(name, value) } }));
  keep();
}
