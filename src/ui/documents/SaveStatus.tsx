import { Check, CloudOff, LoaderCircle, Copy } from "lucide-react";
import { useSave, type SaveState } from "../stores/save-store.ts";
import styles from "./SaveStatus.module.css";

const WORDS: { readonly [state in SaveState["state"]]: string } = {
  untouched: "",
  saving: "Saving…",
  saved: "Saved",
  failed: "Not saved",
  elsewhere: "Open in another tab",
};

/** Whether the work is safe, in a word. */
export function SaveStatus() {
  // A further try to save says nothing new.
  const state = useSave((save) => (save.state === "saving" && save.problem !== null ? "failed" : save.state));
  const problem = useSave((save) => save.problem);
  if (state === "untouched") return null;
  return (
    <span
      className={styles["status"]}
      data-state={state}
      title={problem ?? (state === "saved" ? "Every edit is kept in this browser" : WORDS[state])}
    >
      {state === "saved" && <Check size={12} aria-hidden="true" />}
      {state === "saving" && <LoaderCircle size={12} aria-hidden="true" />}
      {state === "failed" && <CloudOff size={12} aria-hidden="true" />}
      {state === "elsewhere" && <Copy size={12} aria-hidden="true" />}
      <span className={styles["word"]}>{WORDS[state]}</span>
    </span>
  );
}
