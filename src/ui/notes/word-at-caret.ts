import { FORMULA_FUNCTIONS } from "../../design/formula-functions.ts";

/** A name that may be meant by what stands before the caret, and the letters it would take the place of. */
export type Completion = { readonly name: string; readonly from: number; readonly to: number };

const MOST = 6;
/** What ends a name: behind it the next one begins. */
const MARKS = /[-+*/(×÷·−^,]/;

/** Names that begin with, or hold, what is being typed before the caret; none while that is a number, its unit, or a whole name already. */
export function completionsAt(formula: string, caret: number, names: readonly string[]): readonly Completion[] {
  const before = formula.slice(0, caret);
  // Nobody completes in the middle of a word.
  if (/^[A-Za-z0-9_]/.test(formula.slice(caret))) return [];
  const all = [...names, ...Object.keys(FORMULA_FUNCTIONS).map((name) => `${name}(`)];
  let found: Completion[] = [];
  // A name may hold marks itself, as `events/s peak`: the longest piece that one begins with is the one that is being typed.
  for (const from of startsOf(before)) {
    const typed = before.slice(from).toLowerCase();
    if (!/^[a-z_]/.test(typed)) continue;
    if (all.some((name) => name.toLowerCase() === typed)) return [];
    const starts = all.filter((name) => name.toLowerCase().startsWith(typed));
    const holds = typed.length < 3 ? [] : all.filter((name) => !starts.includes(name) && name.toLowerCase().includes(typed));
    found = [...starts, ...holds].slice(0, MOST).map((name) => ({ name, from, to: caret }));
    if (found.length > 0) break;
  }
  return found;
}

/** Where a name may begin, before the caret: at the start, and behind each mark. */
function startsOf(before: string): readonly number[] {
  const starts = [0];
  for (let at = 0; at < before.length; at++) if (MARKS.test(before[at] ?? "")) starts.push(at + 1);
  return starts.map((start) => start + (/^\s*/.exec(before.slice(start))?.[0].length ?? 0));
}

/** The formula with the name in place of what was typed, and where the caret stands then. */
export function completed(formula: string, { name, from, to }: Completion): { readonly formula: string; readonly caret: number } {
  return { formula: `${formula.slice(0, from)}${name}${formula.slice(to)}`, caret: from + name.length };
}
