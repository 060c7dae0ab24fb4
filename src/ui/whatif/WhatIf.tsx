import { useEffect, useId, useMemo, useRef, useState } from "react";
import type { Field, KindDecl } from "../../catalogue/contract.ts";
import { kindById } from "../../catalogue/registry.ts";
import { fieldApplies, settingsNow, withField } from "../../catalogue/fields/settings.ts";
import { changePart } from "../../design/edits.ts";
import type { Design, Part, SettingValue } from "../../design/types.ts";
import { unitBeside } from "../parts/number-text.ts";
import { Button } from "../parts/Button.tsx";
import { EmptyState } from "../parts/EmptyState.tsx";
import { Card, Cards, Scroll, Sentence } from "../results/parts/Card.tsx";
import { currentDesign, editDesign, useDesign } from "../stores/design-store.ts";
import { useEvents } from "../stores/events-store.ts";
import { useRun } from "../stores/run-store.ts";
import { useSession } from "../stores/session-store.ts";
import { useView } from "../stores/view-store.ts";
import { askWhatIf, cancelWhatIf, keyOf, measure, sameStudy, useWhatIf } from "../stores/whatif-store.ts";
import type { Asked, Study } from "../stores/whatif-store.ts";
import { Measured } from "./Measured.tsx";
import { canBeAsked, firstValues, readValues, valueText } from "./values.ts";
import styles from "./WhatIf.module.css";
import { visibleText } from "../../base/visible-text.ts";

type Question = { readonly part: Part; readonly kind: KindDecl; readonly name: string; readonly field: Field };

/** One setting, several values, each run in full on the same seed: what a goal and the bill become. */
export function WhatIf() {
  const asked = useWhatIf((state) => state.asked);
  const design = useDesign((held) => held);
  const questions = useMemo(() => questionsOf(design), [design]);
  const [first] = questions;
  if (first === undefined)
    return <EmptyState title="Nothing to vary yet">Draw a part with settings: each of them can be asked about here.</EmptyState>;
  const question = questions.find(({ part, name }) => part.id === asked?.part && name === asked.field);
  if (question === undefined)
    return (
      <Cards>
        <Card title="What if">
          <Sentence>
            Choose a setting. Several values of it are run one after the other on the same seed, and stand here as goal against cost.
          </Sentence>
          <Offers questions={questions} />
        </Card>
      </Cards>
    );
  return <Asking key={`${question.part.id}.${question.name}`} question={question} questions={questions} serial={asked?.serial ?? 0} />;
}

function questionsOf(design: Design): readonly Question[] {
  return design.system.parts.flatMap((part) => {
    const kind = kindById(part.kind);
    if (kind === undefined) return [];
    return Object.entries(kind.fields)
      .filter(([name, field]) => canBeAsked(field) && fieldApplies(kind, settingsNow(kind, part), name))
      .map(([name, field]): Question => ({ part, kind, name, field }));
  });
}

function Asking({
  question,
  questions,
  serial,
}: {
  readonly question: Question;
  readonly questions: readonly Question[];
  readonly serial: number;
}) {
  const { part, kind, name, field } = question;
  const asked = { part: part.id, field: name };
  const study = useWhatIf((state) => state.studies[keyOf(asked)]);
  const stale = useStale(study, asked);
  const settings = settingsNow(kind, part);
  const now = settings[name] ?? (settings[name] === null ? null : (field.default as SettingValue));
  const use = (value: SettingValue): void => {
    editDesign(`Set ${field.label} of ${part.title}`, (design) =>
      changePart(design, part.id, (held) => withField(kind, held, name, value)),
    );
  };
  return (
    <Cards>
      <Card title="What if" least={230}>
        <Pickers questions={questions} question={question} />
        <Values key={kind.id} question={question} now={now} serial={serial} />
      </Card>
      <Measured
        study={study}
        stale={stale}
        label={`${field.label} of ${part.title}`}
        now={now}
        text={(value) => valueText(field, value)}
        onUse={use}
      />
    </Cards>
  );
}

/** Whether the design was changed otherwise since it was measured. */
function useStale(study: Study | undefined, asked: Omit<Asked, "serial">): boolean {
  const design = useDesign((held) => held);
  const scenario = useSession((session) => session.scenario);
  const faults = useRun((run) => run.planned);
  const events = useEvents((held) => held.choice);
  return study !== undefined && !sameStudy(study.conditions, { design, scenario, faults, events }, asked);
}

/** The settings that stand first at each part, those that a missed goal goes back to before the others. */
function Offers({ questions }: { readonly questions: readonly Question[] }) {
  const findings = useRun((run) => run.findings);
  const named = new Set(findings.filter(({ code }) => code.startsWith("goal.")).map(({ where }) => where));
  const isNamed = ({ part, name }: Question): boolean => named.has(`system.parts.${part.id}.settings.${name}`);
  const offered = questions.filter((question) => isNamed(question) || question.field.advanced !== true);
  const groups = [...new Set(offered.map(({ part }) => part.id))]
    .map((id) => offered.filter(({ part }) => part.id === id))
    .sort((a, b) => Number(b.some(isNamed)) - Number(a.some(isNamed)));
  return (
    <Scroll label="Settings to ask about">
      <div className={styles["offers"]}>
        {groups.map((own) => (
          <div key={own[0]?.part.id} role="group" aria-label={own[0]?.part.title}>
            <h4>{visibleText(own[0]?.part.title ?? "")}</h4>
            {own.map((question) => (
              <button
                key={question.name}
                type="button"
                data-named={isNamed(question) || undefined}
                onClick={() => askWhatIf(question.part.id, question.name)}
              >
                {question.field.label}
                {isNamed(question) && <small>a missed goal goes back to it</small>}
              </button>
            ))}
          </div>
        ))}
      </div>
    </Scroll>
  );
}

function Pickers({ questions, question }: { readonly questions: readonly Question[]; readonly question: Question }) {
  const id = useId();
  const parts = [...new Map(questions.map(({ part }) => [part.id, part])).values()];
  const own = questions.filter(({ part }) => part.id === question.part.id);
  return (
    <div className={styles["pickers"]}>
      <label htmlFor={`${id}-part`}>Part</label>
      <select
        id={`${id}-part`}
        value={question.part.id}
        onChange={(event) => {
          const next = questions.find(({ part }) => part.id === event.currentTarget.value);
          if (next !== undefined) askWhatIf(next.part.id, next.name);
        }}
      >
        {parts.map((part) => (
          <option key={part.id} value={part.id}>
            {visibleText(part.title)}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-field`}>Setting</label>
      <select id={`${id}-field`} value={question.name} onChange={(event) => askWhatIf(question.part.id, event.currentTarget.value)}>
        {own.map(({ name, field }) => (
          <option key={name} value={name}>
            {field.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Values({ question, now, serial }: { readonly question: Question; readonly now: SettingValue; readonly serial: number }) {
  const { part, kind, name, field } = question;
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(() => firstValues(field, now));
  const readOnly = useView((view) => view.readOnly);
  const running = useWhatIf((state) => state.running);
  const { values, problem } = readValues(field, text);
  const unit = unitBeside(text, field.unit);
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
  }, [serial]);
  const start = (): void => {
    if (problem !== null || running !== null || readOnly) return;
    const candidates = values.map((value) => ({
      value,
      design: changePart(currentDesign(), part.id, (held) => withField(kind, held, name, value)),
    }));
    void measure({ part: part.id, field: name }, candidates);
  };
  return (
    <form
      className={styles["values"]}
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <label htmlFor={`${id}-values`}>Values{unit === undefined ? "" : `, ${unit}`}</label>
      <input
        ref={box}
        id={`${id}-values`}
        value={text}
        maxLength={400}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-hint`}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} className={problem === null ? styles["hint"] : styles["problem"]} role={problem === null ? undefined : "alert"}>
        {problem ?? hintOf(field, now)}
      </p>
      {running === null ? (
        <div className={styles["actions"]}>
          <Button look="primary" size="small" disabled={problem !== null || readOnly} onClick={start}>
            {`Run ${values.length} ${values.length === 1 ? "value" : "values"}`}
          </Button>
        </div>
      ) : (
        <div className={styles["actions"]}>
          <Button size="small" onClick={cancelWhatIf}>
            Cancel
          </Button>
          <progress aria-label="Progress of the runs" value={running.at - 1 + running.share} max={running.of} />
          <span className={styles["hint"]}>{`${running.at} of ${running.of}`}</span>
        </div>
      )}
    </form>
  );
}

function hintOf(field: Field, now: SettingValue): string {
  const none = field.type === "optional-number" ? `; none for “${field.absent}”` : "";
  return `Now ${valueText(field, now)}. Commas between values${none}. Each is a whole run at full speed on the seed of the design.`;
}
