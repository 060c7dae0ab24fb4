import { readPreference, writePreference } from "./preferences.ts";

/** Which document was open, and when that was noted. An empty id: a design of a scenario, as it came. */
export type Remembered = {
  readonly documentId: string;
  readonly notedAtMs: number;
  /** Noted by this very tab, before it was loaded again. */
  readonly ofThisTab?: true;
};

const KEY = "document";

/** What this tab had open before a reload; in a new tab, what any tab had open last; null where nothing is noted. */
export function rememberedDocument(): Remembered | null {
  const own = parseRemembered(ofThisTab());
  return own === null ? parseRemembered(readPreference(KEY)) : { ...own, ofThisTab: true };
}

function ofThisTab(): string | null {
  try {
    return sessionStorage.getItem(`quadrant.${KEY}`);
  } catch {
    return null;
  }
}

/** `<id> <ms>`; a note of before has no time and is believed. */
export function parseRemembered(note: string | null): Remembered | null {
  if (note === null) return null;
  const [documentId = "", notedAt] = note.split(" ");
  const notedAtMs = Number(notedAt);
  return { documentId, notedAtMs: notedAt === undefined || Number.isNaN(notedAtMs) ? Number.POSITIVE_INFINITY : notedAtMs };
}

export function remember(documentId: string | null): void {
  const note = `${documentId ?? ""} ${Date.now()}`;
  writePreference(KEY, note);
  try {
    sessionStorage.setItem(`quadrant.${KEY}`, note);
  } catch {
    // Without session storage a reload goes by the shared preference.
  }
}

/**
 * What a visit begins with: the ids to try, in order; none: the starter. The note is written late and may be lost when the
 * browser ends, so a document that was saved after it is the one that was worked on. A tab that is only loaded again knows what
 * it had open: what another tab has saved since is not its own.
 */
export function documentsToOpen(
  noted: Remembered | null,
  stored: readonly { readonly id: string; readonly savedAtMs: number }[],
): readonly string[] {
  const newest = stored.toSorted((a, b) => b.savedAtMs - a.savedAtMs).map(({ id, savedAtMs }) => ({ id, savedAtMs }));
  if (noted === null) return newest.map(({ id }) => id);
  const later = newest.filter(({ savedAtMs }) => savedAtMs > noted.notedAtMs).map(({ id }) => id);
  if (noted.documentId === "") return later;
  const rest = newest.map(({ id }) => id);
  if (noted.ofThisTab === true) return [...new Set([noted.documentId, ...rest])];
  return [...new Set([...later, noted.documentId, ...rest])];
}
