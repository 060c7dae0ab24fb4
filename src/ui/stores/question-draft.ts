const KEY = "quadrant.question";

/** The question that was being typed in this tab when it was loaded again; empty for another scenario, and where nothing is kept. */
export function questionDraft(scenarioId: string): string {
  try {
    const [of, text = ""] = globalThis.sessionStorage?.getItem(KEY)?.split("\n") ?? [];
    return of === scenarioId ? text : "";
  } catch {
    return "";
  }
}

/** Keeps what is being typed over a reload; an empty text is forgotten. */
export function keepQuestionDraft(scenarioId: string, text: string): void {
  try {
    if (text !== "") globalThis.sessionStorage?.setItem(KEY, `${scenarioId}\n${text}`);
    else if (questionDraft(scenarioId) !== "") globalThis.sessionStorage?.removeItem(KEY);
  } catch {
    // Where the browser keeps nothing, the text lasts as long as the page.
  }
}
