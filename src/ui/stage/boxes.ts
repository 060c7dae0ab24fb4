import type { Place } from "../parts/places.ts";
import type { Arrangement, How } from "./arrangement.ts";
import type { Splits } from "./splits.ts";

/** Where a surface stands on the stage, as distances from its edges in words of CSS. */
export type Box = { readonly top: string; readonly right: string; readonly bottom: string; readonly left: string };

/** A surface in its place: filling, as one of four, or opened beside in some way. */
export type Placed = { readonly how: "fill" | "quarter" | How; readonly box: Box };

const WHOLE: Box = { top: "0", right: "0", bottom: "0", left: "0" };
const percent = (share: number): string => `${share}%`;

/** A dock where there is no room for two columns peeks instead; on a phone whatever was opened last fills. */
export function fitting({ main, beside }: Arrangement, width: "wide" | "narrow" | "phone"): Arrangement {
  if (width === "phone") return { main: beside?.place ?? (main === "four" ? "system" : main), beside: null };
  if (width === "narrow" && beside?.how === "dock") return { main, beside: { ...beside, how: "peek" } };
  return { main, beside };
}

/** Where a surface stands in an arrangement; null while it is out of sight. */
export function placeIn({ main, beside }: Arrangement, splits: Splits, place: Place): Placed | null {
  if (beside?.place === place) return { how: beside.how, box: besideBox(beside.how, splits) };
  if (main === "four") return place === "results" ? null : { how: "quarter", box: quarterBox(place, splits) };
  return main === place ? { how: "fill", box: mainBox(place, beside?.how ?? null, splits) } : null;
}

function quarterBox(place: Exclude<Place, "results">, { column, row }: Splits): Box {
  const left = place === "notes" || place === "system";
  const upper = place === "notes" || place === "schema";
  return {
    top: upper ? "0" : percent(row),
    bottom: upper ? percent(100 - row) : "0",
    left: left ? "0" : percent(column),
    right: left ? percent(100 - column) : "0",
  };
}

/** What docks and the sheet take room from what fills; what peeks lies over it, but for the drawing, which would hide parts. */
function mainBox(place: Place, how: How | null, { dock, sheet, peekPx }: Splits): Box {
  if (how === "peek" && place === "system") return { ...WHOLE, right: `min(${peekPx}px, 45%)` };
  if (how === "dock") return { ...WHOLE, right: percent(100 - dock) };
  return how === "sheet" ? { ...WHOLE, bottom: percent(sheet) } : WHOLE;
}

function besideBox(how: How, { dock, sheet, peekPx }: Splits): Box {
  if (how === "dock") return { ...WHOLE, left: percent(dock) };
  if (how === "sheet") return { ...WHOLE, top: percent(100 - sheet) };
  return { ...WHOLE, left: `max(0px, calc(100% - ${peekPx}px))` };
}
