import type { Design } from "../../design/types.ts";
import { fetchDocument, noteEditOf, storeDocument } from "./document-database.ts";
import { RELOAD_PATIENCE_MS, tryLock } from "./document-lock.ts";
import { sentenceFor } from "./document-setup.ts";
import type { ShelvedDocument } from "./document-types.ts";
import { fateOf, strikeFromJournal, type JournalEntry } from "./journal.ts";

/** What became of what earlier pages left in the journal. */
export type Recovery = {
  /** Edits that could not be put into the database either: they go on in this tab. */
  readonly unsaved: readonly ShelvedDocument[];
  /** Titles of designs that were changed in two places, so that one is now kept as a copy. */
  readonly copies: readonly string[];
};

/**
 * Puts what earlier pages typed and did not get into the database where it belongs. An entry of a page that still lives is that
 * page's own.
 */
export async function recoverJournal(entries: readonly JournalEntry[], newId: () => string): Promise<Recovery> {
  const unsaved: ShelvedDocument[] = [];
  const copies: string[] = [];
  const recover = async (documentId: string): Promise<void> => {
    const release = await tryLock(documentId, () => undefined, RELOAD_PATIENCE_MS);
    if (release === null) return;
    let left: ShelvedDocument | null = null;
    for (const entry of entries.filter((each) => each.documentId === documentId)) {
      try {
        if ((await putBack(entry, newId)) === "copy") copies.push(titleOf(entry));
      } catch (error) {
        const design = await designOf(entry);
        if (design !== null) left = { documentId, design, savedAtMs: entry.basedOnMs, problem: sentenceFor(error), release };
      }
    }
    if (left === null) release();
    else unsaved.push(left);
  };
  await Promise.all([...new Set(entries.map(({ documentId }) => documentId))].map(recover));
  return { unsaved, copies };
}

async function putBack(entry: JournalEntry, newId: () => string): Promise<"drop" | "write" | "copy"> {
  const { documentId, design, writer, edit } = entry;
  const stored = await fetchDocument(documentId);
  const fate = fateOf(entry, stored);
  if (fate !== "drop") {
    const { scenario } = design as { readonly scenario?: unknown };
    const words = { title: titleOf(entry), scenario: typeof scenario === "string" ? scenario : null };
    const place = fate === "write" ? { id: documentId, basedOnMs: stored?.savedAtMs ?? null } : { id: newId(), basedOnMs: null };
    await storeDocument({ ...place, ...words, design, writer, edit });
    if (fate === "copy") await noteEditOf(documentId, writer, edit);
  }
  strikeFromJournal(documentId);
  return fate;
}

function titleOf({ design }: JournalEntry): string {
  const { title } = design as { readonly title?: unknown };
  return typeof title === "string" ? title : "Untitled";
}

async function designOf({ design }: JournalEntry): Promise<Design | null> {
  const { parseDesign } = await import("../../design/parse.ts");
  const parsed = parseDesign(design);
  return parsed.ok ? parsed.value : null;
}
