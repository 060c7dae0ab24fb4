import { exactnessOf, truthOf } from "../../engine/queried/question-answers.ts";
import { QUESTIONS } from "../../engine/queried/questions.ts";
import type { QuestionBook } from "../../engine/queried/questions.ts";
import type { AskedQuestion } from "../../result/questions.ts";
import type { Machine } from "../compile/build-machine.ts";

/** What people asked of stores and what became of it, by who asked; null where nobody has questions of their own. */
export function questionsOf(machine: Machine): { readonly [part: string]: readonly AskedQuestion[] } | null {
  const asked = machine.parts.flatMap(({ part }) => {
    const books = QUESTIONS.of(machine.nodes.get(part.id));
    return books === null ? [] : [[part.id, books.map((book) => summed(machine, book))] as const];
  });
  return asked.length === 0 ? null : Object.fromEntries(asked);
}

function summed({ run }: Machine, { question, asked, bytes, blocks, isRead, responses, ages, answers }: QuestionBook): AskedQuestion {
  const each = (sum: number): number | null => (isRead && asked > 0 ? sum / asked : null);
  const right = answers.reduce((sum, { at, groups }) => sum + exactnessOf(groups, truthOf(run, question, at, groups.user)), 0);
  return {
    ...{ question: question.text, asked, p50Ms: responses.quantile(0.5), p99Ms: responses.quantile(0.99) },
    ...{ bytesEach: each(bytes), blocksEach: each(blocks) },
    ...{ exactShare: answers.length === 0 ? null : right / answers.length, compared: answers.length },
    ageP50Ms: ages.quantile(0.5),
  };
}
