/** A piece of SQL text. `at` and `end` are offsets; line and column count from 1. */
export type Token = {
  readonly kind: "word" | "quoted" | "string" | "number" | "mark";
  /** Words as written; quoted names and strings without their quotes. */
  readonly text: string;
  /** Upper case for words, else the same as `text`: what the parser compares. */
  readonly upper: string;
  readonly at: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
};

export type Comment = { readonly text: string; readonly line: number };

export type Tokens = {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
  /** A quote or comment that is never closed. */
  readonly unclosed: { readonly what: string; readonly line: number; readonly column: number } | null;
};

/**
 * One alternative per kind of piece. Besides `--` and block comments a note may follow a single dash, as people write in
 * documents (`country STRING, - may be split later`), and `...` or a Markdown fence takes the rest of its line.
 */
const PIECES = [
  { kind: "space", pattern: /\s+/y },
  { kind: "comment", pattern: /--[^\n]*/y },
  { kind: "comment", pattern: /\/\*[\s\S]*?\*\//y },
  { kind: "comment", pattern: /(?:[-–—][ \t](?![ \t]*[0-9])|\.\.\.|…|```|#)[^\n]*/y },
  { kind: "string", pattern: /'(?:[^']|'')*'/y },
  { kind: "quoted", pattern: /"[^"\n]*"|`[^`\n]*`/y },
  { kind: "word", pattern: /[A-Za-z_][A-Za-z0-9_$]*/y },
  { kind: "number", pattern: /-?[0-9]+(?:\.[0-9]+)?/y },
  { kind: "mark", pattern: /[\s\S]/y },
] as const;

export function tokenizeSql(text: string): Tokens {
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  let [at, line, lineStart] = [0, 1, 0];
  while (at < text.length) {
    const { kind, length } = pieceAt(text, at);
    const raw = text.slice(at, at + length);
    const column = at - lineStart + 1;
    if (kind === "mark" && (raw === "'" || raw === '"' || raw === "`" || text.startsWith("/*", at))) {
      return { tokens, comments, unclosed: { what: raw === "/" ? "comment" : "quote", line, column } };
    }
    if (kind === "comment") comments.push({ text: commentText(raw), line });
    else if (kind !== "space") tokens.push(tokenOf(kind, raw, { at, end: at + length, line, column }));
    for (let next = raw.indexOf("\n"); next >= 0; next = raw.indexOf("\n", next + 1)) {
      line += 1;
      lineStart = at + next + 1;
    }
    at += length;
  }
  return { tokens, comments, unclosed: null };
}

function pieceAt(text: string, at: number): { readonly kind: Token["kind"] | "space" | "comment"; readonly length: number } {
  for (const { kind, pattern } of PIECES) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { kind, length: match[0].length };
  }
  return { kind: "mark", length: 1 };
}

function tokenOf(kind: Token["kind"], raw: string, place: Pick<Token, "at" | "end" | "line" | "column">): Token {
  const text = kind === "string" ? raw.slice(1, -1).replaceAll("''", "'") : kind === "quoted" ? raw.slice(1, -1) : raw;
  return { kind, text, upper: kind === "word" ? raw.toUpperCase() : text, ...place };
}

function commentText(raw: string): string {
  return raw
    .replace(/^(--|\/\*|[-–—]|#)/, "")
    .replace(/\*\/$/, "")
    .replace(/\s*[\r\n]+\s*/g, " ")
    .trim();
}
