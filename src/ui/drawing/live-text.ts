import type { NodeSample, NodeState, WireSample } from "../../result/snapshot.ts";
import { formatNumber, formatRate, formatShare } from "../parts/format.ts";

/** A sample as a card shows it: words only, so that a card is drawn again only when what it says changes. */
export type ShownSample = {
  readonly figure: string;
  readonly share: string;
  /** 0..100 in whole per cent, for the bar; null where the part has no resource to fill. */
  readonly percent: number | null;
  readonly state: NodeState;
  readonly lost: string;
  readonly reason: string;
};

/** Fills of 60 and 85 % are where queues begin to form and where they run away. */
export const BUSY_PERCENT = 60;
export const FULL_PERCENT = 85;

/** `wordless`: too small to be read, so that only the bar is of use. */
export function shownSample(sample: NodeSample | undefined, wordless = false): ShownSample | null {
  if (sample === undefined) return null;
  const { utilisation, badge } = sample;
  const rate = wordless ? "" : formatRate(sample.ratePerSecond);
  return {
    figure: wordless ? "" : sample.figure === "" ? rate : sample.figure,
    share: utilisation === null || wordless ? rate : formatShare(Math.round(utilisation * 100) / 100),
    percent: utilisation === null ? null : Math.max(0, Math.min(100, Math.round(utilisation * 100))),
    state: sample.state,
    lost: badge === null || badge.count === 0 ? "" : `${formatNumber(badge.count)} lost`,
    reason: badge === null ? "" : badge.reason,
  };
}

export type Fill = "calm" | "busy" | "full";

export function fillOf(percent: number): Fill {
  return percent >= FULL_PERCENT ? "full" : percent >= BUSY_PERCENT ? "busy" : "calm";
}

/** What a wire says: its rate, and what waits on it when something does. */
export type ShownWire = {
  readonly rate: string /** What each of the rows that are counted stands for, where that is more than itself. */;
  readonly each: string;
  readonly backlog: string;
  readonly moving: boolean;
};

/** `perRow`: events that a row stands for. */
export function shownWire(sample: WireSample | undefined, wordless = false, perRow = 1): ShownWire | null {
  if (sample === undefined) return null;
  return {
    rate: sample.ratePerSecond === 0 || wordless ? "" : formatRate(sample.ratePerSecond),
    each: sample.ratePerSecond === 0 || wordless || perRow === 1 ? "" : `×${formatNumber(perRow)}`,
    backlog: sample.backlog >= 1 && !wordless ? formatNumber(Math.round(sample.backlog)) : "",
    moving: sample.ratePerSecond > 0,
  };
}
