import { lazy, Suspense, useDeferredValue } from "react";
import { setNotes } from "../../design/edits-notes.ts";
import { formatNumber } from "../parts/format.ts";
import { editDesign, useDesign } from "../stores/design-store.ts";
import styles from "./Notes.module.css";

const MarkdownPreview = lazy(async () => ({ default: (await import("./MarkdownPreview.tsx")).MarkdownPreview }));

const MAX_CHARS = 65_536;

/** Free Markdown with its preview beside it, or below where there is little room. */
export function NotesText() {
  const text = useDesign((design) => design.notes.text);
  const shown = useDeferredValue(text);
  return (
    <div className={styles["text"]}>
      <div className={styles["writing"]}>
        <textarea
          className={styles["textarea"]}
          aria-label="Notes, in Markdown"
          placeholder={"# Plan\nWhat you would say while you draw. **Markdown** works; it stays in your design file."}
          maxLength={MAX_CHARS}
          value={text}
          onChange={(event) => editDesign("Write notes", (design) => setNotes(design, event.target.value), "notes-text")}
        />
        {text.length > MAX_CHARS * 0.9 && (
          <p className={styles["hint"]} role="status">
            {formatNumber(MAX_CHARS - text.length)} characters left of {formatNumber(MAX_CHARS)}.
          </p>
        )}
      </div>
      <section className={styles["preview"]} aria-label="Preview of the notes" tabIndex={0}>
        {shown.trim() === "" ? (
          <p className={styles["hint"]}>The preview appears here.</p>
        ) : (
          <Suspense fallback={<p className={styles["hint"]}>Loading the preview…</p>}>
            <MarkdownPreview text={shown} />
          </Suspense>
        )}
      </section>
    </div>
  );
}
