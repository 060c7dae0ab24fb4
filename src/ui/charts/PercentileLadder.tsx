import styles from "./PercentileLadder.module.css";

export type LadderRung = { readonly label: string; readonly value: number; readonly sure: boolean };

const TICKS_MS = [0.01, 0.1, 1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000];

/** The common axis of several ladders: a decade below and above what is shown. */
export function ladderDomain(values: readonly number[]): readonly [number, number] {
  const known = values.filter((value) => value > 0);
  if (known.length === 0) return [1, 10];
  const low = Math.min(...known);
  const high = Math.max(...known);
  const from = TICKS_MS.findLast((tick) => tick <= low * 0.9) ?? low * 0.5;
  const to = TICKS_MS.find((tick) => tick >= high * 1.05) ?? high * 1.5;
  return [from, to];
}

/** Percentiles of one latency as dots on a logarithmic line; hollow where too few records stand behind one. */
export function PercentileLadder({
  rungs,
  domain,
  format,
}: {
  readonly rungs: readonly LadderRung[];
  readonly domain: readonly [number, number];
  readonly format: (value: number) => string;
}) {
  const place = (value: number): string => {
    const share = (Math.log(value) - Math.log(domain[0])) / (Math.log(domain[1]) - Math.log(domain[0]));
    return `${(3 + Math.min(1, Math.max(0, share)) * 94).toFixed(2)}%`;
  };
  const shown = rungs.filter((rung) => rung.value > 0);
  const first = shown[0];
  const last = shown.at(-1);
  if (first === undefined || last === undefined) return null;
  return (
    <svg className={styles["ladder"]} role="img" aria-label={shown.map((rung) => `${rung.label} ${format(rung.value)}`).join(", ")}>
      <line x1="3%" x2="97%" y1={8} y2={8} className={styles["axis"]} />
      {TICKS_MS.filter((tick) => tick > domain[0] && tick < domain[1]).map((tick) => (
        <line key={tick} x1={place(tick)} x2={place(tick)} y1={5} y2={11} className={styles["axis"]} />
      ))}
      <line x1={place(first.value)} x2={place(last.value)} y1={8} y2={8} className={styles["span"]} />
      {shown.map((rung) => (
        <circle key={rung.label} cx={place(rung.value)} cy={8} r={3} className={rung.sure ? styles["sure"] : styles["unsure"]}>
          <title>{`${rung.label} ${format(rung.value)}${rung.sure ? "" : ": few records, or one"}`}</title>
        </circle>
      ))}
    </svg>
  );
}
