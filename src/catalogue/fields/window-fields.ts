import { field } from "../contract.ts";

const STEPPED = ["hopping", "cumulative"];
const ON = ["tumbling", ...STEPPED];

/** Counts by aligned windows: off unless asked for, so that a drawing without them runs as before. */
export const windowFields = {
  windows: field.choice({
    label: "Window counts",
    help: "Count events, users and bytes by windows of event time. Rows leave by the port Windows when the watermark reaches a window's end.",
    default: "off",
    options: [
      { value: "off", label: "off" },
      { value: "tumbling", label: "tumbling: one after the other" },
      { value: "hopping", label: "sliding: overlapping, one every step" },
      { value: "cumulative", label: "cumulative: from the start of the period to each step" },
    ],
  }),
  windowSizeMs: field.integer({
    onlyWith: { field: "windows", values: ON },
    label: "Window size",
    help: "Length of a window in ms of event time; of cumulative windows the whole period.",
    unit: "ms",
    default: 300_000,
    min: 1000,
    max: 86_400_000,
    step: 1000,
  }),
  windowStepMs: field.integer({
    onlyWith: { field: "windows", values: STEPPED },
    label: "Window step",
    help: "A sliding window begins, a cumulative one shows its count, every so many ms. The size must be a whole number of steps. Tumbling windows have none.",
    unit: "ms",
    default: 60_000,
    min: 1000,
    max: 86_400_000,
    step: 1000,
  }),
  windowKey: field.choice({
    onlyWith: { field: "windows", values: ON },
    label: "Windows per",
    help: "What gets a count of its own in every window.",
    default: "type",
    options: [
      { value: "user", label: "user" },
      { value: "type", label: "event type" },
      { value: "all", label: "all events together" },
    ],
  }),
};

type WindowSettings = { readonly windows: string; readonly windowSizeMs: number; readonly windowStepMs: number };

/** Sliding and cumulative windows are made of whole steps, as SQL engines demand of them. */
export function windowProblems(props: WindowSettings): { readonly field: string; readonly message: string }[] {
  const { windows, windowSizeMs, windowStepMs } = props;
  if (windows !== "hopping" && windows !== "cumulative") return [];
  if (windowSizeMs % windowStepMs === 0) return [];
  const message = `A window of ${windowSizeMs} ms is not a whole number of steps of ${windowStepMs} ms. Choose a step that divides it.`;
  return [{ field: "windowStepMs", message }];
}
