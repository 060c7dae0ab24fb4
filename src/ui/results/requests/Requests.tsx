import type { FeedQuality, ItemQuality, RunResult } from "../../../result/result.ts";
import { StackedBar } from "../../charts/StackedBar.tsx";
import type { StackPiece } from "../../charts/StackedBar.tsx";
import { formatExact, formatNumber, formatShare, plural, pluralExact } from "../../parts/format.ts";
import { NumberText } from "../../parts/NumberText.tsx";
import { select } from "../../stores/view-store.ts";
import { Card, Cards, Scroll, Sentence } from "../parts/Card.tsx";
import { partTitle, placeTitle } from "../parts/part-names.ts";
import styles from "../parts/Results.module.css";
import { Heads, Num } from "../parts/TableParts.tsx";
import type { RunView } from "../parts/use-run-view.ts";
import { FollowCard } from "./FollowCard.tsx";
import { InstancesChart } from "./InstancesChart.tsx";
import { failedRequests, ownedFailures, total } from "./request-sums.ts";

/** How each endpoint was served, to whom each failure belongs, and single requests hop by hop. */
export function Requests({ view }: { readonly view: RunView }) {
  return (
    <Cards>
      <Card grow={1.1} least={470} title="By endpoint" note="response time at the client">
        <Endpoints view={view} />
      </Card>
      <Card grow={0.7} least={190} title="Failures by owner">
        <Owners view={view} />
      </Card>
      <InstancesChart view={view} />
      {!view.kept && (
        <Card grow={2.4} least={500} title="One request">
          <FollowCard view={view} />
        </Card>
      )}
    </Cards>
  );
}

const WAITS = "These figures follow when the run ends; single requests can be followed now.";

/** What of each endpoint's requests was answered, how fast, and what the answers were worth. */
export function Endpoints({ view }: { readonly view: RunView }) {
  const { whole } = view;
  if (whole?.requests === undefined) return <Sentence>{WAITS}</Sentence>;
  const seconds = Math.max(1, whole.engine.simulatedMs / 1000);
  return (
    <>
      <Scroll label="Requests by endpoint">
        <table className={styles["table"]}>
          <Heads names={["endpoint", "asked", "answered", "goodput", "p50", "p99"]} />
          <tbody>
            {Object.entries(whole.requests).map(([id, { asked, answered, notFound }]) => {
              const latency = whole.latency[id];
              const good = answered + notFound;
              return (
                <tr key={id}>
                  <th scope="row" className={styles["name"]} title={placeTitle(view.design, id)}>
                    {placeTitle(view.design, id)}
                  </th>
                  <Num>
                    <NumberText value={asked} text={formatExact(asked)} unit="requests" />
                  </Num>
                  <Num
                    tone={good < asked ? "bad" : undefined}
                    title={`${formatExact(answered)} with what was asked for, ${formatExact(notFound)} that there is nothing`}
                  >
                    {formatShare(asked === 0 ? null : good / asked)}
                  </Num>
                  <Num title="answered requests a second">
                    <NumberText value={good / seconds} unit="/s" />
                  </Num>
                  <Num>
                    <NumberText value={latency?.p50Ms ?? null} unit="ms" />
                  </Num>
                  <Num>
                    <NumberText value={latency?.p99Ms ?? null} unit="ms" />
                  </Num>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
      <Answers whole={whole} />
    </>
  );
}

/** What the answers were worth: feeds post by post, and what was read by its key. */
export function Answers({ whole }: { readonly whole: RunResult }) {
  return (
    <>
      {whole.feeds !== undefined && <Feeds feeds={whole.feeds} />}
      {whole.items !== undefined && <Verdicts items={whole.items} />}
    </>
  );
}

/** Home feeds, held against what had been posted. */
function Feeds({ feeds }: { readonly feeds: FeedQuality }) {
  const { feeds: read, right, missing, underWay, strangers, repeated, disordered, staleMs } = feeds;
  const posts = (count: number): string => pluralExact(count, "post");
  const bad = [
    ...(missing > 0 ? [`${posts(missing)} missing`] : []),
    ...(underWay > 0 ? [`${posts(underWay)} not there yet`] : []),
    ...(strangers > 0 ? [`${posts(strangers)} of strangers`] : []),
    ...(repeated > 0 ? [`${posts(repeated)} twice`] : []),
    ...(disordered > 0 ? [`${formatExact(disordered)} out of order`] : []),
  ];
  const isBehind = (staleMs.max ?? 0) > 0;
  return (
    <Sentence>
      {bad.length === 0
        ? `All ${formatExact(read)} feeds showed what had been posted, newest first.`
        : `${formatExact(right)} of ${formatExact(read)} feeds showed what had been posted; in the others: ${bad.join(", ")}.`}
      {isBehind && " At the worst one was "}
      {isBehind && <NumberText value={staleMs.max} unit="ms" />}
      {isBehind && " behind."}
    </Sentence>
  );
}

/** What the answers were worth. */
function Verdicts({ items }: { readonly items: ItemQuality }) {
  const { right, rightlyNone, wrong, missing, stale, expired, acknowledged, lost, repeatedKeys } = items;
  const all: readonly StackPiece[] = [
    { id: "right", label: "right", value: right, colour: "ok" },
    { id: "none", label: "rightly nothing", value: rightlyNone, colour: "faint" },
    { id: "stale", label: "stale", value: stale, colour: "warn" },
    { id: "expired", label: "expired", value: expired, colour: "warn" },
    { id: "missing", label: "missing", value: missing, colour: "bad" },
    { id: "wrong", label: "wrong", value: wrong, colour: "bad" },
  ];
  const pieces = all.filter(({ value }) => value > 0);
  const read = right + rightlyNone + stale + expired + missing + wrong;
  const bad = pieces.filter(({ id }) => id !== "right" && id !== "none");
  const words = bad.map(({ label, value }) => `${formatExact(value)} ${label}`).join(", ");
  return (
    <>
      {read > 0 && (
        <div className={styles["bar"]}>
          <StackedBar label="What answers to reads were worth" format={formatExact} pieces={pieces} />
        </div>
      )}
      <Sentence>
        {read > 0 &&
          (bad.length === 0
            ? `All ${formatExact(read)} answers to reads were what had been stored.`
            : `Of ${formatExact(read)} answers to reads: ${words}.`)}
        {` ${formatExact(acknowledged)} stored, ${lost === 0 ? "none lost" : `${formatExact(lost)} lost`}${repeatedKeys === 0 ? "" : `, ${formatExact(repeatedKeys)} keys given twice`}.`}
      </Sentence>
    </>
  );
}

/** Whose the failures were. */
export function Owners({ view }: { readonly view: RunView }) {
  const { whole } = view;
  if (whole?.requests === undefined) return <Sentence>{WAITS}</Sentence>;
  const failures = ownedFailures(whole.requests);
  const failed = failedRequests(whole.requests);
  const asked = total(Object.fromEntries(Object.entries(whole.requests).map(([id, book]) => [id, book.asked])));
  return (
    <>
      <Scroll label="Failures by owner">
        <table className={styles["table"]}>
          <tbody>
            {failures.map(({ part, reason, requests, endpoints }) => (
              <tr key={`${part} ${reason}`} title={endpoints.map((id) => placeTitle(view.design, id)).join(", ")}>
                <th scope="row" className={styles["wrap"]}>
                  <button type="button" className={styles["link"]} title="Show this part" onClick={() => select({ parts: [part] })}>
                    {partTitle(view.design, part)}
                  </button>
                  <small className={styles["mute"]}> {reason}</small>
                </th>
                <Num tone="bad" title={`${formatShare(asked === 0 ? null : requests / asked)} of all requests`}>
                  <NumberText value={requests} text={formatExact(requests)} unit="requests" />
                </Num>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Sentence>
        {failed === 0
          ? "Every request had an answer."
          : `${formatNumber(failed)} of ${plural(asked, "request")} failed; each is of the part that refused or gave up last.`}
      </Sentence>
    </>
  );
}
