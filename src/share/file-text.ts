import type { Finding } from "../base/finding.ts";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";

/**
 * The text of a file of a stranger, without the mark some programs write before UTF-8. What is in another encoding, or no text at all,
 * is told as that and not as what it is not; the page and the command line read files by this.
 */
export function fileText(bytes: Uint8Array): Result<string, readonly Finding[]> {
  const [first = 1, second = 1] = bytes;
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (hasMark || (first === 0) !== (second === 0))
    return refused("file-encoding", "The file is UTF-16. Save it as UTF-8 and give it again.");
  if (bytes.includes(0)) return refused("file-binary", "The file holds zero bytes, so it is no text. Check that it is the right file.");
  if (isText(bytes)) return ok(new TextDecoder().decode(bytes));
  const place = firstWrong(bytes);
  const line = bytes.subarray(0, place).reduce((lines, byte) => lines + (byte === 0x0a ? 1 : 0), 1);
  const byte = bytes[place]?.toString(16).toUpperCase().padStart(2, "0");
  return refused(
    "file-encoding",
    `The file is not UTF-8: line ${line} holds the byte ${byte} where none of its kind may stand. Save it as UTF-8 and give it again.`,
  );
}

/** `isCut`: it may end in the middle of a character. */
function isText(bytes: Uint8Array, isCut = false): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: isCut });
    return true;
  } catch {
    return false;
  }
}

/** The first byte by which it is clear that bytes are no UTF-8. */
function firstWrong(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isText(bytes.subarray(0, middle), true)) good = middle;
    else bad = middle;
  }
  return good;
}

function refused(code: string, message: string): Result<never, readonly Finding[]> {
  return fail([{ code, severity: "error", where: "", message }]);
}
