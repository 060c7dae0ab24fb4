const PREFIX = "quadrant.";

/** A small remembered choice (theme, panel sizes); null when there is none or the browser keeps nothing. */
export function readPreference(name: string): string | null {
  try {
    return globalThis.localStorage?.getItem(PREFIX + name) ?? null;
  } catch {
    return null;
  }
}

/** Remembers a choice where the browser allows it; losing one never matters to the work. */
export function writePreference(name: string, value: string): void {
  try {
    globalThis.localStorage?.setItem(PREFIX + name, value);
  } catch {
    // Private windows and full disks refuse; the choice then lasts until the page closes.
  }
}
