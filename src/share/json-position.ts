const TOKEN =
  /[\t\n\r ]*(?:([{}[\],:])|("(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null))/y;

type Expect = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma-or-end" | "nothing";

/**
 * Where `text` stops being JSON, as an offset; its length when it ends too early, null when it is JSON after all.
 * Browsers and Node say it differently or not at all, and a person with a broken file needs the line.
 */
export function jsonErrorOffset(text: string): number | null {
  const open: ("{" | "[")[] = [];
  let expect: Expect = "value";
  let at = 0;
  for (;;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const start = at + (/^[\t\n\r ]*/.exec(text.slice(at, at + 4_096))?.[0].length ?? 0);
    if (!match) return start >= text.length && expect === "nothing" ? null : Math.min(start, text.length);
    const [whole, mark, string] = match;
    if (string !== undefined && hasControlCharacter(string)) return start;
    const next = step(expect, mark ?? (string === undefined ? "scalar" : "string"), open);
    if (!next) return start;
    expect = next;
    at += whole.length;
  }
}

/** What may follow a token, or null when the token may not stand here. Keeps `open` up to date. */
function step(expect: Expect, token: string, open: ("{" | "[")[]): Expect | null {
  const after = (): Expect => (open.length === 0 ? "nothing" : "comma-or-end");
  const inObject = open.at(-1) === "{";
  if (expect === "value" || expect === "value-or-end") {
    if (token === "{" || token === "[") {
      open.push(token);
      return token === "{" ? "key-or-end" : "value-or-end";
    }
    if (token === "string" || token === "scalar") return after();
    if (token !== "]" || expect !== "value-or-end") return null;
  } else if (expect === "key" || expect === "key-or-end") {
    if (token === "string") return "colon";
    if (token !== "}" || expect !== "key-or-end") return null;
  } else if (expect === "colon") {
    return token === ":" ? "value" : null;
  } else if (expect === "comma-or-end") {
    if (token === ",") return inObject ? "key" : "value";
    if (token !== (inObject ? "}" : "]")) return null;
  } else {
    return null;
  }
  open.pop();
  return after();
}

/** A line break or another control character may not stand in a JSON string: most often a quote is missing. */
function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) < 0x20) return true;
  return false;
}
