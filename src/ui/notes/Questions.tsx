import { CornerDownLeft } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { FormEvent } from "react";
import { askQuestion } from "../../design/edits-notes.ts";
import { matchQuestion, suggestQuestions } from "../../scenario/questions.ts";
import type { Fact, Question, Scenario } from "../../scenario/types.ts";
import { Button } from "../parts/Button.tsx";
import { Chip } from "../parts/Chip.tsx";
import { formatUnit } from "../parts/format.ts";
import { Menu, MenuItem, MenuSub } from "../parts/Menu.tsx";
import { editDesign, useDesign } from "../stores/design-store.ts";
import { keepQuestionDraft, questionDraft } from "../stores/question-draft.ts";
import { useSession } from "../stores/session-store.ts";
import { announce } from "../stores/view-store.ts";
import styles from "./Notes.module.css";

/** The clarifying questions that were asked, with what the interviewer said, and the way to ask another. */
export function Questions() {
  const scenario = useSession((session) => session.scenario);
  const asked = useDesign((design) => design.notes.asked);
  const answered = scenario === null ? [] : asked.flatMap((id) => scenario.questions.find((question) => question.id === id) ?? []);
  const [spot, setSpot] = useState<{ readonly id: string } | null>(null);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (spot !== null) list.current?.querySelector("[data-spot]")?.scrollIntoView({ block: "nearest" });
  }, [spot]);
  return (
    <section className={styles["column"]} aria-label="Clarifying questions">
      <div className={styles["scroll"]} role="region" aria-label="Questions and answers" tabIndex={0}>
        {answered.length === 0 && <NothingAsked free={scenario === null} />}
        <ul ref={list}>
          {answered.map((question) => (
            <li key={question.id} data-spot={spot?.id === question.id || undefined} className={styles["question"]}>
              <p className={styles["asked"]}>{question.text}</p>
              <p className={styles["answer"]}>
                {question.answer}{" "}
                {question.facts.map((fact) => (
                  <Chip key={fact.name} title="Pinned: estimates may use it by this name.">
                    {factText(fact)}
                  </Chip>
                ))}
              </p>
            </li>
          ))}
        </ul>
      </div>
      {scenario !== null && <AskForm key={scenario.id} scenario={scenario} asked={asked} onAsked={(id) => setSpot({ id })} />}
    </section>
  );
}

function factText(fact: Fact): string {
  return typeof fact.value === "number" ? `${fact.name} = ${formatUnit(fact.value, fact.unit ?? "")}` : `${fact.name}: ${fact.value}`;
}

function NothingAsked({ free }: { readonly free: boolean }) {
  return (
    <p className={styles["hint"]}>
      {free
        ? "This is a free drawing: there is no interviewer to ask. Choose a prompt above, or write what you assume under Requirements."
        : "Ask before you draw. The interviewer knows the load, the bursts, the deadlines and the budget, but says nothing unasked. Answers are pinned here, and estimates can use their facts by name."}
    </p>
  );
}

type AskProps = { readonly scenario: Scenario; readonly asked: readonly string[]; readonly onAsked: (id: string) => void };

function AskForm({ scenario, asked, onAsked }: AskProps) {
  const [text, setText] = useState(() => questionDraft(scenario.id));
  useEffect(() => keepQuestionDraft(scenario.id, text), [scenario.id, text]);
  const [missed, setMissed] = useState(false);
  const hintId = useId();
  const open = scenario.questions.filter((question) => !asked.includes(question.id));
  const near = text.trim().length < 3 ? [] : suggestQuestions({ questions: open }, text);
  const ask = (question: Question): void => {
    editDesign("Ask a question", (design) => askQuestion(design, question.id));
    announce(`${asked.includes(question.id) ? "Already answered" : "Answer"}: ${question.answer}`);
    onAsked(question.id);
    setText("");
    setMissed(false);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === "") return;
    const match = matchQuestion(scenario, text);
    if (match !== null) return ask(match);
    setMissed(true);
    announce("The interviewer did not understand. Say it in other words, or pick a question.");
  };
  return (
    <form className={styles["ask"]} onSubmit={submit}>
      {(missed || near.length > 0) && (
        <div id={hintId} className={styles["near"]} role="group" aria-label="Help with this question" tabIndex={0}>
          {missed && (
            <p className={styles["missed"]}>
              The interviewer did not understand. Say it in other words{near.length > 0 ? ", or did you mean:" : ", or pick a question."}
            </p>
          )}
          {near.map((question) => (
            <button key={question.id} type="button" className={styles["suggestion"]} onClick={() => ask(question)}>
              {question.text}
            </button>
          ))}
        </div>
      )}
      <div className={styles["askRow"]}>
        <input
          className={styles["askInput"]}
          aria-label="Ask the interviewer"
          aria-describedby={missed ? hintId : undefined}
          placeholder={open.length === 0 ? "Everything has been asked" : "Ask the interviewer…"}
          maxLength={300}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setMissed(false);
          }}
        />
        <Button
          size="small"
          onClick={(event) => event.currentTarget.form?.requestSubmit()}
          icon={<CornerDownLeft size={13} />}
          disabled={text.trim() === ""}
        >
          Ask
        </Button>
        <PickMenu open={open} ask={ask} />
      </div>
    </form>
  );
}

/** The questions still open, by group: for those who would rather choose than type. */
function PickMenu({ open, ask }: { readonly open: readonly Question[]; readonly ask: (question: Question) => void }) {
  const groups = [...new Set(open.map((question) => question.group))];
  return (
    <Menu
      align="end"
      label="Open questions"
      trigger={
        <Button size="small" look="ghost" disabled={open.length === 0}>
          Pick one
        </Button>
      }
    >
      {groups.map((group) => (
        <MenuSub key={group} label={group === "slas" ? "SLAs" : `${group.slice(0, 1).toUpperCase()}${group.slice(1)}`}>
          {open
            .filter((question) => question.group === group)
            .map((question) => (
              <MenuItem key={question.id} onSelect={() => ask(question)}>
                {question.text}
              </MenuItem>
            ))}
        </MenuSub>
      ))}
    </Menu>
  );
}
