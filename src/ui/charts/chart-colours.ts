import { useSyncExternalStore } from "react";

/** A colour of the theme, by the name of its custom property. */
export type ChartColour = "ink" | "mute" | "faint" | "line" | "line2" | "panel" | "accent" | "ok" | "warn" | "bad" | LayerColour;
export type LayerColour = "source" | "ingest" | "process" | "store" | "serve" | "govern";

export const CHART_COLOURS: readonly ChartColour[] = [
  "ink",
  "mute",
  "faint",
  "line",
  "line2",
  "panel",
  "accent",
  "ok",
  "warn",
  "bad",
  "source",
  "ingest",
  "process",
  "store",
  "serve",
  "govern",
];

/** Order in which lines that have no layer of their own take colours. */
export const LINE_COLOURS: readonly ChartColour[] = ["accent", "process", "store", "serve", "source", "ingest", "govern"];

export type Palette = { readonly [colour in ChartColour]: string };

/** A canvas knows no custom properties: each is resolved by the page first. */
function resolvePalette(): Palette {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const entries = CHART_COLOURS.map((colour) => {
    probe.style.color = `var(--${colour})`;
    return [colour, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(entries) as Palette;
}

let held: Palette | null = null;

/** Keeps the object while the colours stay, so that nothing is drawn anew without need. */
function currentPalette(): Palette {
  held ??= resolvePalette();
  return held;
}

function watchTheme(changed: () => void): () => void {
  const refresh = (): void => {
    const next = resolvePalette();
    if (held !== null && CHART_COLOURS.every((colour) => held?.[colour] === next[colour])) return;
    held = next;
    changed();
  };
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const attributes = new MutationObserver(refresh);
  attributes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  dark.addEventListener("change", refresh);
  refresh();
  return () => {
    attributes.disconnect();
    dark.removeEventListener("change", refresh);
  };
}

/** The theme's colours as the canvas takes them; a new object whenever the theme changes. */
export function usePalette(): Palette {
  return useSyncExternalStore(watchTheme, currentPalette);
}

/** `rgb(1, 2, 3)` with an opacity. */
export function faded(colour: string, opacity: number): string {
  return `color-mix(in srgb, ${colour} ${Math.round(opacity * 100)}%, transparent)`;
}
