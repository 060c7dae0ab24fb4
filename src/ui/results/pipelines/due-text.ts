import type { RunView } from "../parts/use-run-view.ts";

const DAY_MS = 86_400_000;

/** An instant of the run in words: `02:00:00`, and from the second day on `day 3, 02:00:00`. */
export function dueText({ clock, spanMs }: Pick<RunView, "clock" | "spanMs">, ms: number): string {
  return spanMs <= DAY_MS ? clock(ms) : `day ${Math.floor(ms / DAY_MS) + 1}, ${clock(ms)}`;
}
