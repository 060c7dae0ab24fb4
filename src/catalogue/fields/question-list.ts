import type { Question } from "../../engine/queried/question-answers.ts";
import { field } from "../contract.ts";
import type { Advice } from "../contract.ts";

const QUESTION =
  /^(?:hours (\d{1,5}(?:\.\d{1,3})?) ?)?(?:(all|user)|(group|join) ([a-z_]\w{0,63})|top (\d{1,3}) ([a-z_]\w{0,63}))?(?: x(\d{1,3}))?$/;
const MOST_QUESTIONS = 12;

/**
 * `hours 24 group country x3, top 10 item_id, join device_type, user`: what people ask, separated by commas, each as often as its x says
 * beside the others; null where the text is none of it.
 */
export function questionList(text: string): readonly Question[] | null {
  const written = text
    .split(",")
    .map((each) => each.trim().replaceAll(/\s+/g, " "))
    .filter((each) => each !== "");
  const questions = written.map(questionOf);
  return questions.length > MOST_QUESTIONS || questions.includes(null) ? null : questions.filter((question) => question !== null);
}

function questionOf(text: string): Question | null {
  const found = QUESTION.exec(text);
  if (found === null) return null;
  const [, hours, whole, by, byColumn, first, topColumn, times] = found;
  const weight = times === undefined ? 1 : Number(times);
  const asks = (whole ?? by ?? (first === undefined ? "all" : "top")) as Question["asks"];
  if (weight === 0 || first === "0" || Number(hours ?? 1) === 0) return null;
  return {
    ...{ text: text.replace(/ x\d+$/, ""), weight, asks },
    hours: hours === undefined ? null : Number(hours),
    column: byColumn ?? topColumn ?? null,
    first: first === undefined ? null : Number(first),
  };
}

/** What people ask of warehouses, by those who look at them. */
export const questionsField = field.text({
  label: "Questions",
  help: "What they ask of a warehouse or a view of it, separated by commas: hours 24 (of the last day), group COLUMN (count by it), top 10 COLUMN, join COLUMN (with the row of its user), user (the rows of one), all. hours goes with any of them; x3 asks it three times as often. Empty: what the warehouse is set to.",
  default: "",
  maxLength: 400,
});

/** Why a list of questions is none. */
export function questionProblems({ questions }: { readonly questions: string }): readonly Advice[] {
  if (questionList(questions) !== null) return [];
  return [
    {
      field: "questions",
      message: `Write up to ${MOST_QUESTIONS} questions separated by commas, each as: hours 24 group country x3, top 10 item_id, join device_type, user, all.`,
    },
  ];
}
