import type { Finding } from "../../base/finding.ts";
import type { Design } from "../../design/types.ts";
import type { Release } from "./document-lock.ts";

/** Why a kept document was not opened; what is open stays as it was. */
export type OpenRefusal =
  | { readonly reason: "missing" }
  | { readonly reason: "unreadable"; readonly findings: readonly Finding[] }
  /** The browser's storage cannot be read, for the reason told. */
  | { readonly reason: "unreachable"; readonly problem: string };

/** The document that was open before another was opened beside it. */
export type PreviousDocument = { readonly documentId: string; readonly title: string };

/** What is to be opened: a kept document by its id, or a design as a document of its own. */
export type OpenWish =
  | {
      readonly kind: "kept";
      readonly documentId: string;
      /** The lock of the document, where it was got before. */
      readonly release?: Release;
      /** Only to see what another tab has saved: nothing is opened once this tab has gone on by itself. */
      readonly looksOnly?: true;
    }
  | { readonly kind: "new"; readonly documentId: string; readonly design: Design; readonly offerWayBack: boolean };

/** A document that was put away while the browser did not keep it: it lives in this tab only, and is tried again. */
export type ShelvedDocument = {
  readonly documentId: string;
  readonly design: Design;
  /** The stored version it goes on from; null where nothing of it is stored. */
  readonly savedAtMs: number | null;
  /** Why it is not stored, as a sentence. */
  readonly problem: string;
  readonly release: Release | null;
};

/** A document that was fetched and, where no other tab writes it, locked; `problem` of one that is not stored. */
export type Brought = {
  readonly design: Design;
  readonly savedAtMs: number | null;
  readonly release: Release | null;
  readonly problem?: string;
};

/** A document as it is to be written, on top of the version stored at `savedAtMs`. */
export type Writing = {
  readonly documentId: string;
  readonly design: Design | null;
  readonly savedAtMs: number | null;
  /** The document on screen, rather than one that was put away. */
  readonly isOpen: boolean;
};
