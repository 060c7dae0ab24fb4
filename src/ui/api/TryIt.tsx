import { Play } from "lucide-react";
import { lazy, Suspense, useId, useState } from "react";
import type { FormEvent } from "react";
import { editEndpoint } from "../../design/edits-api.ts";
import { endpointParameters } from "../../design/selectors.ts";
import type { Endpoint } from "../../design/types.ts";
import type { TryAnswer } from "../../result/try-answer.ts";
import { Button } from "../parts/Button.tsx";
import { formatClock, formatMs, plural } from "../parts/format.ts";
import { InlineArea, InlineText } from "../parts/InlineField.tsx";
import { editDesign, useDesign } from "../stores/design-store.ts";
import { isActive } from "../stores/run-machine.ts";
import { resultOf, useRun, useStartAt } from "../stores/run-store.ts";
import { answersRequests, asksAsPeople, asksForThings } from "../part-view/answers-requests.ts";
import styles from "./Api.module.css";
import { filledPath } from "./filled-path.ts";
import type { Sent } from "./RequestAnswer.tsx";
import { useTry } from "./use-try.ts";
import type { Answered } from "./use-try.ts";

const ListAnswer = lazy(async () => ({ default: (await import("./ListAnswer.tsx")).ListAnswer }));

const RequestAnswer = lazy(async () => ({ default: (await import("./RequestAnswer.tsx")).RequestAnswer }));

/** Asks an endpoint for a row that the run produced, with the latency it had. */
export function TryIt() {
  const endpoints = useDesign((design) => design.api.endpoints);
  const [chosen, setChosen] = useState("");
  const [values, setValues] = useState<Values>({});
  const { answered, waiting, send } = useTry();
  const hasRun = useRun((run) => (resultOf(run) !== null && run.kept === null) || isActive(run.status));
  const endpoint = endpoints.find((one) => one.id === chosen) ?? endpoints[0];
  const hint = useHint(endpoint, hasRun);
  const things = useDesign(asksForThings);
  const people = useDesign(asksAsPeople);
  const [sent, setSent] = useState<Sent | null>(null);
  if (endpoint === undefined) return null;
  const parameters = endpointParameters(endpoint.path);
  const own = things ? ownFields(endpoint, people) : [];
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (hint !== null || waiting) return;
    if (!things) return send(endpoint, values);
    const given = Object.fromEntries(parameters.flatMap(({ name }) => (values[name] ? [[name, values[name]]] : [])));
    const written = Object.fromEntries(own.flatMap(({ id }) => (values[id] ? [[id.slice(OWN.length), values[id]]] : [])));
    setSent({ endpoint, parameters: given, ...written, line: `${endpoint.method} ${filledPath(endpoint.path, given)}` });
  };
  const pick = (user: string): void => {
    const name = parameters.find((one) => one.name === "user_id")?.name ?? parameters[0]?.name;
    if (name === undefined) return;
    const next = { ...values, [name]: user };
    setValues(next);
    void send(endpoint, next);
  };
  const follows = answered !== null && answered.answer.status !== 503 && answered.answer.userIds !== undefined;
  return (
    <section className={styles["try"]} aria-label="Try it">
      <h3 className={styles["tryTitle"]}>Try it</h3>
      {hint !== null && <p className={styles["hint"]}>{hint}</p>}
      <form className={styles["tryForm"]} onSubmit={(event) => void submit(event)}>
        <EndpointChoice endpoints={endpoints} value={endpoint.id} onChange={setChosen} />
        <Parameters
          fields={[...parameters.map(({ name }) => ({ id: name, label: name, placeholder: "any" })), ...own]}
          values={values}
          onChange={setValues}
        />
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
      {sent !== null && things && (
        <Suspense fallback={<p className={styles["hint"]}>Sending…</p>}>
          <RequestAnswer sent={sent} />
        </Suspense>
      )}
      <div aria-live="polite">{answered !== null && !follows && <Answer {...answered} />}</div>
      {answered !== null && follows && (
        <Suspense fallback={<p className={styles["hint"]}>Loading the list…</p>}>
          <ListAnswer {...answered} onPick={pick} />
        </Suspense>
      )}
    </section>
  );
}

/** Stands before the names of fields that are no parameters of the path, so that none of those has the same. */
const OWN = "own.";

type FieldOfCall = { readonly id: string; readonly label: string; readonly placeholder: string; readonly isLong?: boolean };

/** What a call brings beside the parameters of its path: who asks, where people follow each other, and what is to be stored. */
function ownFields({ method }: Endpoint, people: boolean): readonly FieldOfCall[] {
  const stores = method === "POST" || (method === "PUT" && !people);
  return [
    ...(people ? [{ id: `${OWN}caller`, label: "as user", placeholder: "any" }] : []),
    ...(stores ? [{ id: `${OWN}body`, label: "body", placeholder: people ? "any text" : "any address or text", isLong: true }] : []),
  ];
}

type Values = { readonly [name: string]: string };

function Parameters({
  fields,
  values,
  onChange,
}: {
  readonly fields: readonly FieldOfCall[];
  readonly values: Values;
  readonly onChange: (values: Values) => void;
}) {
  return fields.map(({ id, label, placeholder, isLong = false }) => (
    <div key={id} className={styles["field"]} data-long={isLong || undefined}>
      <span aria-hidden="true">{label}</span>
      <InlineText
        boxed
        mono
        label={label}
        value={values[id] ?? ""}
        placeholder={placeholder}
        maxLength={isLong ? 2_000 : 200}
        onChange={(value) => onChange({ ...values, [id]: value })}
      />
    </div>
  ));
}

function EndpointChoice({
  endpoints,
  value,
  onChange,
}: {
  readonly endpoints: readonly Endpoint[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}) {
  return (
    <div className={styles["field"]}>
      <span aria-hidden="true">endpoint</span>
      <select aria-label="Endpoint" className={styles["select"]} value={value} onChange={(event) => onChange(event.target.value)}>
        {endpoints.map(({ id, method, path }) => (
          <option key={id} value={id}>
            {method} {path}
          </option>
        ))}
      </select>
    </div>
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
  const ownWay = useDesign((design) => answersRequests(design) || asksForThings(design));
  if (endpoint === undefined) return null;
  if (endpoint.reads === undefined && !ownWay) return "Choose under “reads” which table answers this endpoint.";
  return hasRun ? null : "Run the design first: answers are rows that the run produced, with the latency they had.";
}

const SHOWN_ROWS = 20;

function Answer({ line, answer }: Answered) {
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
      <p id={bodyId}>{line}</p>
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
