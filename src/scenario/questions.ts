import type { Fact, Question, Scenario } from "./types.ts";

/** How much of a typed question is read. */
const MAX_WORDS = 60;
/** Words this long also match as the beginning of a longer word: `burst` finds `bursts` and `bursty`. */
const STEM_LENGTH = 4;

/**
 * The scenario's question that a person's words ask, or null. A question matches when every word of one of its lists
 * occurs; the longest matching list wins, then the question with more matching lists, then the earlier one.
 */
export function matchQuestion(scenario: Pick<Scenario, "questions">, text: string): Question | null {
  const words = wordsOf(text);
  let best: Question | null = null;
  let bestScore = 0;
  for (const question of scenario.questions) {
    const score = scoreOf(question, words);
    if (score > bestScore) {
      best = question;
      bestScore = score;
    }
  }
  return best;
}

/** Up to `limit` questions that share words with the text, best first: what to offer when nothing matches. */
export function suggestQuestions(scenario: Pick<Scenario, "questions">, text: string, limit = 3): readonly Question[] {
  const words = wordsOf(text);
  const scored = scenario.questions.map((question, order) => {
    const own = new Set([
      ...question.matches.flat().flatMap(wordsOf),
      ...wordsOf(question.text).filter((word) => word.length > STEM_LENGTH),
    ]);
    return { question, order, shared: [...own].filter((word) => occurs(word, words)).length };
  });
  return scored
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared || a.order - b.order)
    .slice(0, limit)
    .map(({ question }) => question);
}

export type PinnedFact = { readonly question: Question; readonly fact: Fact };

/** The facts that the asked questions have brought to light, in the scenario's order; unknown ids are passed over. */
export function pinnedFacts(scenario: Pick<Scenario, "questions">, asked: readonly string[]): readonly PinnedFact[] {
  return scenario.questions
    .filter(({ id }) => asked.includes(id))
    .flatMap((question) => question.facts.map((fact) => ({ question, fact })));
}

function scoreOf(question: Question, words: readonly string[]): number {
  let longest = 0;
  let lists = 0;
  for (const list of question.matches) {
    const needed = list.flatMap(wordsOf);
    if (needed.length === 0 || !needed.every((word) => occurs(word, words))) continue;
    lists += 1;
    longest = Math.max(longest, needed.length);
  }
  return longest === 0 ? 0 : longest * 1000 + lists;
}

function occurs(needed: string, words: readonly string[]): boolean {
  return words.some((word) => word === needed || (needed.length >= STEM_LENGTH && word.startsWith(needed)) || word === `${needed}s`);
}

function wordsOf(text: string): readonly string[] {
  const plain = text.slice(0, 1000).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, MAX_WORDS);
}
