/** What a person may hold for a design though it is something else. */
export type ForeignFile = "scenario" | "events";

/** Keys a scenario begins its blocks with, and a design never has. */
const SCENARIO_KEYS = /^(?:prompt|workload|goals|incidents|questions):/gm;

/** Whether a text is meant as JSON, and not as YAML. */
export function isJsonText(text: string): boolean {
  const first = text.trimStart();
  return first === "" || first.startsWith("{") || first.startsWith("[");
}

/** The first look at a text: a scenario, or a table of events (CSV, JSON lines, Parquet), says so before anybody looks for a design in it. */
export function foreignFile(text: string): ForeignFile | null {
  if (text.startsWith("PAR1") || /^\s*(?:\[\s*\{|\{[^\n]*\}\s*\n\s*\{)/.test(text)) return "events";
  if (isJsonText(text)) return null;
  if (new Set(text.match(SCENARIO_KEYS)).size >= 2) return "scenario";
  return isTable(text) ? "events" : null;
}

/** A first line of names with commas, semicolons or tabs between them, and a second of as many fields. */
function isTable(text: string): boolean {
  const [head = "", next = ""] = text.trimStart().split(/\r?\n/, 2);
  const mark = [",", "\t", ";"].find((each) => head.includes(each));
  return mark !== undefined && /^[\w"' .,;\t-]+$/.test(head) && (next === "" || next.split(mark).length >= head.split(mark).length);
}
