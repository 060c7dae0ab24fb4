/** How fast simulated time passes, as a choice. */
export type SpeedChoice = { readonly factor: number; readonly label: string; readonly note: string };

export const SPEEDS: readonly SpeedChoice[] = [
  { factor: 1, label: "1×", note: "as in life" },
  { factor: 10, label: "10×", note: "a minute in 6 s" },
  { factor: 60, label: "60×", note: "an hour in a minute" },
  { factor: 300, label: "300×", note: "an hour in 12 s" },
  { factor: 1200, label: "1,200×", note: "an hour in 3 s" },
  { factor: Number.POSITIVE_INFINITY, label: "Full speed", note: "as fast as this computer goes" },
];

/** `60×`, or `at full speed`. */
export function speedText(factor: number): string {
  return SPEEDS.find((choice) => choice.factor === factor)?.label.replace("Full speed", "at full speed") ?? `${factor}×`;
}
