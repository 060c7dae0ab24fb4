import { and, assign, fromPromise, not, setup, stateIn } from "xstate";
import { provided } from "./provided.ts";
import type { Design } from "../../design/types.ts";
import { ChangedElsewhere } from "./document-database.ts";
import type { Release } from "./document-lock.ts";
import type { Brought, OpenRefusal, OpenWish, PreviousDocument, ShelvedDocument, Writing } from "./document-types.ts";

export type DocumentContext = {
  readonly documentId: string;
  readonly design: Design | null;
  readonly savedAtMs: number | null;
  /** Why the browser does not keep the open document; null while it does. */
  readonly problem: string | null;
  readonly previous: PreviousDocument | null;
  /** Held by the one tab that writes the document. */
  readonly release: Release | null;
  /** The document was edited while it was being written. */
  readonly editedSince: boolean;
  /** Another tab has asked for the document: it is handed over as soon as it is written. */
  readonly wanted: boolean;
  /** Another tab took the lock by force while the document was being written. */
  readonly taken: boolean;
  readonly wish: OpenWish | null;
  /** Documents that were put away unwritten, oldest first. */
  readonly shelf: readonly ShelvedDocument[];
  readonly newId: () => string;
};

export type DocumentEvent =
  | { readonly type: "edit"; readonly design: Design }
  /** Write now what is not yet written. */
  | { readonly type: "flush" }
  /** Write the document even though nothing of it was changed. */
  | { readonly type: "keep" }
  | { readonly type: "open"; readonly wish: OpenWish }
  /** A document that could not be written is put away beside the open one. */
  | { readonly type: "shelve"; readonly shelved: ShelvedDocument }
  /** A document that was put away is no longer wanted. */
  | { readonly type: "drop"; readonly documentId: string }
  /** A lock was got for a document that is open already; null: another tab had it. */
  | { readonly type: "locked"; readonly documentId: string; readonly release: Release | null }
  /** Another tab took the lock by force. */
  | { readonly type: "taken"; readonly documentId: string }
  /** Another tab asks for the document. */
  | { readonly type: "hand-over"; readonly documentId: string };

/** After a write that failed, the next try. */
export const RETRY_MS = 10_000;

export const document = setup({
  types: {
    context: {} as DocumentContext,
    events: {} as DocumentEvent | { readonly type: "wait" },
    input: {} as { readonly newId: () => string },
  },
  actors: {
    /** Fetches what is wished for and asks for its lock; `held` is the lock of this document where this tab has it already. */
    bring: fromPromise<
      Brought | OpenRefusal,
      { readonly wish: OpenWish; readonly held: Release | null; readonly shelved: ShelvedDocument | null }
    >(() => Promise.reject(new Error("nothing to open"))),
    /** Writes a document; the time it was written at. Rejects with ChangedElsewhere where another page has written it since. */
    store: fromPromise<number, Writing>(() => Promise.resolve(0)),
  },
  actions: {
    /** Puts an opened document in place of the one on screen. */
    place: provided<Design>(),
    /** Tells who asked for a document how that went; null: it is open. */
    answer: provided<OpenRefusal | null>(),
    /** The open document goes on as a copy, which needs a lock of its own; the sentence says why. */
    lockCopy: provided<{ readonly documentId: string; readonly sentence: string }>(),
    say: provided<string>(),
    letGo: ({ context }) => context.release?.(),
    /** The lock that is held goes, unless it is that of what was brought, or of a document that is put away unwritten. */
    letGoForOther: ({ context }, { release }: Brought) => {
      if (release !== context.release && context.problem === null) context.release?.();
    },
    /** What was brought comes too early: the open document has to be written first. A lock the wish came with stays with it. */
    putBack: ({ context: { release, wish, shelf } }, came: Brought) => {
      const kept = wish?.kind === "kept" && came.release === wish.release;
      const isShelved = shelf.some((each) => each.release === came.release);
      if (came.release !== release && !kept && !isShelved) came.release?.();
    },
    adopt: assign(({ context }, { release, problem, ...came }: Brought) => {
      const { wish, documentId, design, savedAtMs } = context;
      const offersBack = wish?.kind === "new" && wish.offerWayBack && savedAtMs !== null && context.problem === null;
      const left = wish === null ? context.shelf : context.shelf.filter((each) => each.documentId !== wish.documentId);
      return {
        documentId: wish?.documentId ?? documentId,
        design: came.design,
        savedAtMs: came.savedAtMs,
        release,
        problem: problem ?? null,
        previous: offersBack ? { documentId, title: design?.title ?? "" } : null,
        editedSince: false,
        wanted: false,
        taken: false,
        wish: null,
        shelf:
          design === null || context.problem === null ? left : [...left, { ...context, design, problem: context.problem }].map(shelved),
      };
    }),
    noteWritten: assign((_, savedAtMs: number) => ({ savedAtMs, problem: null })),
    noteEdit: assign(({ event }) => (event.type === "edit" ? { design: event.design, editedSince: true } : {})),
    loseLock: assign({ release: null, wanted: false, taken: false }),
    beginCopy: assign(({ context }) => ({
      documentId: context.newId(),
      savedAtMs: null,
      previous: null,
      release: null,
      wanted: false,
      taken: false,
    })),
    /** The first document on the shelf is written. */
    takeOffShelf: assign(({ context: { shelf } }) => {
      shelf[0]?.release?.();
      return { shelf: shelf.slice(1) };
    }),
    /** The first document on the shelf was written by another page: what is here becomes one of its own. */
    copyFirstShelved: assign(({ context: { shelf, newId } }) => {
      const [first, ...rest] = shelf;
      if (first === undefined) return {};
      first.release?.();
      return { shelf: [{ ...first, documentId: newId(), savedAtMs: null, release: null }, ...rest] };
    }),
    dropShelved: assign(({ context: { shelf }, event }) => {
      const dropped = (each: ShelvedDocument): boolean => "documentId" in event && each.documentId === event.documentId;
      shelf.find(dropped)?.release?.();
      return { shelf: shelf.filter((each) => !dropped(each)) };
    }),
    /** The next on the shelf gets its turn. */
    turnShelf: assign(({ context: { shelf }, event }) => {
      const [first, ...rest] = shelf;
      return first === undefined || !("error" in event) ? {} : { shelf: [...rest, { ...first, problem: sentenceFor(event.error) }] };
    }),
    /** The document that was put away is another tab's now: what is here becomes one of its own. */
    copyShelved: assign(({ context, event }) => ({
      shelf: context.shelf.map((each) => {
        if (!("documentId" in event) || each.documentId !== event.documentId) return each;
        each.release?.();
        return { ...each, documentId: context.newId(), savedAtMs: null, release: null };
      }),
    })),
  },
  guards: {
    /** Of the document that is open here, and not of one that was. */
    ofThisDocument: ({ context, event }) => "documentId" in event && event.documentId === context.documentId,
    ofShelved: ({ context, event }) => "documentId" in event && context.shelf.some(({ documentId }) => documentId === event.documentId),
    asked: ({ context, event }) => event.type === "hand-over" && event.documentId === context.documentId && context.release !== null,
    wanted: ({ context }) => context.wanted,
    takenAndEdited: ({ context }) => context.taken && context.editedSince,
    taken: ({ context }) => context.taken,
    editedSince: ({ context }) => context.editedSince,
    changedElsewhere: (_, error: unknown) => error instanceof ChangedElsewhere,
    writing: stateIn({ keeping: "saving" }),
    /** Nothing is being written: what is to be opened may be fetched. */
    allWritten: and([not(stateIn({ keeping: "saving" })), not(stateIn({ shelving: "writing" }))]),
    /** The document that is to be opened is open, and the browser does not keep it: there is nothing better to put in its place. */
    isUnsavedItself: ({ context, event }) =>
      event.type === "open" && context.problem !== null && event.wish.documentId === context.documentId,
    /** What was to be looked at is no longer looked at: this tab works on a document of its own. */
    wentOnByItself: ({ context: { wish, documentId } }) =>
      wish?.kind === "kept" && wish.looksOnly === true && wish.documentId !== documentId,
    shelfIsEmpty: ({ context }) => context.shelf.length === 0,
  },
  delays: { retry: RETRY_MS },
});

/** Only what a document on the shelf is. */
function shelved({ documentId, design, savedAtMs, problem, release }: ShelvedDocument): ShelvedDocument {
  return { documentId, design, savedAtMs, problem, release };
}

/** The sentence that tells why the browser did not keep a document. */
export function sentenceFor(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "QuotaExceededError")
    return "The browser's storage is full, so your last changes are only in this tab. Save a file, or delete designs you no longer need.";
  if (name === "VersionError")
    return "A newer Quadrant has opened the designs this browser keeps, and this page is too old to read or write them. They are all there: close every tab of Quadrant and open it again. Until then save your work as a file.";
  return "The browser does not keep your work here (a private window, or storage is switched off). Save a file before you close the tab.";
}
