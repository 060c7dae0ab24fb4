/**
 * Brings an element into sight inside one scrolling box. `scrollIntoView` would also scroll every box around it, and so
 * shift the whole page by whatever hangs over its edge.
 */
export function scrollWithin(box: HTMLElement | null, element: Element | null | undefined, where: "nearest" | "centre" = "nearest"): void {
  if (box === null || element === null || element === undefined) return;
  const outer = box.getBoundingClientRect();
  const inner = element.getBoundingClientRect();
  const above = inner.top - outer.top;
  const below = inner.bottom - outer.bottom;
  if (where === "centre") box.scrollTop += above - (outer.height - inner.height) / 2;
  else if (above < 0) box.scrollTop += above;
  else if (below > 0) box.scrollTop += below;
}
