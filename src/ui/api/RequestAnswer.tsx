import { useEffect, useId, useState } from "react";
import { designStore } from "../stores/design-store.ts";
import type { Endpoint } from "../../design/types.ts";
import type { FollowAnswer, FollowedRequest } from "../../result/followed-request.ts";
import type { TryRequest } from "../../result/try-answer.ts";
import { simulation } from "../../workers/simulation-client.ts";
import { RequestWay } from "../part-view/RequestWay.tsx";
import { formatClock, formatMs } from "../parts/format.ts";
import { sentence } from "../parts/sentence.ts";
import { light } from "../part-view/follow-store.ts";
import { runStore, useRun, useStartAt } from "../stores/run-store.ts";
import { announce } from "../stores/view-store.ts";
import styles from "./Api.module.css";
import way from "./RequestAnswer.module.css";

/** One press of Send. */
export type Sent = Omit<TryRequest, "endpointId" | "atMs"> & { readonly endpoint: Endpoint; readonly line: string };

/** The answer of an endpoint that stores, gives or deletes a thing: a real request, and its way through the drawing. */
export function RequestAnswer({ sent }: { readonly sent: Sent }) {
  const [answer, setAnswer] = useState<{ readonly of: Sent; readonly answer: FollowAnswer } | null>(null);
  useEffect(() => {
    let asked = true;
    const { scrubMs } = runStore.getState();
    const { endpoint, line: _line, ...given } = sent;
    void simulation()
      .tryRequest({ endpointId: endpoint.id, ...given, ...(scrubMs === null ? {} : { atMs: scrubMs }) })
      .catch(asAnswer)
      .then((came) => {
        if (!asked) return;
        setAnswer({ of: sent, answer: came });
        light(came.found ? came.request : null);
        announce(came.found ? `${came.request.status ?? "under way"} after ${formatMs(came.request.responseMs)}` : came.reason);
      });
    return () => {
      asked = false;
    };
  }, [sent]);
  if (answer === null) return <p className={styles["hint"]}>Sending…</p>;
  if (!answer.answer.found)
    return (
      <div className={styles["answer"]}>
        <p>{answer.of.line}</p>
        <p className={styles["reason"]}>{answer.answer.reason}</p>
      </div>
    );
  return <Shown line={answer.of.line} request={answer.answer.request} />;
}

function Shown({ line, request }: { readonly line: string; readonly request: FollowedRequest }) {
  const startAt = useStartAt();
  const design = useRun((run) => run.designRun) ?? designStore.getState().design;
  const id = useId();
  const { status, responseMs, end, reason, place, verdict, row, list, carried, askedAtMs } = request;
  const titleOf = (part: string): string => design.system.parts.find((each) => each.id === part)?.title ?? part;
  const facts = [
    status === null ? "under way" : String(status),
    responseMs === null ? null : formatMs(responseMs),
    end === "refused" ? `${reason}, at ${titleOf(place)}` : place === "" ? null : `answered by ${titleOf(place)}`,
    verdict,
    carried ? "sent now, through the parts as they stand" : `as the run answered at ${formatClock(startAt, askedAtMs)}`,
  ];
  return (
    <>
      <div className={styles["answer"]} role="group" aria-labelledby={id}>
        <p id={id}>{line}</p>
        <p className={styles["status"]} data-status={end === "refused" ? 503 : (status ?? 0)}>
          {facts.filter((fact) => fact !== null).join(" · ")}
        </p>
        {list !== undefined && <pre tabIndex={0}>{list.length === 0 ? "[]  nothing was posted yet" : JSON.stringify(list, null, 2)}</pre>}
        {row !== null && <pre tabIndex={0}>{JSON.stringify(row, null, 2)}</pre>}
        {row === null && end === "not found" && <pre tabIndex={0}>nothing is stored under this key</pre>}
      </div>
      <div className={way["way"]} tabIndex={0} role="group" aria-label="The way of the request">
        <RequestWay request={request} design={design} />
      </div>
    </>
  );
}

function asAnswer(error: unknown): FollowAnswer {
  return {
    found: false,
    reason: `The simulation did not answer: ${sentence(error instanceof Error ? error.message : String(error))} Run again.`,
  };
}
