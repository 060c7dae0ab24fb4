import { Check, Copy, Download, FolderOpen } from "lucide-react";
import { useState } from "react";
import { DIALECTS } from "../../design/sql/ddl-dialects.ts";
import { IconButton } from "../parts/Button.tsx";
import { InlineSelect } from "../parts/InlineField.tsx";
import { chooseSqlFile } from "../stores/choose-file.ts";
import { announce } from "../stores/view-store.ts";
import { download } from "../stores/workspace.ts";
import type { WrittenFor } from "./sql-draft.ts";
import styles from "./Schema.module.css";

const WORDS: { readonly [writtenFor in WrittenFor]: { readonly label: string; readonly says: string } } = {
  drawn: { label: "As drawn", says: "Any dialect is read here; every table is written as it is drawn." },
  redshift: { label: "Redshift", says: "Keys and references, no partitions: those columns stand among the others." },
  hive: { label: "Hive", says: "Partitions and files, no keys or references: they stay as drawn." },
  spark: { label: "Spark", says: "Partitions and files, no keys or references: they stay as drawn." },
};

const isWrittenFor = (value: string): value is WrittenFor => value === "drawn" || DIALECTS.some((dialect) => dialect === value);

type Props = {
  readonly writtenFor: WrittenFor;
  readonly text: string;
  readonly onChoose: (writtenFor: WrittenFor) => void;
  readonly onText: (text: string) => void;
};

/** Whose SQL stands in the editor, and its ways out of the page and in. */
export function SqlBar({ writtenFor, text, onChoose, onText }: Props) {
  const [copied, setCopied] = useState<string | null>(null);
  const copy = (): void => {
    void navigator.clipboard.writeText(text).then(
      () => {
        setCopied(text);
        announce("The SQL is copied.");
      },
      () => announce("The browser does not let the page copy. Select the text and copy it."),
    );
  };
  return (
    <div className={styles["sqlBar"]} role="toolbar" aria-label="SQL of the schema">
      <span className={styles["dialect"]}>
        <InlineSelect
          boxed
          label="Dialect of the SQL"
          value={writtenFor}
          onChange={(value) => {
            if (isWrittenFor(value)) onChoose(value);
          }}
        >
          {Object.entries(WORDS).map(([value, { label }]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </InlineSelect>
      </span>
      <span className={styles["says"]}>{WORDS[writtenFor].says}</span>
      <IconButton size="small" label="Copy the SQL" onClick={copy}>
        {copied === text ? <Check size={13} /> : <Copy size={13} />}
      </IconButton>
      <IconButton size="small" label="Save the SQL as a file" onClick={() => download(`schema-${writtenFor}.sql`, text, "application/sql")}>
        <Download size={13} />
      </IconButton>
      <IconButton size="small" label="Open a file of SQL" onClick={() => chooseSqlFile(onText)}>
        <FolderOpen size={13} />
      </IconButton>
    </div>
  );
}
