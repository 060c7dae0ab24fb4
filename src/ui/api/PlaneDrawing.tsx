import { useMemo } from "react";
import type { TastePicture, TastePlane } from "../../result/taste-picture.ts";
import styles from "./ListAnswer.module.css";

const WIDTH = 640;
const HEIGHT = 360;
const MARGIN = 26;
/** Labels of places nearer than this would lie on each other. */
const LABEL_ROOM = 80;

type Place = (x: number, y: number) => readonly [number, number];

/** Everything of a plane in the frame, both directions to one scale. */
function placing({ x, y, userX, userY }: TastePlane): Place {
  const range = (...lists: readonly Float32Array[]): readonly [number, number] => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const list of lists)
      for (const value of list) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    return [low, high];
  };
  const [left, right] = range(x, userX);
  const [bottom, top] = range(y, userY);
  const scale = Math.min((WIDTH - 2 * MARGIN) / Math.max(1e-9, right - left), (HEIGHT - 2 * MARGIN) / Math.max(1e-9, top - bottom));
  const [midX, midY] = [(left + right) / 2, (bottom + top) / 2];
  return (px, py) => [WIDTH / 2 + (px - midX) * scale, HEIGHT / 2 - (py - midY) * scale];
}

/** Dots as one path of strokes without length: thousands of them cost one element. */
function dots(plane: TastePlane, place: Place, has: (point: number) => boolean): string {
  let path = "";
  for (let point = 0; point < plane.x.length; point++) {
    if (!has(point)) continue;
    const [x, y] = place(plane.x[point] ?? 0, plane.y[point] ?? 0);
    path += `M${x.toFixed(1)} ${y.toFixed(1)}h0`;
  }
  return path;
}

/** `kin` is the group of the last item met: its dots stand out. */
export function PlaneDrawing({
  picture,
  plane,
  kin,
  summary,
}: {
  readonly picture: TastePicture;
  readonly plane: TastePlane;
  readonly kin: number | null;
  readonly summary: string;
}) {
  const place = useMemo(() => placing(plane), [plane]);
  const clouds = useMemo(() => {
    const isKin = (point: number): boolean => kin !== null && picture.groups?.[point] === kin;
    return { all: dots(plane, place, (point) => !isKin(point)), kin: dots(plane, place, isKin) };
  }, [picture, plane, place, kin]);
  const at = (point: number): readonly [number, number] => place(plane.x[point] ?? 0, plane.y[point] ?? 0);
  return (
    <svg className={styles["plane"]} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={summary}>
      <path className={styles["dots"]} d={clouds.all} />
      <path className={styles["kin"]} d={clouds.kin} />
      {plane.id === "turn" && (
        <>
          <text className={styles["axis"]} x={8} y={HEIGHT - 8}>
            ← nearer before
          </text>
          <text className={styles["axis"]} x={WIDTH - 8} y={HEIGHT - 8} textAnchor="end">
            nearer now →
          </text>
        </>
      )}
      <Listed near={picture.near} at={at} />
      <g className={styles["met"]}>
        {picture.path.map(
          ({ point, item, happenedAtMs }) => point >= 0 && <Diamond key={happenedAtMs} at={at(point)} title={`met ${item}`} />,
        )}
      </g>
      <Way plane={plane} place={place} user={picture.user} />
    </svg>
  );
}

/** The items of the list with their places; the first lies on top. */
function Listed({ near, at }: { readonly near: TastePicture["near"]; readonly at: (point: number) => readonly [number, number] }) {
  const listed = near.flatMap(({ item, listed: isListed, point }, index) =>
    isListed && point >= 0 ? [{ item, point, number: index + 1 }] : [],
  );
  return (
    <g className={styles["listed"]}>
      {listed.toReversed().map(({ item, point, number }) => {
        const [x, y] = at(point);
        return (
          <g key={item}>
            <title>{`${number}: item ${item}`}</title>
            <circle cx={x} cy={y} r={7.5} />
            <text x={x} y={y + 3.5}>
              {number}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** The user's vector before the path, after each of its events, and now. */
function Way({ plane, place, user }: { readonly plane: TastePlane; readonly place: Place; readonly user: string }) {
  const way = Array.from(plane.userX, (x, step) => place(x, plane.userY[step] ?? 0));
  const [fromX, fromY] = way[0] ?? [0, 0];
  const [toX, toY] = way.at(-1) ?? [0, 0];
  const close = Math.abs(toX - fromX) < LABEL_ROOM && Math.abs(toY - fromY) < LABEL_ROOM;
  const side = toX < fromX ? -1 : 1;
  return (
    <>
      <polyline className={styles["way"]} points={way.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ")} />
      {way.slice(1, -1).map(([x, y]) => (
        <circle key={`${x} ${y}`} className={styles["is"]} cx={x} cy={y} r={2.6} />
      ))}
      <circle className={styles["was"]} cx={fromX} cy={fromY} r={5} />
      <circle className={styles["is"]} cx={toX} cy={toY} r={6} />
      <Label at={[fromX, fromY]} away={close ? -side : 0} text="before" />
      <Label at={[toX, toY]} away={close ? side : 0} text={`user ${user}`} />
    </>
  );
}

/** Above its dot, or to one side of it where another stands close by: -1 left, 1 right. */
function Label({ at: [x, y], away, text }: { readonly at: readonly [number, number]; readonly away: number; readonly text: string }) {
  const anchor = away === 0 ? "middle" : away < 0 ? "end" : "start";
  return (
    <text className={styles["label"]} x={x + away * 11} y={away === 0 ? y - 11 : y + 4} textAnchor={anchor}>
      {text}
    </text>
  );
}

function Diamond({ at: [x, y], title }: { readonly at: readonly [number, number]; readonly title: string }) {
  return (
    <path d={`M${x} ${y - 4.5}l4.5 4.5l-4.5 4.5l-4.5 -4.5z`}>
      <title>{title}</title>
    </path>
  );
}

export function PlaneLegend({ kin }: { readonly kin: number | null }) {
  return (
    <div className={styles["legend"]} aria-hidden="true">
      <span>
        <svg viewBox="0 0 14 14">
          <polyline className={styles["way"]} points="1,11 7,5 13,5" />
        </svg>
        the user's way
      </span>
      <span>
        <svg viewBox="0 0 14 14" className={styles["met"]}>
          <path d="M7 2l5 5l-5 5l-5 -5z" />
        </svg>
        met
      </span>
      <span>
        <svg viewBox="0 0 14 14" className={styles["listed"]}>
          <circle cx={7} cy={7} r={6} />
        </svg>
        on the list
      </span>
      {kin !== null && (
        <span>
          <svg viewBox="0 0 14 14">
            <path className={styles["kin"]} d="M7 7h0" />
          </svg>
          {`group ${kin}`}
        </span>
      )}
    </div>
  );
}
