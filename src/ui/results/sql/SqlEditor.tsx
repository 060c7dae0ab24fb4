import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { PostgreSQL, sql } from "@codemirror/lang-sql";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, keymap, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import type { WarehouseTable } from "../../../warehouse/warehouse.ts";
import styles from "./SqlConsole.module.css";

export type SqlEditorHandle = {
  /** The selection when there is one, else everything. */
  statement(): string;
  /** Replaces the text in one undoable step. */
  replace(text: string): void;
  /** Puts a word at the cursor. */
  insert(word: string): void;
};

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--ok)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--source)" },
  { tag: tags.comment, color: "var(--faint)" },
  { tag: tags.typeName, color: "var(--process)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "12px", color: "var(--ink)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", overflow: "auto" },
  ".cm-content": { padding: "6px 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 10px" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--accent) 24%, transparent)",
  },
  ".cm-matchingBracket": { outline: "1px solid var(--line3)", backgroundColor: "transparent" },
  ".cm-placeholder": { color: "var(--faint)" },
  ".cm-tooltip": {
    border: "1px solid var(--line2)",
    borderRadius: "8px",
    background: "var(--panel)",
    color: "var(--ink)",
    boxShadow: "var(--shadow)",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "12px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionDetail": { marginLeft: "10px", fontStyle: "normal", opacity: "0.8" },
});

function language(tables: readonly WarehouseTable[]) {
  const schema = Object.fromEntries(
    tables.map((table) => [
      table.name,
      table.columns.map((column) => ({ label: column.name, detail: column.type.toLowerCase(), type: "property" })),
    ]),
  );
  return sql({ dialect: PostgreSQL, schema, upperCaseKeywords: true });
}

function createHandle(view: EditorView): SqlEditorHandle {
  return {
    statement: () => {
      const { from, to } = view.state.selection.main;
      return from === to ? view.state.doc.toString() : view.state.sliceDoc(from, to);
    },
    replace: (text) => {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true });
      view.focus();
    },
    insert: (word) => {
      view.dispatch(view.state.replaceSelection(word));
      view.focus();
    },
  };
}

/** The editor of the console. Tab leaves it, as everywhere on the page; Mod+Enter runs. */
export function SqlEditor({
  text,
  tables,
  onText,
  onRun,
  onReady,
}: {
  /** The text at the beginning; later the editor is the master. */
  readonly text: string;
  readonly tables: readonly WarehouseTable[];
  readonly onText: (text: string) => void;
  readonly onRun: () => void;
  /** Given the handle when the editor stands, null when it goes. */
  readonly onReady: (handle: SqlEditorHandle | null) => void;
}) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<{ readonly view: EditorView; readonly language: Compartment } | null>(null);
  const calls = useRef({ onText, onRun, onReady, text, tables });
  useEffect(() => {
    calls.current = { onText, onRun, onReady, text, tables };
  });
  useEffect(() => {
    if (host.current === null) return;
    const words = new Compartment();
    const run = (): boolean => {
      calls.current.onRun();
      return true;
    };
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: calls.current.text,
        extensions: [
          Prec.highest(keymap.of([{ key: "Mod-Enter", run, preventDefault: true }])),
          history(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          autocompletion(),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
          words.of(language(calls.current.tables)),
          syntaxHighlighting(colours),
          look,
          placeholder("SELECT …"),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": "SQL query", tabindex: "0" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) calls.current.onText(update.state.doc.toString());
          }),
        ],
      }),
    });
    editor.current = { view, language: words };
    calls.current.onReady(createHandle(view));
    return () => {
      calls.current.onReady(null);
      editor.current = null;
      view.destroy();
    };
  }, []);

  useEffect(() => {
    editor.current?.view.dispatch({ effects: editor.current.language.reconfigure(language(tables)) });
  }, [tables]);

  return <div ref={host} className={styles["editor"]} />;
}
