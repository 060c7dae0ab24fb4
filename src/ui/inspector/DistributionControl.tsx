import { useState } from "react";
import type { Distribution, DistributionField } from "../../catalogue/contract.ts";
import { distributionProblem, lawInWords } from "../../catalogue/fields/distribution.ts";
import type { SettingValue } from "../../design/types.ts";
import { describedBy, type FieldIds } from "./FieldFrame.tsx";
import { numberInField, readNumber, unitBeside } from "../parts/number-text.ts";
import styles from "./Fields.module.css";

type Law = "constant" | "exponential" | "uniform" | "lognormal" | "erlang" | "hyperexponential";
type Parameter = { readonly label: string; readonly unit: "ms" | "" };

const ms = (label: string): Parameter => ({ label, unit: "ms" });

/** Each law with its parameters in order, values to begin with, and what the document holds for them. */
const LAWS: {
  readonly [law in Law]: {
    readonly title: string;
    readonly parameters: readonly Parameter[];
    readonly rule: string;
    readonly first: (meanMs: number) => readonly number[];
    readonly make: (values: readonly number[]) => SettingValue;
  };
} = {
  constant: {
    title: "constant",
    parameters: [ms("always")],
    rule: "The time must be 0 ms or more.",
    first: (mean) => [mean],
    make: ([a = 0]) => ({ constant: a }),
  },
  exponential: {
    title: "exponential",
    parameters: [ms("mean")],
    rule: "The mean must be above 0 ms.",
    first: (mean) => [mean],
    make: ([a = 0]) => ({ exponential: a }),
  },
  uniform: {
    title: "uniform",
    parameters: [ms("from"), ms("to")],
    rule: "Both must be 0 ms or more, the smaller first.",
    first: (mean) => [mean / 2, mean * 1.5],
    make: ([a = 0, b = 0]) => ({ uniform: [a, b] }),
  },
  lognormal: {
    title: "log-normal",
    parameters: [ms("median"), ms("p99")],
    rule: "The p99 must be above the median, and the median above 0 ms.",
    first: (mean) => [mean, mean * 4],
    make: ([a = 0, b = 0]) => ({ lognormal: { medianMs: a, p99Ms: b } }),
  },
  erlang: {
    title: "Erlang",
    parameters: [{ label: "stages", unit: "" }, ms("mean")],
    rule: "Stages are a whole number from 1 to 1,000; the mean is above 0 ms.",
    first: (mean) => [2, mean],
    make: ([k = 1, a = 0]) => ({ erlang: { k, meanMs: a } }),
  },
  hyperexponential: {
    title: "hyperexponential",
    parameters: [{ label: "share of the first", unit: "" }, ms("first mean"), ms("second mean")],
    rule: "The share is between 0 and 1; both means are above 0 ms.",
    first: (mean) => [0.9, mean / 2, mean * 5.5],
    make: ([p = 0, a = 0, b = 0]) => ({ hyperexponential: { p, mean1Ms: a, mean2Ms: b } }),
  },
};
const NAMES = Object.keys(LAWS) as readonly Law[];

/** The parameters of a law as numbers, in the order of LAWS. */
function valuesOf(law: Distribution): readonly number[] {
  if ("constant" in law) return [law.constant];
  if ("exponential" in law) return [law.exponential];
  if ("uniform" in law) return law.uniform;
  if ("lognormal" in law) return [law.lognormal.medianMs, law.lognormal.p99Ms];
  if ("erlang" in law) return [law.erlang.k, law.erlang.meanMs];
  return [law.hyperexponential.p, law.hyperexponential.mean1Ms, law.hyperexponential.mean2Ms];
}

/** A number that stands for how long it takes at all, to begin another law with. */
function typicalMs(law: Distribution): number {
  const values = valuesOf(law);
  if ("uniform" in law) return (law.uniform[0] + law.uniform[1]) / 2;
  return ("erlang" in law || "hyperexponential" in law ? values[1] : values[0]) || 1;
}

function isLaw(value: unknown): value is Distribution {
  return distributionProblem(value) === null;
}

/** The law a time is drawn from: which one, and its parameters in ms. */
export function DistributionControl({
  field,
  ids,
  value,
  error,
  onValue,
  onProblem,
}: {
  readonly field: DistributionField;
  readonly ids: FieldIds;
  readonly value: SettingValue;
  readonly error: string | null;
  readonly onValue: (value: SettingValue) => void;
  readonly onProblem: (problem: string | null) => void;
}) {
  const law: Distribution = isLaw(value) ? value : field.default;
  const [drafts, setDrafts] = useState<readonly string[] | null>(null);
  const name = NAMES.find((candidate) => candidate in law) ?? "constant";
  const spec = LAWS[name];
  const texts = drafts ?? valuesOf(law).map((number, index) => numberInField(number, spec.parameters[index]?.unit));
  const take = (next: readonly string[]): void => {
    setDrafts(next);
    const numbers = next.map((text, index) => readNumber(text, spec.parameters[index]?.unit));
    const made = numbers.every((number) => number !== null) ? spec.make(numbers) : null;
    const problem = made === null ? "Each parameter needs a number." : distributionProblem(made) === null ? null : spec.rule;
    onProblem(problem);
    if (problem === null && made !== null) onValue(made);
  };
  return (
    <div className={styles["law"]}>
      <select
        id={ids.input}
        aria-label={`${field.label}: law`}
        value={name}
        onChange={(event) => {
          const chosen = NAMES.find((candidate) => candidate === event.target.value) ?? "constant";
          setDrafts(null);
          onProblem(null);
          onValue(LAWS[chosen].make(LAWS[chosen].first(typicalMs(law)).map((number) => Number(number.toPrecision(4)))));
        }}
      >
        {NAMES.map((candidate) => (
          <option key={candidate} value={candidate}>
            {LAWS[candidate].title}
          </option>
        ))}
      </select>
      {spec.parameters.map((parameter, index) => (
        <label key={`${name} ${parameter.label}`} className={styles["parameter"]}>
          {parameter.label}
          <span className={styles["number"]}>
            <input
              inputMode="decimal"
              autoComplete="off"
              value={texts[index] ?? ""}
              aria-invalid={error !== null}
              aria-describedby={describedBy(ids, error)}
              onChange={(event) => take(texts.map((text, other) => (other === index ? event.target.value : text)))}
              onBlur={() => {
                if (error === null) setDrafts(null);
              }}
            />
            {parameter.unit !== "" && <span className={styles["unit"]}>{unitBeside(texts[index] ?? "", parameter.unit)}</span>}
          </span>
        </label>
      ))}
      <span className={styles["echo"]}>{lawInWords(law)}</span>
    </div>
  );
}
