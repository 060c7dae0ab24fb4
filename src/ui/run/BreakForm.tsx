import { useId, useState, type ReactNode } from "react";
import { Button } from "../parts/Button.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { unitBeside } from "../parts/number-text.ts";
import { AS_USUAL, amountHint, amountLabel, amountUnit, durationHint, readBreak } from "./break-form.ts";
import type { BreakChoice, BreakReading } from "./break-form.ts";
import type { Breakable, Breakage } from "./breakages.ts";
import { useStriking } from "./use-striking.ts";
import styles from "./BreakForm.module.css";

/** One fault in numbers of one's own: what of the part it strikes, how strong it is, how long it lasts. */
export function BreakForm({ breakable, onClose }: { readonly breakable: Breakable; readonly onClose: () => void }) {
  const id = useId();
  const { title, breakages } = breakable;
  const { when, strike } = useStriking();
  const [chosen, setChosen] = useState(0);
  const [choice, setChoice] = useState(AS_USUAL);
  const breakage = breakages[chosen];
  if (breakage === undefined) return null;
  const choose = (at: number): void => {
    setChosen(at);
    setChoice(AS_USUAL);
  };
  const read = readBreak(breakage, title, choice);
  const wrong = read.amountProblem !== null || read.durationProblem !== null || read.targetProblem !== null;
  const submit = (): void => {
    if (wrong) return;
    strike(breakable, breakage, read.spec);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Break ${title}`}
      description={`${when}. ${breakage.help}`}
      width={520}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={wrong} onClick={submit}>
            Break it
          </Button>
        </>
      }
    >
      <form
        className={styles["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Choices id={`${id}-fault`} label="What happens" choices={breakages.map((each) => each.label)} value={chosen} onChoose={choose} />
        {breakage.targets.length > 0 && (
          <Choices
            id={`${id}-target`}
            label="What it strikes"
            choices={breakage.targets}
            value={choice.target}
            onChoose={(target) => setChoice({ ...choice, target })}
          />
        )}
        <Numbers id={id} breakage={breakage} choice={choice} read={read} onChoice={setChoice} />
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}

function Numbers({
  id,
  breakage,
  choice,
  read,
  onChoice,
}: {
  readonly id: string;
  readonly breakage: Breakage;
  readonly choice: BreakChoice;
  readonly read: BreakReading;
  readonly onChoice: (choice: BreakChoice) => void;
}) {
  return (
    <>
      {breakage.amount !== undefined && (
        <Typed
          id={`${id}-amount`}
          label={amountLabel(breakage.amount)}
          text={choice.amount}
          unit={amountUnit(breakage.amount)}
          hint={amountHint(breakage.amount)}
          problem={read.amountProblem}
          onText={(amount) => onChoice({ ...choice, amount })}
        />
      )}
      <Typed
        id={`${id}-duration`}
        label="How long it lasts"
        text={choice.duration}
        unit="ms"
        hint={durationHint(breakage)}
        problem={read.durationProblem}
        onText={(duration) => onChoice({ ...choice, duration })}
      />
    </>
  );
}

function Choices({
  id,
  label,
  choices,
  value,
  onChoose,
}: {
  readonly id: string;
  readonly label: string;
  readonly choices: readonly string[];
  readonly value: number;
  readonly onChoose: (at: number) => void;
}) {
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChoose(Number(event.currentTarget.value))}>
        {choices.map((choice, at) => (
          <option key={choice} value={at}>
            {choice}
          </option>
        ))}
      </select>
    </>
  );
}

function Typed({
  id,
  label,
  text,
  unit,
  hint,
  problem,
  onText,
}: {
  readonly id: string;
  readonly label: ReactNode;
  readonly text: string;
  readonly unit: string | undefined;
  readonly hint: string;
  readonly problem: string | null;
  readonly onText: (text: string) => void;
}) {
  const beside = text.trim() === "" ? undefined : unitBeside(text, unit);
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <div>
        <div className={styles["box"]}>
          <input
            id={id}
            value={text}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={problem !== null}
            aria-describedby={`${id}-hint`}
            onChange={(event) => onText(event.currentTarget.value)}
          />
          {beside !== undefined && <span>{beside}</span>}
        </div>
        <p id={`${id}-hint`} className={styles[problem === null ? "hint" : "problem"]} role={problem === null ? undefined : "alert"}>
          {problem ?? hint}
        </p>
      </div>
    </>
  );
}
