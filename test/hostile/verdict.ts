import type { Finding } from "../../src/base/finding.ts";

/** What became of something hostile: it was refused with findings, or taken, with what there was to say about it. */
export type Ending = { readonly refused: readonly Finding[] } | { readonly taken: readonly Finding[] };

/** One hostile input. `meet` gives it to the product; whatever it throws, and whatever it leaves behind, is a fault of the product. */
export type Hostile = { readonly name: string; readonly meet: () => Ending | Promise<Ending> };

export const refused = (findings: readonly Finding[]): Ending => ({ refused: findings });
export const taken = (findings: readonly Finding[] = []): Ending => ({ taken: findings });

/** A finding says what is wrong in a sentence or a few, not in a book. */
const LONGEST_SENTENCE = 2000;
/** One for each part and each wire that a drawing may have. */
const MOST_FINDINGS = 2500;

/**
 * What is wrong with how the product met an input, in one sentence; null when it ended as it must: with findings whose sentences a
 * person can read, at a path, and with every prototype as it was. How much work it did is asserted by `meet`, in windows, pieces and rows.
 */
export async function problemWith({ meet }: Hostile): Promise<string | null> {
  const before = prototypes();
  let ending: Ending;
  try {
    ending = await meet();
  } catch (error) {
    return `threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`.slice(0, 500);
  }
  if (prototypes() !== before) return "a prototype was changed";
  const findings = "refused" in ending ? ending.refused : ending.taken;
  if ("refused" in ending && findings.length === 0) return "it was refused without a word";
  if (findings.length > MOST_FINDINGS) return `${findings.length} findings`;
  return findings.map(problemOfWords).find((problem) => problem !== null) ?? null;
}

function problemOfWords({ code, where, message }: Finding): string | null {
  const said = JSON.stringify(message).slice(0, 300);
  if (typeof where !== "string" || where.length > LONGEST_SENTENCE) return `no path a person can follow: ${said}`;
  if (!/^[a-z][a-zA-Z0-9._-]*$/.test(code)) return `no code: ${code.slice(0, 100)}`;
  if (message.length > LONGEST_SENTENCE) return `a sentence of ${message.length} characters: ${said}`;
  if (!/[.!?)]$/.test(message.trimEnd())) return `no whole sentence: ${said}`;
  if (/\[object |\n\s+at |\bundefined\b.*\bundefined\b/.test(message)) return `words of the program, not for a person: ${said}`;
  return null;
}

const BUILT_IN = [Object, Array, Function, String, Number, Boolean, Map, Set, Promise, RegExp, Error, Uint8Array];

function prototypes(): string {
  return BUILT_IN.map(({ prototype }) =>
    Reflect.ownKeys(prototype as object)
      .map(String)
      .join(),
  ).join(";");
}
