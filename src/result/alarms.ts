/** Who watched a run, and what they were told when. Times in ms of simulated time. */
export type Watcher = {
  /** Who hears of its alarms. */
  readonly tells: string;
  /** In order of time; that an alarm first learnt that all is well is left out. */
  readonly changes: readonly AlarmChange[];
  /** Each fault of the run, and the first alarm that was raised after it began. */
  readonly detections: readonly Detection[];
};

export type AlarmChange = {
  /** The end of the period that decided it, and when people heard of it. */
  readonly atMs: number;
  readonly toldMs: number;
  readonly alarm: string;
  readonly part: string;
  readonly from: "ok" | "alarm" | "insufficient-data";
  readonly to: "ok" | "alarm" | "insufficient-data";
  readonly value: number | null;
  readonly threshold: number;
};

export type Detection = {
  readonly label: string;
  readonly part: string;
  readonly atMs: number;
  /** Null where no alarm was raised after it. */
  readonly told: { readonly atMs: number; readonly alarm: string; readonly part: string } | null;
};
