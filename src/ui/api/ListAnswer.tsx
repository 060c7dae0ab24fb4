import { lazy, Suspense, useEffect, useId, useRef, useState } from "react";
import type { ServedList, TryAnswer, TryRow } from "../../result/try-answer.ts";
import { Button } from "../parts/Button.tsx";
import { formatClock, formatMs } from "../parts/format.ts";
import { useDesign } from "../stores/design-store.ts";
import { useRun, useStartAt } from "../stores/run-store.ts";
import styles from "./Api.module.css";
import list from "./ListAnswer.module.css";
import { listWords } from "./list-words.ts";
import type { Answered } from "./use-try.ts";

const TastePicture = lazy(async () => ({ default: (await import("./TastePicture.tsx")).TastePicture }));

type WithRows = Extract<TryAnswer, { readonly rows: unknown }>;

/** A user's own list as it is served, where it comes from, and on demand the vectors behind it. */
export function ListAnswer({ line, request, answer, onPick }: Answered & { readonly onPick: (user: string) => void }) {
  const headId = useId();
  const [drawn, setDrawn] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const user = answer.status === 503 ? undefined : answer.recommendation?.user;
  const buttons = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (drawn) scrollToTop(buttons.current);
  }, [drawn]);
  // The box is lower than what it holds: what was asked for comes into sight, and with it whatever follows.
  useEffect(() => scrollToTop(box.current), [user]);
  const design = useRun((run) => run.designRun);
  const current = useDesign((whole) => whole);
  const startAt = useStartAt();
  if (answer.status === 503) return null;
  const clock = (ms: number): string => formatClock(startAt, ms);
  const titleOf = (id: string): string => (design ?? current).system.parts.find((part) => part.id === id)?.title || id;
  const { recommendation } = answer;
  const others = (answer.userIds ?? []).filter((user) => user !== recommendation?.user);
  return (
    <div className={styles["answer"]} role="group" aria-labelledby={headId} ref={box}>
      <p id={headId}>{line.replace(/\{[A-Za-z0-9_]{1,64}\}/, request.parameters["user_id"] ?? "$&")}</p>
      <p className={styles["status"]} data-status={answer.status}>
        {facts(answer, clock, titleOf)}
      </p>
      {recommendation === undefined ? (
        <p className={styles["reason"]}>{answer.reason}</p>
      ) : (
        <>
          <p className={list["body"]}>{bodyText(answer.rows)}</p>
          <h4 className={list["title"]}>Why these</h4>
          <ul className={list["words"]}>
            {listWords(recommendation, clock, titleOf).map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
          <ScoreTable list={recommendation} />
        </>
      )}
      <div className={list["buttons"]} ref={buttons}>
        {recommendation !== undefined && (
          <Button size="small" aria-expanded={drawn} onClick={() => setDrawn(!drawn)}>
            {drawn ? "Hide the vectors" : "Show the vectors"}
          </Button>
        )}
        {others.length > 0 && <span>users with a list:</span>}
        {others.map((user) => (
          <Button key={user} size="small" look="ghost" aria-label={`Ask for user ${user}`} onClick={() => onPick(user)}>
            {user}
          </Button>
        ))}
      </div>
      {drawn && recommendation !== undefined && (
        <Suspense fallback={<p className={list["note"]}>Loading the picture…</p>}>
          <TastePicture request={request} served={recommendation} clock={clock} />
        </Suspense>
      )}
    </div>
  );
}

/** Moves the quadrant, and nothing around it, until the element stands at its top. */
function scrollToTop(element: HTMLElement | null): void {
  const pane = element?.closest<HTMLElement>("[data-scroll]");
  if (element === null || pane === null || pane === undefined) return;
  pane.scrollTop += element.getBoundingClientRect().top - pane.getBoundingClientRect().top - 6;
}

function facts(answer: WithRows, clock: (ms: number) => string, titleOf: (part: string) => string): string {
  const { recommendation, latencyMs, status } = answer;
  const latency = latencyMs === null ? "latency not measured" : `${formatMs(latencyMs)}, median of the run`;
  if (recommendation === undefined) return `${status} · ${latency}`;
  const { lookedAtMs, answeredAtMs, madeAtMs, answeredBy, madeBy } = recommendation;
  const age = `list made ${formatMs(Math.max(0, lookedAtMs - madeAtMs))} ago by ${titleOf(madeBy)}`;
  return [status, latency, age, `answered by ${titleOf(answeredBy)} at ${clock(answeredAtMs ?? lookedAtMs)}`].join(" · ");
}

/** The rows as JSON, a line each, with arrays on the line of their row. */
function bodyText(rows: readonly TryRow[]): string {
  const lines = rows.map((row) => {
    const cells = Object.entries(row).map(([name, value]) => `${JSON.stringify(name)}: ${valueText(value)}`);
    return `{ ${cells.join(", ")} }`;
  });
  return lines.length === 1 ? lines.join("") : `[\n  ${lines.join(",\n  ")}\n]`;
}

function valueText(value: TryRow[string]): string {
  return Array.isArray(value) ? `[${value.map((one) => JSON.stringify(one)).join(", ")}]` : JSON.stringify(value);
}

function ScoreTable({ list: { items } }: { readonly list: ServedList }) {
  const grouped = items.some(({ group }) => group !== null);
  return (
    <details className={list["scores"]}>
      <summary>Scores</summary>
      <table className={list["table"]}>
        <thead>
          <tr>
            {["place", "item", "score", "cosine before", "cosine", ...(grouped ? ["group"] : [])].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map(({ item, score, cosineBefore, cosine, group }, place) => (
            <tr key={item}>
              <td>{place + 1}</td>
              <th scope="row">{item}</th>
              <td>{score.toFixed(3)}</td>
              <td>{cosineBefore.toFixed(3)}</td>
              <td>{cosine.toFixed(3)}</td>
              {grouped && <td>{group}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={list["note"]}>Score is cosine plus the weight of popularity; “before” is without the last event.</p>
    </details>
  );
}
