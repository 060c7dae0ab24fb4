/** Characters that show nothing, or change how others show: controls, marks of direction, breaks that are no spaces. */
const UNSEEN = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A text of a stranger as it is, with what cannot be seen written out: `\\u001b`. Nothing in it can hide or turn what stands beside it. */
export function visibleText(text: string): string {
  return text.replaceAll(UNSEEN, (unseen) => `\\u${unseen.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** As `visibleText` for output of several lines: line breaks and tabs stay. In JSON, where the others stand inside texts, no value changes. */
export function visibleLines(text: string): string {
  return text.replaceAll(UNSEEN, (unseen) => (unseen === "\n" || unseen === "\t" ? unseen : visibleText(unseen)));
}
