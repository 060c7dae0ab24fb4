import { SURFACES, type Place, type Step, type StepId } from "../parts/places.ts";

/** How a second surface is open: over the right edge, beside at half the width, or over the lower part of the stage. */
export type How = "peek" | "dock" | "sheet";

/** Which surface is where: one fills the stage, or the four quadrants share it; at most one other is open beside it. */
export type Arrangement = {
  readonly main: Place | "four";
  readonly beside: { readonly place: Place; readonly how: How } | null;
};

/** What is shown now, and what was there before the last surface filled the stage. */
export type Staged = { readonly now: Arrangement; readonly back: Arrangement };

export const FOUR: Arrangement = { main: "four", beside: null };
const SHEET: Arrangement["beside"] = { place: "results", how: "sheet" };

export const alone = (main: Place): Arrangement => ({ main, beside: null });

export function sameArrangement(one: Arrangement, other: Arrangement): boolean {
  return one.main === other.main && one.beside?.place === other.beside?.place && one.beside?.how === other.beside?.how;
}

/** Whether a surface can be seen, wholly or behind what peeks over it. */
export function isShown({ main, beside }: Arrangement, place: Place): boolean {
  return main === place || beside?.place === place || (main === "four" && place !== "results");
}

/** Another arrangement, with the way back to the one before it. */
function turned(staged: Staged, next: Arrangement): Staged {
  return sameArrangement(staged.now, next) ? staged : { now: next, back: staged.now };
}

function wayBack({ now, back }: Staged): Arrangement {
  if (!sameArrangement(now, back)) return back;
  return now.main === "four" ? alone("system") : FOUR;
}

/** Gives a surface the whole stage; the one that has it gives it back to what was there. */
export function fill(staged: Staged, place: Place): Staged {
  const next = alone(place);
  return turned(staged, sameArrangement(staged.now, next) ? wayBack(staged) : next);
}

/** All four quadrants; pressed again, what was there before. */
export function showFour(staged: Staged): Staged {
  return turned(staged, sameArrangement(staged.now, FOUR) ? wayBack(staged) : FOUR);
}

/** What fills the stage while another surface is open beside it: what does, or the drawing in its stead. */
function mainBeside({ now, back }: Staged, place: Place): Arrangement["main"] {
  if (now.main !== "four" && now.main !== place) return now.main;
  if (now.main === "four" && place === "results") return "four";
  if (back.main !== "four" && back.main !== place && now.main !== "four") return back.main;
  return place === "system" ? "notes" : "system";
}

/** Opens a surface beside what fills the stage, in the way asked for. */
export function openBeside(staged: Staged, place: Place, how: How): Staged {
  const asked = how === "sheet" && place !== "results" ? "peek" : how;
  const main = mainBeside(staged, place);
  return { ...staged, now: { main: main === "four" && asked !== "peek" ? "system" : main, beside: { place, how: asked } } };
}

/** The key of a surface with Shift: it peeks, then docks, then goes. Where there is no room to dock it goes at once. */
export function peek(staged: Staged, place: Place, mayDock: boolean): Staged {
  const how = staged.now.beside?.place === place ? staged.now.beside.how : null;
  if (how === "dock" || (how === "peek" && !mayDock)) return closeBeside(staged);
  return openBeside(staged, place, how === "peek" ? "dock" : "peek");
}

export function closeBeside(staged: Staged): Staged {
  return { ...staged, now: { ...staged.now, beside: null } };
}

/** Closes a surface wherever it is: beside the stage it goes, on the stage it gives way to what was there. */
export function close(staged: Staged, place: Place): Staged {
  if (staged.now.beside?.place === place) return closeBeside(staged);
  return staged.now.main === place ? turned(staged, staged.back.main === place ? FOUR : wayBack(staged)) : staged;
}

/** Brings a surface into sight and changes nothing when it is: results as a sheet, any other in the place of what fills the stage. */
export function bring(staged: Staged, place: Place): Staged {
  const { now } = staged;
  const hidden = now.beside !== null && now.beside.how === "peek" && now.main === "four" && place !== "results";
  if (isShown(now, place) && !hidden) return staged;
  if (hidden) return closeBeside(staged);
  if (place === "results") return { ...staged, now: { main: now.main === "four" ? "system" : now.main, beside: SHEET } };
  // The drawing is looked at together with the results that stood there.
  return turned(staged, { main: place, beside: now.main === "results" && place === "system" ? SHEET : now.beside });
}

/** What a step of the round opens the first time it is chosen. */
export function opening(step: Step): Arrangement {
  return alone(step.place);
}

const HOWS: readonly How[] = ["peek", "dock", "sheet"];

/** An arrangement as it was stored; null when it cannot be read. */
export function readArrangement(value: unknown): Arrangement | null {
  if (typeof value !== "object" || value === null || !("main" in value)) return null;
  const places: readonly Place[] = SURFACES.map(({ id }) => id);
  const main = value.main === "four" ? "four" : places.find((place) => place === value.main);
  if (main === undefined) return null;
  const other = "beside" in value ? value.beside : null;
  if (typeof other !== "object" || other === null || !("place" in other) || !("how" in other)) return { main, beside: null };
  const place = places.find((each) => each === other.place);
  const how = HOWS.find((each) => each === other.how);
  if (place === undefined || how === undefined || place === main) return { main, beside: null };
  return openBeside({ now: { main, beside: null }, back: FOUR }, place, how).now;
}

/** What is remembered for each step of the round. */
export type ByStep = { readonly [step in StepId]?: Arrangement };
