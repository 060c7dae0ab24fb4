import type { KeyboardEvent, PointerEvent } from "react";
import { moveSplit, useStage } from "../stage/stage-store.ts";
import { DEFAULT_SPLITS, SPLIT_RANGES, type SplitName } from "../stage/splits.ts";
import styles from "./Stage.module.css";

const NAMES: { readonly [name in SplitName]: string } = {
  column: "Width of the left and right column",
  row: "Height of the upper quadrants",
  dock: "Width of what is docked",
  sheet: "Height of the results",
  peekPx: "Width of what peeks",
};

/** Which way the pointer moves to make the value grow, and along which side of the stage it is counted. */
const COUNTED_FROM_FAR_SIDE: readonly SplitName[] = ["sheet", "peekPx"];
const LYING: readonly SplitName[] = ["row", "sheet"];
const STEPS = { percent: 2, px: 16 };

/** A border of the stage: moved by hand, by the arrow keys, and put back by a double click. */
export function StageBorder({ name, style }: { readonly name: SplitName; readonly style: { readonly [edge: string]: string } }) {
  const value = useStage((stage) => stage.splits[name]);
  const [least, most] = SPLIT_RANGES[name];
  const lying = LYING.includes(name);
  const fromFar = COUNTED_FROM_FAR_SIDE.includes(name);
  const step = name === "peekPx" ? STEPS.px : STEPS.percent;
  const follow = (event: PointerEvent<HTMLElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const stage = event.currentTarget.parentElement?.getBoundingClientRect();
    if (stage === undefined) return;
    const whole = lying ? stage.height : stage.width;
    const near = lying ? event.clientY - stage.top : event.clientX - stage.left;
    const px = fromFar ? whole - near : near;
    moveSplit(name, name === "peekPx" ? Math.round(px) : (px / whole) * 100);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const towards = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (towards === undefined || (event.key === "ArrowUp" || event.key === "ArrowDown") !== lying) return;
    event.preventDefault();
    event.stopPropagation();
    moveSplit(name, value + (fromFar ? -towards : towards) * step);
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={NAMES[name]}
      aria-orientation={lying ? "horizontal" : "vertical"}
      aria-valuenow={Math.round(value)}
      aria-valuemin={least}
      aria-valuemax={most}
      className={styles["border"]}
      style={style}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={follow}
      onDoubleClick={() => moveSplit(name, DEFAULT_SPLITS[name])}
      onKeyDown={onKeyDown}
    />
  );
}
