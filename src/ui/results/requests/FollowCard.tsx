import { useCallback, useEffect, useRef, useState } from "react";
import type { FollowAnswer, FollowChoice } from "../../../result/followed-request.ts";
import { simulation } from "../../../workers/simulation-client.ts";
import { RequestWay } from "../../part-view/RequestWay.tsx";
import { Button } from "../../parts/Button.tsx";
import { formatExact, formatMs } from "../../parts/format.ts";
import { Segmented } from "../../parts/Segmented.tsx";
import { sentence } from "../../parts/sentence.ts";
import { light, useFollow } from "../../part-view/follow-store.ts";
import { announce } from "../../stores/view-store.ts";
import { Scroll, Sentence } from "../parts/Card.tsx";
import { partTitle, placeTitle } from "../parts/part-names.ts";
import type { RunView } from "../parts/use-run-view.ts";
import styles from "./FollowCard.module.css";

const PICKS = [
  { value: "slowest", label: "Slowest" },
  { value: "failed", label: "Failed" },
  { value: "random", label: "Any" },
] as const;

type Pick = (typeof PICKS)[number]["value"];

/** Chooses a request of the run and lights up its way on the drawing. */
export function FollowCard({ view }: { readonly view: RunView }) {
  const [endpoint, setEndpoint] = useState("");
  const [pick, setPick] = useState<Pick>("slowest");
  const [key, setKey] = useState("");
  const [answer, setAnswer] = useState<FollowAnswer | null>(null);
  const turn = useRef(0);
  const serial = useRef(0);
  const ask = useCallback(
    async (choice: FollowChoice): Promise<void> => {
      const own = ++serial.current;
      const found = await simulation()
        .follow({ ...choice, ...(endpoint === "" ? {} : { endpointId: endpoint }) })
        .catch(asAnswer);
      if (own !== serial.current) return;
      setAnswer(found);
      light(found.found ? found.request : null);
      if (found.found) announce(`Request ${found.request.number}: ${found.request.status ?? "no reply yet"}`);
    },
    [endpoint],
  );
  const another = (next: Pick, from: number): void => {
    turn.current = from;
    void ask({ pick: next, turn: from });
  };
  // A run that ends has other requests than the one that went on.
  useEffect(() => {
    turn.current = 0;
    void ask({ pick, turn: 0 });
    return () => light(null);
  }, [pick, ask, view.whole]);
  return (
    <>
      <form
        className={styles["choose"]}
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() !== "") void ask({ pick: "key", key });
        }}
      >
        <select aria-label="Endpoint" value={endpoint} onChange={(event) => setEndpoint(event.target.value)}>
          <option value="">any endpoint</option>
          {view.design.api.endpoints.map(({ id }) => (
            <option key={id} value={id}>
              {placeTitle(view.design, id)}
            </option>
          ))}
        </select>
        <Segmented label="Which request" value={pick} options={PICKS} onChange={setPick} />
        <Button size="small" onClick={() => another(pick, turn.current + 1)}>
          Next
        </Button>
        <input aria-label="Key" placeholder="of a key" maxLength={32} value={key} onChange={(event) => setKey(event.target.value)} />
        <button type="submit" hidden />
      </form>
      {answer !== null && !answer.found && <Sentence>{answer.reason}</Sentence>}
      {answer?.found === true && <Found answer={answer} view={view} />}
    </>
  );
}

function Found({ answer, view }: { readonly answer: Extract<FollowAnswer, { found: true }>; readonly view: RunView }) {
  const { request, sample } = answer;
  const shown = useFollow((follow) => follow.request === request);
  const { status, op, keyText, end, reason, place, responseMs, verdict } = request;
  const title = partTitle(view.design, place);
  const ended = end === "refused" ? `${reason}, at ${title}` : end === "under way" ? "under way" : `answered by ${title}`;
  return (
    <>
      <p className={styles["head"]}>
        <b data-bad={end === "refused" || undefined}>{status ?? UNDER_WAY}</b> {placeTitle(view.design, request.endpoint)}
        {keyText === null ? "" : ` · ${op} ${keyText}`} · {formatMs(responseMs)} · {ended}
        {verdict === null ? "" : ` · ${verdict}`} · {view.clock(request.askedAtMs)}
        {!shown && (
          <Button size="small" look="plain" onClick={() => light(request)}>
            Show on the drawing
          </Button>
        )}
      </p>
      <Scroll label="The way of the request">
        <RequestWay request={request} design={view.design} />
      </Scroll>
      {sample.every > 1 && (
        <Sentence>{`Written down: one of ${sample.every} of ${formatExact(sample.begun)} requests, the slowest and some that failed.`}</Sentence>
      )}
    </>
  );
}

const UNDER_WAY = "…";

function asAnswer(error: unknown): FollowAnswer {
  return {
    found: false,
    reason: `The simulation did not answer: ${sentence(error instanceof Error ? error.message : String(error))} Run again.`,
  };
}
