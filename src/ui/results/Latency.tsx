import type { Bounds } from "../../base/batched-histogram.ts";
import type { LatencySummary, NodeSummary } from "../../result/result.ts";
import { ladderDomain, PercentileLadder } from "../charts/PercentileLadder.tsx";
import { UNKNOWN, formatExact, formatMs, formatNumber, plural, pluralExact } from "../parts/format.ts";
import { NumberText } from "../parts/NumberText.tsx";
import { Card, Cards, Scroll, Sentence } from "./parts/Card.tsx";
import { partTitle, placeTitle } from "./parts/part-names.ts";
import { percentilesOf, recordsNeeded } from "./percentiles.ts";
import type { Percentile } from "./percentiles.ts";
import styles from "./parts/Results.module.css";
import { Heads, Num } from "./parts/TableParts.tsx";
import { Questions } from "./Questions.tsx";
import type { RunView } from "./parts/use-run-view.ts";

export function Latency({ view }: { readonly view: RunView }) {
  return (
    <Cards>
      {view.whole?.questions !== undefined && (
        <Card grow={1.6} least={620} title="By question" note="warm-up left out">
          <Questions view={view} questions={view.whole.questions} />
        </Card>
      )}
      {view.whole !== null && (
        <Card grow={2} least={620} title="By sink and endpoint" note="percentiles, warm-up left out">
          <Places view={view} latency={view.whole.latency} />
        </Card>
      )}
      <Card
        grow={1.6}
        least={view.whole === null ? 300 : 450}
        title="By part"
        note={view.whole === null ? "now" : "wait and service apart"}
      >
        {view.whole === null ? <LiveHops view={view} /> : <Hops view={view} nodes={view.whole.nodes} />}
      </Card>
    </Cards>
  );
}

function Places({ view, latency }: { readonly view: RunView; readonly latency: { readonly [id: string]: LatencySummary } }) {
  const places = Object.entries(latency);
  const domain = ladderDomain(
    places.flatMap(([, summary]) =>
      [summary.p50Ms, summary.p95Ms, summary.p99Ms, summary.p999Ms, summary.maxMs].filter((value) => value !== null),
    ),
  );
  const unsure = places.flatMap(([id, summary]) =>
    percentilesOf(summary)
      .filter((percentile) => !percentile.enough && percentile.ms !== null)
      .map((percentile) => ({ id, percentile, count: summary.count })),
  );
  const first = unsure[0];
  if (places.length === 0) return <Sentence>Nothing arrived at a sink or endpoint in this run.</Sentence>;
  return (
    <>
      <Scroll label="Latency by sink and endpoint">
        <table className={styles["table"]}>
          <Heads names={["measured at", "records", "p50", "p95", "p99", "p99.9"]} drawing="spread" />
          <tbody>
            {places.map(([id, summary]) => (
              <PlaceRow key={id} title={placeTitle(view.design, id)} summary={summary} domain={domain} />
            ))}
          </tbody>
        </table>
      </Scroll>
      <Sentence>
        {first === undefined
          ? "Below each percentile its 95 % interval; where it is narrow, another seed would say nearly the same."
          : `Dotted: fewer than 10 records lie beyond it. ${first.percentile.label} of ${placeTitle(view.design, first.id)} needs ${plural(recordsNeeded(first.percentile.share), "record")} and has ${formatNumber(first.count)}.`}
      </Sentence>
    </>
  );
}

function PlaceRow({
  title,
  summary,
  domain,
}: {
  readonly title: string;
  readonly summary: LatencySummary;
  readonly domain: readonly [number, number];
}) {
  const percentiles = percentilesOf(summary);
  const rungs = percentiles.flatMap((percentile) =>
    percentile.ms === null ? [] : [{ label: percentile.label, value: percentile.ms, sure: percentile.enough }],
  );
  const withMax = summary.maxMs === null ? rungs : [...rungs, { label: "max", value: summary.maxMs, sure: false }];
  return (
    <tr>
      <th scope="row" className={styles["name"]} title={title}>
        {title}
      </th>
      <Num title={pluralExact(summary.count, "record")}>{formatNumber(summary.count)}</Num>
      {percentiles.map((percentile) => (
        <td key={percentile.label} className={styles["r"]}>
          <PercentileText percentile={percentile} count={summary.count} />
        </td>
      ))}
      <td className={styles["wide"]}>
        <PercentileLadder rungs={withMax} domain={domain} format={formatMs} />
      </td>
    </tr>
  );
}

/** `71.8–72.9 s`; the unit once when both ends have the same. */
function intervalText([low, high]: Bounds): string {
  const [from, to] = [formatMs(low), formatMs(high)];
  const unit = to.slice(to.lastIndexOf(" "));
  return from === to ? "± < 1 %" : `${from.endsWith(unit) ? from.slice(0, -unit.length) : from}–${to}`;
}

function PercentileText({ percentile, count }: { readonly percentile: Percentile; readonly count: number }) {
  if (percentile.ms === null) return <span aria-label="not known">{UNKNOWN}</span>;
  const exact = `${formatExact(percentile.ms)} ms, measured`;
  if (percentile.enough)
    return (
      <span title={exact}>
        {formatMs(percentile.ms)}
        {percentile.ci95 !== null && (
          <small className={styles["interval"]} title="95 % interval">
            {intervalText(percentile.ci95)}
          </small>
        )}
      </span>
    );
  const beyond = Math.round(count * (1 - percentile.share));
  return (
    <span className={styles["few"]} title={`${exact}; only ${formatNumber(beyond)} of ${plural(count, "record")} lie beyond it`}>
      {formatMs(percentile.ms)}
    </span>
  );
}

function withBounds(bounds: Bounds | null): string {
  return bounds === null ? "" : `, 95 % interval ${intervalText(bounds)}`;
}

function Hops({ view, nodes }: { readonly view: RunView; readonly nodes: { readonly [id: string]: NodeSummary } }) {
  const hops = Object.entries(nodes).filter(([, node]) => node.arrivals > 0 || node.departures > 0);
  const slowest = hops.reduce<readonly [string, number] | null>((most, [id, node]) => {
    const wait = node.waitMs.mean ?? 0;
    return wait > 0 && (most === null || wait > most[1]) ? [id, wait] : most;
  }, null);
  const anyDown = hops.some(([, node]) => node.downMs > 0);
  return (
    <>
      <Scroll label="Wait and service by part">
        <table className={styles["table"]}>
          <Heads names={["part", "wait p50", "wait p99", "service", "queue", "busy", ...(anyDown ? ["down"] : [])]} />
          <tbody>
            {hops.map(([id, node]) => (
              <tr key={id}>
                <th scope="row">{partTitle(view.design, id)}</th>
                <Num title={`mean ${formatMs(node.waitMs.mean)}${withBounds(node.waitMs.ci95.mean)}`}>
                  <NumberText value={node.waitMs.p50} unit="ms" />
                </Num>
                <Num title={node.waitMs.ci95.p99 === null ? undefined : `95 % interval ${intervalText(node.waitMs.ci95.p99)}`}>
                  <NumberText value={node.waitMs.p99} unit="ms" />
                </Num>
                <Num title="mean service time">
                  <NumberText value={node.serviceMs.mean} unit="ms" />
                </Num>
                <Num title={node.queueMean === null ? "the most at once" : `the most at once; mean ${plural(node.queueMean, "record")}`}>
                  <NumberText value={node.queueMax} />
                </Num>
                <Num>
                  <NumberText value={node.utilisation} unit="share" />
                </Num>
                {anyDown && (
                  <Num tone={node.downMs > 0 ? "bad" : "quiet"}>
                    <NumberText value={node.downMs} unit="ms" />
                  </Num>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Sentence>
        {slowest === null
          ? "No part kept records waiting."
          : `${partTitle(view.design, slowest[0])} kept records waiting longest: ${formatMs(slowest[1])} on average.`}
      </Sentence>
    </>
  );
}

function LiveHops({ view }: { readonly view: RunView }) {
  const nodes = Object.entries(view.snapshot?.nodes ?? {});
  return (
    <>
      <Scroll label="Parts now">
        <table className={styles["table"]}>
          <Heads names={["part", "rate", "queue", "busy"]} />
          <tbody>
            {nodes.map(([id, node]) => (
              <tr key={id}>
                <th scope="row">{partTitle(view.design, id)}</th>
                <Num>
                  <NumberText value={node.ratePerSecond} unit="/s" />
                </Num>
                <Num>
                  <NumberText value={node.queue} />
                </Num>
                <Num>
                  <NumberText value={node.utilisation} unit="share" />
                </Num>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Sentence>Percentiles by sink and wait by part follow when the run ends.</Sentence>
    </>
  );
}
