import type { Fragment } from "../../design/edits.ts";
import { parseDesign } from "../../design/parse.ts";

/** Text longer than this is not looked at: 100 parts take some 40 kB. */
export const MAX_FRAGMENT_CHARS = 1_000_000;

/** Parts and the wires among them as they travel on the clipboard. */
export function fragmentText(fragment: Fragment): string {
  return JSON.stringify({ format: "quadrant-parts", version: 1, ...fragment });
}

/** The parts in a text somebody pasted, checked like a file; null when the text holds none. */
export function readFragment(text: string): Fragment | null {
  if (text.length > MAX_FRAGMENT_CHARS || !text.trimStart().startsWith("{")) return null;
  const value = parsedJson(text);
  if (typeof value !== "object" || value === null || !("format" in value)) return null;
  const own = value.format === "quadrant-parts" && "parts" in value;
  const document = own
    ? { format: "quadrant-design", version: 1, system: { parts: value.parts, wires: "wires" in value ? value.wires : [] } }
    : value;
  const parsed = parseDesign(document);
  return parsed.ok && parsed.value.system.parts.length > 0 ? parsed.value.system : null;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
