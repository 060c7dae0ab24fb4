import { lazy, Suspense, useMemo, useState } from "react";
import { setSchema } from "../../design/edits-schema.ts";
import { Button } from "../parts/Button.tsx";
import { plural } from "../parts/format.ts";
import { editDesign, useDesign } from "../stores/design-store.ts";
import type { EditorPlace } from "./SqlEditor.tsx";
import { SqlBar } from "./SqlBar.tsx";
import { draftFor, freshDraft, syncedDraft, typedDraft } from "./sql-draft.ts";
import type { SqlDraft } from "./sql-draft.ts";
import styles from "./Schema.module.css";

const SqlEditor = lazy(async () => ({ default: (await import("./SqlEditor.tsx")).SqlEditor }));

/** The text outlives a look at the diagram: whoever comes back finds it as it was left. */
let leftBehind: SqlDraft | null = null;

function leaveBehind(draft: SqlDraft): void {
  leftBehind = draft;
}

/** The whole schema as SQL text, as drawn or for a store; what can be read becomes the tables at once, what cannot is told by line and column. */
export function SqlView() {
  const schema = useDesign((design) => design.schema);
  const [draft, setDraft] = useState<SqlDraft>(() => leftBehind ?? freshDraft(schema, "drawn"));
  const [place, setPlace] = useState<EditorPlace | null>(null);
  const shown = useMemo(() => syncedDraft(draft, schema), [draft, schema]);
  const keep = (next: SqlDraft): void => {
    leaveBehind(next);
    setDraft(next);
  };
  const stale = shown.schema !== schema;
  const take = (next: SqlDraft): void => {
    keep(next);
    if (next.schema !== schema) editDesign("Edit schema as SQL", (design) => setSchema(design, next.schema), "schema-sql");
  };
  const type = (text: string): void => take(typedDraft({ ...shown, schema }, text));
  return (
    <div className={styles["sql"]}>
      <SqlBar
        writtenFor={shown.writtenFor}
        text={shown.text}
        onChoose={(writtenFor) => take(draftFor({ ...shown, schema }, writtenFor))}
        onText={type}
      />
      <Suspense fallback={<p className={styles["loading"]}>Loading the editor…</p>}>
        <SqlEditor text={shown.text} findings={shown.findings} place={place} onChange={type} />
      </Suspense>
      {stale && shown.findings.length > 0 && (
        <p className={styles["notice"]} role="status">
          The tables were changed elsewhere while this text could not be read.
          <Button size="small" onClick={() => keep(freshDraft(schema, shown.writtenFor))}>
            Show the tables as SQL
          </Button>
        </p>
      )}
      {shown.findings.length > 0 && (
        <div className={styles["problems"]} role="region" aria-label="Problems in the SQL" tabIndex={0}>
          <p className={styles["problemsHead"]} role="status">
            {plural(shown.findings.length, "problem")}; the tables keep their last readable state.
          </p>
          <ul>
            {shown.findings.map((finding) => (
              <li key={`${finding.line}:${finding.column}`}>
                <button
                  type="button"
                  className={styles["problem"]}
                  onClick={() => setPlace({ line: finding.line ?? 1, column: finding.column ?? 1 })}
                >
                  <span className={styles["lineColumn"]}>
                    {finding.line}:{finding.column}
                  </span>
                  {finding.message}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
