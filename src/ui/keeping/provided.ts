/** An action of a chart that does nothing by itself: who runs the chart provides it. `Given` is what it is given. */
export function provided<Given>(): (args: unknown, given: Given) => void {
  return () => undefined;
}
