import { useMemo } from "react";
import { renderMarkdown } from "./markdown.ts";
import styles from "./MarkdownPreview.module.css";

/** A Markdown text as a person reads it. */
export function MarkdownPreview({ text }: { readonly text: string }) {
  const html = useMemo(() => renderMarkdown(text), [text]);
  // What stands here went through renderMarkdown: no raw HTML, a list of allowed tags, no pictures.
  return <div className={styles["markdown"]} dangerouslySetInnerHTML={{ __html: html }} />;
}
