/** Where the movable borders of the stage stand: shares of the stage in percent, and the width of what peeks in px. */
export type Splits = {
  /** Width of the left column of the four quadrants. */
  readonly column: number;
  /** Height of their upper row. */
  readonly row: number;
  /** Width of what fills the stage while another surface is docked beside it. */
  readonly dock: number;
  /** Height of the sheet of results. */
  readonly sheet: number;
  /** Width of a surface that peeks. */
  readonly peekPx: number;
};

export type SplitName = keyof Splits;

export const DEFAULT_SPLITS: Splits = { column: 60, row: 38, dock: 50, sheet: 58, peekPx: 420 };

/** How far each border may be moved. */
export const SPLIT_RANGES: { readonly [name in SplitName]: readonly [least: number, most: number] } = {
  column: [25, 80],
  row: [12, 85],
  dock: [30, 70],
  sheet: [25, 80],
  peekPx: [380, 460],
};

export function clampSplit(name: SplitName, value: number): number {
  const [least, most] = SPLIT_RANGES[name];
  return Math.min(most, Math.max(least, value));
}

/** The borders as they were stored; what cannot be read stands where it does at first. */
export function readSplits(value: unknown): Splits {
  if (typeof value !== "object" || value === null) return DEFAULT_SPLITS;
  const read = (name: SplitName): number => {
    const found: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    return typeof found === "number" && Number.isFinite(found) ? clampSplit(name, found) : DEFAULT_SPLITS[name];
  };
  return { column: read("column"), row: read("row"), dock: read("dock"), sheet: read("sheet"), peekPx: read("peekPx") };
}
