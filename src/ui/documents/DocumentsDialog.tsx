import { useEffect, useState, type ReactNode } from "react";
import { Button } from "../parts/Button.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { EmptyState } from "../parts/EmptyState.tsx";
import { refreshDocuments } from "../stores/autosave.ts";
import type { DocumentSummary } from "../keeping/document-database.ts";
import type { ShelvedDocument } from "../keeping/document-types.ts";
import { useSave } from "../stores/save-store.ts";
import { openDialog } from "../stores/view-store.ts";
import { forgetDocument, reopen, saveFile, saveStored } from "../stores/workspace.ts";
import { agoText } from "./ago.ts";
import styles from "./DocumentsDialog.module.css";
import { visibleText } from "../../base/visible-text.ts";

const close = (): void => openDialog(null);

/** Every design this browser keeps: open one, or delete it for good. Those it could not keep stand first. */
export function DocumentsDialog() {
  const documents = useSave((save) => save.documents);
  const shelf = useSave((save) => save.shelf);
  const stored = documents.filter(({ id }) => !shelf.some(({ documentId }) => documentId === id));
  useEffect(() => void refreshDocuments(), []);
  return (
    <Dialog
      open
      onClose={close}
      title="Your designs"
      description="Kept in this browser only, with their runs. Save a file to keep one elsewhere."
    >
      {stored.length + shelf.length === 0 && (
        <EmptyState title="Nothing kept yet">The first change you make to a design is kept here by itself.</EmptyState>
      )}
      <ul className={styles["list"]}>
        {shelf.map((unsaved) => (
          <UnsavedRow key={unsaved.documentId} unsaved={unsaved} />
        ))}
        {stored.map((document) => (
          <StoredRow key={document.id} document={document} />
        ))}
      </ul>
    </Dialog>
  );
}

function UnsavedRow({ unsaved: { documentId, design } }: { readonly unsaved: ShelvedDocument }) {
  return (
    <Row id={documentId} title={design.title} note="not saved: in this tab only">
      <OpenButton id={documentId} title={design.title} />
      <Button size="small" onClick={() => void saveFile(design)} aria-label={`Save ${design.title} as a file`}>
        Save file
      </Button>
    </Row>
  );
}

function StoredRow({ document: { id, title, scenario, savedAtMs, problem } }: { readonly document: DocumentSummary }) {
  const listedAtMs = useSave((save) => save.listedAtMs);
  const isOpen = useSave((save) => save.documentId === id);
  const note = problem ?? `${scenario ?? "free drawing"} · ${agoText(savedAtMs, listedAtMs)}${isOpen ? " · open now" : ""}`;
  return (
    <Row id={id} title={title} note={note}>
      {problem === null ? (
        <OpenButton id={id} title={title} disabled={isOpen} />
      ) : (
        <Button size="small" onClick={() => void saveStored(id)} aria-label={`Save ${title} as a file`}>
          Save file
        </Button>
      )}
    </Row>
  );
}

function OpenButton({ id, title, disabled = false }: { readonly id: string; readonly title: string; readonly disabled?: boolean }) {
  const open = (): void => {
    close();
    void reopen(id);
  };
  return (
    <Button size="small" disabled={disabled} onClick={open} aria-label={`Open ${title}`}>
      Open
    </Button>
  );
}

/** A design and what can be done with it; deleting asks once more. */
function Row({
  id,
  title,
  note,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly children: ReactNode;
}) {
  const [doomed, setDoomed] = useState(false);
  return (
    <li className={styles["row"]}>
      <div className={styles["text"]}>
        <strong>{visibleText(title)}</strong>
        <small>{note}</small>
      </div>
      {doomed ? (
        <>
          <Button size="small" look="danger" onClick={() => void forgetDocument(id)}>
            Delete for good
          </Button>
          <Button size="small" onClick={() => setDoomed(false)}>
            Keep
          </Button>
        </>
      ) : (
        <>
          {children}
          <Button size="small" look="ghost" onClick={() => setDoomed(true)} aria-label={`Delete ${title}`}>
            Delete…
          </Button>
        </>
      )}
    </li>
  );
}
