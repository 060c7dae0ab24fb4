/** A clock for practice: it counts while it runs, also while the page is closed, and stops when paused. */
export type Timer = { readonly countedMs: number; readonly runningSinceMs: number | null };

export const ROUND_MS = 40 * 60_000;
export const STOPPED: Timer = { countedMs: 0, runningSinceMs: null };

export function elapsedMs(timer: Timer, nowMs: number): number {
  return timer.countedMs + (timer.runningSinceMs === null ? 0 : Math.max(0, nowMs - timer.runningSinceMs));
}

export function toggled(timer: Timer, nowMs: number): Timer {
  return timer.runningSinceMs === null ? { ...timer, runningSinceMs: nowMs } : { countedMs: elapsedMs(timer, nowMs), runningSinceMs: null };
}

/** `24:12`; hours only when there are any. */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 100 ? `${two(minutes)}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** What was stored, or a stopped clock when that cannot be read. */
export function readTimer(text: string | null): Timer {
  if (text === null) return STOPPED;
  const [counted, since] = text.split(";").map(Number);
  if (counted === undefined || !Number.isFinite(counted) || counted < 0) return STOPPED;
  return { countedMs: counted, runningSinceMs: since !== undefined && Number.isFinite(since) && since > 0 ? since : null };
}

export function writeTimer(timer: Timer): string {
  return `${timer.countedMs};${timer.runningSinceMs ?? ""}`;
}
