import { Plus, X } from "lucide-react";
import { useId, useMemo, useRef } from "react";
import type { Finding } from "../../base/finding.ts";
import type { Result } from "../../base/result.ts";
import { addEstimate, editEstimate, removeEstimate } from "../../design/edits-notes.ts";
import { compareEstimate, evaluateEstimates, namesFor } from "../../design/estimate.ts";
import type { EstimateValue } from "../../design/estimate.ts";
import type { Estimate } from "../../design/types.ts";
import { pinnedFacts } from "../../scenario/questions.ts";
import { Button, IconButton } from "../parts/Button.tsx";
import { StateSign } from "../parts/Chip.tsx";
import { formatNumber, formatUnit } from "../parts/format.ts";
import { InlineText } from "../parts/InlineField.tsx";
import { Menu, MenuItem, MenuLabel } from "../parts/Menu.tsx";
import { NumberText } from "../parts/NumberText.tsx";
import { editDesign, useDesign } from "../stores/design-store.ts";
import { resultOf, useRun } from "../stores/run-store.ts";
import { useSession } from "../stores/session-store.ts";
import { FormulaField } from "./FormulaField.tsx";
import { measuredValue } from "./measured.ts";
import styles from "./Notes.module.css";

/** Named quantities with units and formulas; after a run each is marked by its factor over the measured value. */
export function Estimates() {
  const estimates = useDesign((design) => design.notes.estimates);
  const asked = useDesign((design) => design.notes.asked);
  const scenario = useSession((session) => session.scenario);
  const facts = useMemo(() => (scenario === null ? [] : pinnedFacts(scenario, asked).map(({ fact }) => fact)), [scenario, asked]);
  const values = useMemo(() => evaluateEstimates(estimates, facts), [estimates, facts]);
  const table = useRef<HTMLTableElement>(null);
  const add = (): void => {
    editDesign("Add estimate", (design) => addEstimate(design, { name: "", formula: "" }));
    requestAnimationFrame(() => table.current?.querySelector<HTMLInputElement>("tbody:last-of-type input")?.focus());
  };
  return (
    <section className={styles["column"]} aria-label="Estimates">
      <div className={styles["scroll"]}>
        <div className={styles["sectionHead"]}>
          <h3 className={styles["sectionTitle"]}>Estimates</h3>
          <Button size="small" look="ghost" icon={<Plus size={13} />} onClick={add}>
            Add
          </Button>
        </div>
        {estimates.length === 0 ? (
          <p className={styles["hint"]}>
            Work out rates and sizes with units: <code>events_per_s = 40 M events / 1 day</code>. Estimates can name each other and pinned
            facts; a run marks them against what it measured.
          </p>
        ) : (
          <table ref={table} className={styles["estimates"]}>
            <thead>
              <tr>
                <th scope="col">quantity, and its formula</th>
                <th scope="col" className={styles["number"]}>
                  yours
                </th>
                <th scope="col" className={styles["number"]}>
                  measured
                </th>
                <th scope="col">
                  <span className="visually-hidden">remove</span>
                </th>
              </tr>
            </thead>
            {estimates.map((estimate) => (
              <EstimateRows
                key={estimate.id}
                estimate={estimate}
                outcome={values.get(estimate.id)}
                names={namesFor(estimate, estimates, facts)}
              />
            ))}
          </table>
        )}
      </div>
    </section>
  );
}

type RowsProps = {
  readonly estimate: Estimate;
  readonly outcome: Result<EstimateValue, Finding> | undefined;
  readonly names: readonly string[];
};

/** A row for the quantity, with its formula below it and its value beside it, and one for what is wrong with the formula. */
function EstimateRows({ estimate, outcome, names }: RowsProps) {
  const { id, name, formula } = estimate;
  const problemId = useId();
  const called = name === "" ? "this estimate" : name;
  const problem = formula.trim() === "" || outcome === undefined || outcome.ok ? null : outcome.error.message;
  const edit = (change: Partial<Estimate>): void =>
    editDesign(`Edit ${called}`, (design) => editEstimate(design, id, change), `estimate-${id}`);
  return (
    <tbody>
      <tr>
        <td>
          <InlineText
            label="Name of the quantity"
            value={name}
            placeholder="events_per_s"
            maxLength={128}
            onChange={(next) => edit({ name: next })}
          />
          <FormulaField
            label={`Formula of ${called}`}
            value={formula}
            names={names}
            describedBy={problem === null ? undefined : problemId}
            onChange={(next) => edit({ formula: next })}
          />
        </td>
        <td className={styles["number"]}>
          {outcome?.ok ? (
            <NumberText
              kind="estimate"
              value={outcome.value.value}
              unit={outcome.value.unit}
              source={formula}
              text={valueText(outcome.value)}
            />
          ) : (
            <span className={styles["faint"]}>–</span>
          )}
        </td>
        <td className={styles["number"]}>
          <MeasuredMenu estimate={estimate} value={outcome?.ok ? outcome.value : null} called={called} />
        </td>
        <td>
          <IconButton
            size="small"
            label={`Remove ${called}`}
            onClick={() => editDesign(`Remove ${called}`, (design) => removeEstimate(design, id))}
          >
            <X size={13} />
          </IconButton>
        </td>
      </tr>
      {problem !== null && (
        <tr>
          <td colSpan={4}>
            <p id={problemId} role="status" className={styles["problem"]}>
              <StateSign tone="bad" word="error" /> {problem}
            </p>
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** Short enough for its column: what is counted is in the name and the tooltip, so `events/s` is written `/s`. */
function valueText({ value, unit }: EstimateValue): string {
  const rate = /^(?:1|[a-z]{3,})(\/[a-z]+)$/.exec(unit);
  if (rate) return `${formatNumber(value)}${rate[1] ?? ""}`;
  return unit === "" ? formatNumber(value) : `${formatNumber(value)} ${unit}`;
}

const GRADES = { close: { tone: "ok", word: "close" }, off: { tone: "warn", word: "off" }, far: { tone: "bad", word: "far off" } } as const;

/** `×1.08 ✓`: the estimate over the measured value; opening it chooses what the estimate is marked against. */
function MeasuredMenu({
  estimate,
  value,
  called,
}: {
  readonly estimate: Estimate;
  readonly value: EstimateValue | null;
  readonly called: string;
}) {
  const scenario = useSession((session) => session.scenario);
  const result = useRun(resultOf);
  const measures = scenario?.measures ?? [];
  const chosen = measures.find((measure) => measure.id === estimate.measures);
  const measured = measuredValue(scenario, estimate.measures, result);
  const comparison = measured === null || value === null ? null : compareEstimate(value, measured);
  if (measures.length === 0) return <span className={styles["faint"]}>–</span>;
  const against = chosen === undefined ? "not marked" : `marked against ${chosen.label}`;
  const said =
    comparison === null
      ? ""
      : comparison.ok
        ? `, ${formatNumber(comparison.value.factor)} times the measured ${formatUnit(measured?.value, measured?.unit ?? "")}: ${GRADES[comparison.value.grade].word}`
        : `, ${comparison.error.message}`;
  const choose = (measureId: string | undefined): void =>
    editDesign(`Mark ${called}`, (design) => editEstimate(design, estimate.id, { measures: measureId }));
  return (
    <Menu
      align="end"
      label={`What ${called} is marked against`}
      trigger={
        <button type="button" className={styles["factor"]} aria-label={`${called}: ${against}${said}. Change`} title={`${against}${said}`}>
          {comparison === null ? (
            <span className={styles["faint"]}>{chosen === undefined ? "mark…" : result === null ? "after run" : "unknown"}</span>
          ) : comparison.ok ? (
            <span data-grade={comparison.value.grade}>
              ×{formatNumber(comparison.value.factor)}{" "}
              <StateSign tone={GRADES[comparison.value.grade].tone} word={GRADES[comparison.value.grade].word} />
            </span>
          ) : (
            <span data-grade="off">
              unit <StateSign tone="warn" word="units differ" />
            </span>
          )}
        </button>
      }
    >
      <MenuLabel>Mark against</MenuLabel>
      {measures.map((measure) => (
        <MenuItem key={measure.id} checked={measure.id === estimate.measures} note={measure.unit} onSelect={() => choose(measure.id)}>
          {measure.label}
        </MenuItem>
      ))}
      <MenuItem checked={chosen === undefined} onSelect={() => choose(undefined)}>
        Nothing
      </MenuItem>
    </Menu>
  );
}
