import { useCallback, useEffect, useRef, useState } from "react";
import { endpointParameters } from "../../design/selectors.ts";
import type { Endpoint } from "../../design/types.ts";
import type { TryAnswer, TryRequest } from "../../result/try-answer.ts";
import { simulation } from "../../workers/simulation-client.ts";
import { useRun } from "../stores/run-store.ts";
import { announce } from "../stores/view-store.ts";
import { filledPath } from "./filled-path.ts";
import { sentence } from "../parts/sentence.ts";

export type Answered = { readonly line: string; readonly request: TryRequest; readonly answer: TryAnswer };

export type Try = {
  readonly answered: Answered | null;
  readonly waiting: boolean;
  readonly send: (endpoint: Endpoint, values: { readonly [name: string]: string }) => Promise<void>;
};

/** Wall time between two answers of a list that is followed. */
const FOLLOW_MS = 1000;
const SCRUB_MS = 150;

/** Asks endpoints; an answer with a list is asked for anew as the run goes on or another moment of it is looked at. */
export function useTry(): Try {
  const [answered, setAnswered] = useState<Answered | null>(null);
  const [waiting, setWaiting] = useState(false);
  const scrubMs = useRun((run) => run.scrubMs);
  const doneMs = useRun((run) => run.latest?.simulatedMs ?? 0);
  const askedAt = useRef(0);
  const seen = useRef({ scrubMs, doneMs });
  const latest = useRef(0);
  const ask = useCallback(async (line: string, request: TryRequest): Promise<TryAnswer> => {
    const serial = ++latest.current;
    askedAt.current = performance.now();
    const answer = await simulation().tryEndpoint(request).catch(asAnswer);
    if (serial === latest.current) setAnswered({ line, request: ofUser(request, answer), answer });
    return answer;
  }, []);
  const follows = answered !== null && answered.answer.status !== 503 && answered.answer.userIds !== undefined;
  useEffect(() => {
    if (!follows || (seen.current.scrubMs === scrubMs && seen.current.doneMs === doneMs)) return;
    const { line, request } = answered;
    const wait = seen.current.scrubMs === scrubMs ? Math.max(0, askedAt.current + FOLLOW_MS - performance.now()) : SCRUB_MS;
    const timer = setTimeout(() => {
      seen.current = { scrubMs, doneMs };
      void ask(line, asOf(request, scrubMs));
    }, wait);
    return () => clearTimeout(timer);
  }, [follows, answered, scrubMs, doneMs, ask]);
  const send = async (endpoint: Endpoint, values: { readonly [name: string]: string }): Promise<void> => {
    const parameters = Object.fromEntries(
      endpointParameters(endpoint.path).flatMap(({ name }) => (values[name] ? [[name, values[name]]] : [])),
    );
    setWaiting(true);
    seen.current = { scrubMs, doneMs };
    const line = `${endpoint.method} ${filledPath(endpoint.path, parameters)}`;
    const answer = await ask(line, asOf({ endpointId: endpoint.id, parameters }, scrubMs));
    setWaiting(false);
    if (answer.status !== 503 && answer.recommendation !== undefined)
      announce(`${answer.status}: ${answer.recommendation.items.length} items for user ${answer.recommendation.user}`);
  };
  return { answered, waiting, send };
}

/** A call for any user goes on as one for the user it was answered for. */
function ofUser(request: TryRequest, answer: TryAnswer): TryRequest {
  const user = answer.status === 503 ? undefined : answer.recommendation?.user;
  return user === undefined ? request : { ...request, parameters: { ...request.parameters, user_id: user } };
}

function asOf({ endpointId, parameters }: TryRequest, scrubMs: number | null): TryRequest {
  return { endpointId, parameters, ...(scrubMs === null ? {} : { atMs: scrubMs }) };
}

function asAnswer(error: unknown): TryAnswer {
  return {
    status: 503,
    reason: `The simulation did not answer: ${sentence(error instanceof Error ? error.message : String(error))} Run again.`,
  };
}
