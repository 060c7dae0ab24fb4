import { useEffect, useState } from "react";
import { Button } from "../parts/Button.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { EmptyState } from "../parts/EmptyState.tsx";
import { refreshDocuments } from "../stores/autosave.ts";
import { useSave } from "../stores/save-store.ts";
import { openDialog } from "../stores/view-store.ts";
import { forgetDocument, reopen } from "../stores/workspace.ts";
import { agoText } from "./ago.ts";
import styles from "./DocumentsDialog.module.css";

/** Every design this browser keeps: open one, or delete it for good. */
export function DocumentsDialog() {
  const onClose = (): void => openDialog(null);
  const documents = useSave((save) => save.documents);
  const listedAtMs = useSave((save) => save.listedAtMs);
  const openId = useSave((save) => save.documentId);
  const [doomed, setDoomed] = useState<string | null>(null);
  useEffect(() => void refreshDocuments(), []);
  return (
    <Dialog open onClose={onClose} title="Your designs" description="Kept in this browser only. Save a file to keep one elsewhere.">
      {documents.length === 0 && (
        <EmptyState title="Nothing kept yet">The first change you make to a design is kept here by itself.</EmptyState>
      )}
      <ul className={styles["list"]}>
        {documents.map((document) => (
          <li key={document.id} className={styles["row"]}>
            <div className={styles["text"]}>
              <strong>{document.title}</strong>
              <small>
                {document.scenario ?? "free drawing"} · {agoText(document.savedAtMs, listedAtMs)}
                {document.id === openId ? " · open now" : ""}
              </small>
            </div>
            {doomed === document.id ? (
              <>
                <Button size="small" look="danger" onClick={() => void forgetDocument(document.id)}>
                  Delete for good
                </Button>
                <Button size="small" onClick={() => setDoomed(null)}>
                  Keep
                </Button>
              </>
            ) : (
              <>
                <Button
                  size="small"
                  disabled={document.id === openId}
                  onClick={() => {
                    onClose();
                    void reopen(document.id);
                  }}
                  aria-label={`Open ${document.title}`}
                >
                  Open
                </Button>
                <Button size="small" look="ghost" onClick={() => setDoomed(document.id)} aria-label={`Delete ${document.title}`}>
                  Delete…
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
