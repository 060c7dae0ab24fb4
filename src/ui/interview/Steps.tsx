import { ChevronDown } from "lucide-react";
import type { Step } from "../parts/places.ts";
import { STEPS } from "./steps.ts";
import { Menu, MenuItem } from "../parts/Menu.tsx";
import { useStage } from "../stage/stage-store.ts";
import { goToStep } from "../stores/go.ts";
import styles from "./Steps.module.css";

/** The seven steps of the round as a way about the page. */
export function Steps() {
  const now = useStage((stage) => stage.step);
  const index = STEPS.findIndex((step) => step.id === now);
  const current = STEPS[index];
  return (
    <>
      <nav aria-label="Steps of the round" className={styles["steps"]}>
        <ol>
          {STEPS.map((step, place) => (
            <li key={step.id}>
              <StepButton step={step} state={place === index ? "now" : place < index ? "done" : "ahead"} />
            </li>
          ))}
        </ol>
      </nav>
      <div className={styles["short"]}>
        <Menu
          label="Steps of the round"
          trigger={
            <button type="button" className={styles["step"]} data-state="now">
              {current?.title ?? "Steps"}
              <ChevronDown size={13} aria-hidden="true" />
            </button>
          }
        >
          {STEPS.map((step) => (
            <MenuItem key={step.id} checked={step.id === now} note={step.help} onSelect={() => goToStep(step)}>
              {step.title}
            </MenuItem>
          ))}
        </Menu>
      </div>
    </>
  );
}

function StepButton({ step, state }: { readonly step: Step; readonly state: "done" | "now" | "ahead" }) {
  return (
    <button
      type="button"
      className={styles["step"]}
      data-state={state}
      aria-current={state === "now" ? "step" : undefined}
      title={`${step.title}: ${step.help}`}
      onClick={() => goToStep(step)}
    >
      <i aria-hidden="true" />
      <span>{step.title}</span>
    </button>
  );
}
