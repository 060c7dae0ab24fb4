const QUOTE = 34;
const BACKSLASH = 92;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;

const LONG_NUMBER = /\d{16}/;
/** One number of JSON, from where the search begins. */
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LONG_WHOLE = /^-?\d{16,}$/;

/**
 * The line of JSON with its whole numbers of 16 digits and more as texts: as floating point they lose their last digits, and ids
 * would meet that are different. One pass, whatever the line holds; what has an open text at its end is no JSON and stays as it is.
 */
export function withLongNumbersAsText(line: string): string {
  if (!LONG_NUMBER.test(line)) return line;
  let written = "";
  let copied = 0;
  for (let at = 0; at < line.length; ) {
    const code = line.charCodeAt(at);
    if (code === QUOTE) {
      at = afterText(line, at);
      if (at < 0) return line;
      continue;
    }
    const token = code === MINUS || (code >= ZERO && code <= NINE) ? numberAt(line, at) : "";
    if (LONG_WHOLE.test(token)) {
      written += `${line.slice(copied, at)}"${token}"`;
      copied = at + token.length;
    }
    at += Math.max(1, token.length);
  }
  return written + line.slice(copied);
}

/** Where the text that opens at `at` has ended; -1: nowhere. */
function afterText(line: string, at: number): number {
  for (let next = at + 1; next < line.length; next++) {
    const code = line.charCodeAt(next);
    if (code === QUOTE) return next + 1;
    if (code === BACKSLASH) next++;
  }
  return -1;
}

function numberAt(line: string, at: number): string {
  NUMBER.lastIndex = at;
  return NUMBER.exec(line)?.[0] ?? "";
}
