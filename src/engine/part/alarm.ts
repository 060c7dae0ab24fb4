/** As CloudWatch names them. */
export type AlarmState = "ok" | "alarm" | "insufficient-data";

/**
 * What a period without a value counts as. missing: as none, and where all are missing there is not enough data; ignore: the alarm
 * stays as it is; breaching, not-breaching: as a bad one, or a good one.
 */
export type Unvalued = "missing" | "ignore" | "breaching" | "not-breaching";

export type AlarmRule = {
  /** Periods that are looked at together, and how many of them must be bad. */
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: Unvalued;
};

/** One metric held against a threshold, period by period: the state follows from the newest periods alone. */
export class Alarm {
  state: AlarmState = "insufficient-data";
  private readonly rule: AlarmRule;
  /** Newest last: bad, good, or null for none. */
  private points: (boolean | null)[] = [];

  constructor(rule: AlarmRule) {
    this.rule = rule;
  }

  /** The value of a period that has ended, null without one; answers the state before. */
  take(value: number | null, threshold: number): AlarmState {
    const before = this.state;
    const { evaluationPeriods, datapointsToAlarm, missingData } = this.rule;
    const point = value === null ? asPoint(missingData) : value > threshold;
    this.points = [...this.points, point].slice(-evaluationPeriods);
    if (missingData === "ignore" && point === null) return before;
    const known = this.points.filter((each) => each !== null);
    const bad = known.filter(Boolean).length;
    this.state = known.length === 0 ? "insufficient-data" : bad >= datapointsToAlarm ? "alarm" : "ok";
    return before;
  }
}

function asPoint(missingData: Unvalued): boolean | null {
  return missingData === "breaching" ? true : missingData === "not-breaching" ? false : null;
}
