import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { sql } from "@codemirror/lang-sql";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { Annotation, EditorState } from "@codemirror/state";
import type { Text } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useEffectEvent, useRef } from "react";
import type { Finding } from "../../base/finding.ts";
import styles from "./Schema.module.css";

/** Marks a change of the text that was not typed here. */
const FromOutside = Annotation.define<true>();

/** Where to put the caret; a new object asks again. */
export type EditorPlace = { readonly line: number; readonly column: number };

type Props = {
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly place: EditorPlace | null;
  readonly onChange: (text: string) => void;
};

/** A SQL text field with colours, its own undo, and marks where it cannot be read. Tab leaves it, as any field. */
export function SqlEditor({ text, findings, place, onChange }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const typed = useEffectEvent(onChange);
  const firstText = useEffectEvent(() => text);

  useEffect(() => {
    if (box.current === null) return;
    const editor = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: firstText(),
        extensions: [
          ...BASE,
          EditorView.updateListener.of((update) => {
            const own = update.transactions.every((transaction) => transaction.annotation(FromOutside) === undefined);
            if (update.docChanged && own) typed(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const now = editor.state.doc.toString();
    if (now !== text) editor.dispatch({ changes: { from: 0, to: now.length, insert: text }, annotations: FromOutside.of(true) });
    const diagnostics = findings.map((finding) => {
      const from = offsetOf(editor.state.doc, { line: finding.line ?? 1, column: finding.column ?? 1 });
      const word = editor.state.wordAt(from);
      return {
        from,
        to: Math.max(word?.to ?? from, Math.min(from + 1, editor.state.doc.length)),
        severity: "error" as const,
        message: finding.message,
      };
    });
    editor.dispatch(setDiagnostics(editor.state, diagnostics));
  }, [text, findings]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || place === null) return;
    editor.dispatch({ selection: { anchor: offsetOf(editor.state.doc, place) }, scrollIntoView: true });
    editor.focus();
  }, [place]);

  return <div ref={box} className={styles["editorBox"]} />;
}

function offsetOf(doc: Text, place: EditorPlace): number {
  const line = doc.line(Math.min(Math.max(place.line, 1), doc.lines));
  return Math.min(line.from + place.column - 1, line.to);
}

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)" },
  { tag: [tags.typeName, tags.standard(tags.name)], color: "var(--process)" },
  { tag: tags.string, color: "var(--store)" },
  { tag: tags.number, color: "var(--source)" },
  { tag: tags.comment, color: "var(--mute)", fontStyle: "italic" },
]);

const LOOK = EditorView.theme({
  "&": { height: "100%", fontSize: "12px", backgroundColor: "transparent", color: "var(--ink)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--ink)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--faint)", border: "none" },
  ".cm-placeholder": { color: "var(--faint)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent) !important",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)" },
  ".cm-tooltip": { backgroundColor: "var(--panel)", color: "var(--ink)", border: "1px solid var(--line2)", borderRadius: "6px" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
});

const EXAMPLE = `CREATE TABLE app_event (
  event_id BIGINT PRIMARY KEY,
  user_id BIGINT,
  event_time TIMESTAMP
);
-- or paste Hive, Athena, Redshift or Cassandra DDL`;

const BASE = [
  lineNumbers(),
  history(),
  drawSelection(),
  bracketMatching(),
  keymap.of([...defaultKeymap, ...historyKeymap]),
  sql({ upperCaseKeywords: true }),
  syntaxHighlighting(COLOURS),
  placeholder(EXAMPLE),
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ "aria-label": "Schema as SQL", tabindex: "0" }),
  LOOK,
];
