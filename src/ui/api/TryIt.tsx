import { Play } from "lucide-react";
import { useId, useState } from "react";
import type { FormEvent } from "react";
import { editEndpoint } from "../../design/edits-api.ts";
import { endpointParameters } from "../../design/selectors.ts";
import type { Endpoint } from "../../design/types.ts";
import type { TryAnswer } from "../../simulate/progress.ts";
import { simulation } from "../../workers/simulation-client.ts";
import { Button } from "../parts/Button.tsx";
import { formatClock, formatMs, plural } from "../parts/format.ts";
import { InlineArea, InlineText } from "../parts/InlineField.tsx";
import { editDesign, useDesign } from "../stores/design-store.ts";
import { isActive } from "../stores/run-machine.ts";
import { resultOf, useRun, useStartAt } from "../stores/run-store.ts";
import styles from "./Api.module.css";
import { filledPath } from "./filled-path.ts";

type Answered = { readonly request: string; readonly answer: TryAnswer };

/** Asks an endpoint for a row that the run produced, with the latency it had. */
export function TryIt() {
  const endpoints = useDesign((design) => design.api.endpoints);
  const [chosen, setChosen] = useState("");
  const [values, setValues] = useState<{ readonly [name: string]: string }>({});
  const [answered, setAnswered] = useState<Answered | null>(null);
  const [waiting, setWaiting] = useState(false);
  const hasRun = useRun((run) => resultOf(run) !== null || isActive(run.status));
  const endpoint = endpoints.find((one) => one.id === chosen) ?? endpoints[0];
  const hint = useHint(endpoint, hasRun);
  if (endpoint === undefined) return null;
  const parameters = endpointParameters(endpoint.path);
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (hint !== null || waiting) return;
    const filled = Object.fromEntries(parameters.flatMap(({ name }) => (values[name] ? [[name, values[name]]] : [])));
    const request = `${endpoint.method} ${filledPath(endpoint.path, filled)}`;
    setWaiting(true);
    const answer = await simulation().tryEndpoint({ endpointId: endpoint.id, parameters: filled }).catch(asAnswer);
    setAnswered({ request, answer });
    setWaiting(false);
  };
  return (
    <section className={styles["try"]} aria-label="Try it">
      <h3 className={styles["tryTitle"]}>Try it</h3>
      {hint !== null && <p className={styles["hint"]}>{hint}</p>}
      <form className={styles["tryForm"]} onSubmit={(event) => void send(event)}>
        <div className={styles["field"]}>
          <span aria-hidden="true">endpoint</span>
          <select
            aria-label="Endpoint"
            className={styles["select"]}
            value={endpoint.id}
            onChange={(event) => setChosen(event.target.value)}
          >
            {endpoints.map((one) => (
              <option key={one.id} value={one.id}>
                {one.method} {one.path}
              </option>
            ))}
          </select>
        </div>
        {parameters.map(({ name }) => (
          <div key={name} className={styles["field"]}>
            <span aria-hidden="true">{name}</span>
            <InlineText
              boxed
              mono
              label={name}
              value={values[name] ?? ""}
              placeholder="any"
              maxLength={200}
              onChange={(value) => setValues({ ...values, [name]: value })}
            />
          </div>
        ))}
        <button type="submit" hidden />
        <Button
          size="small"
          onClick={(event) => event.currentTarget.form?.requestSubmit()}
          icon={<Play size={12} />}
          disabled={hint !== null || waiting}
        >
          {waiting ? "Asking…" : "Send"}
        </Button>
      </form>
      <EndpointWords endpoint={endpoint} />
      <div aria-live="polite">{answered !== null && <Answer {...answered} />}</div>
    </section>
  );
}

/** What the endpoint is for, in words, and the shape of its answer as it was agreed. */
function EndpointWords({ endpoint }: { readonly endpoint: Endpoint }) {
  const edit = (change: Partial<Endpoint>): void =>
    editDesign(
      `Describe ${endpoint.method} ${endpoint.path}`,
      (design) => editEndpoint(design, endpoint.id, change),
      `endpoint-${endpoint.id}`,
    );
  return (
    <div className={styles["words"]}>
      <InlineArea
        label="What the endpoint answers"
        value={endpoint.description}
        placeholder="What it answers, and for whom"
        maxLength={2_000}
        onChange={(description) => edit({ description })}
      />
      <details>
        <summary>Agreed response</summary>
        <textarea
          aria-label="Agreed response"
          className={styles["response"]}
          rows={4}
          maxLength={16_384}
          spellCheck={false}
          placeholder={'{ "session_id": 0, "duration_s": 0 }'}
          value={endpoint.response ?? ""}
          onChange={(event) => edit({ response: event.target.value === "" ? undefined : event.target.value })}
        />
      </details>
    </div>
  );
}

/** Why there can be no answer yet, with what to do; null when there can. */
function useHint(endpoint: Endpoint | undefined, hasRun: boolean): string | null {
  if (endpoint === undefined) return null;
  if (endpoint.reads === undefined) return "Choose under “reads” which table answers this endpoint.";
  return hasRun ? null : "Run the design first: answers are rows that the run produced, with the latency they had.";
}

function asAnswer(error: unknown): TryAnswer {
  return { status: 503, reason: `The simulation did not answer: ${error instanceof Error ? error.message : String(error)}. Run again.` };
}

const SHOWN_ROWS = 20;

function Answer({ request, answer }: Answered) {
  const startAt = useStartAt();
  const bodyId = useId();
  const facts =
    answer.status === 503
      ? ["503"]
      : [
          String(answer.status),
          answer.latencyMs === null ? "latency not measured" : formatMs(answer.latencyMs),
          answer.asOfMs === null ? null : `data as of ${formatClock(startAt, answer.asOfMs)}`,
          answer.rows.length > SHOWN_ROWS
            ? `first ${SHOWN_ROWS} of ${plural(answer.rows.length, "row")}`
            : plural(answer.rows.length, "row"),
        ];
  return (
    <div className={styles["answer"]} role="group" aria-labelledby={bodyId}>
      <p id={bodyId}>{request}</p>
      <p className={styles["status"]} data-status={answer.status}>
        {facts.filter((fact) => fact !== null).join(" · ")}
      </p>
      {answer.status === 503 ? <p className={styles["reason"]}>{answer.reason}</p> : <pre tabIndex={0}>{bodyText(answer.rows)}</pre>}
    </div>
  );
}

function bodyText(rows: Extract<TryAnswer, { readonly rows: unknown }>["rows"]): string {
  if (rows.length === 0) return "[]  nothing matches these parameters";
  return JSON.stringify(rows.length === 1 ? rows[0] : rows.slice(0, SHOWN_ROWS), null, 2);
}
