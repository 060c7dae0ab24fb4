import type { RecommendationQuality, RunResult } from "../../../result/result.ts";
import { formatExact, formatMs, formatNumber, formatShare } from "../../parts/format.ts";
import { NumberText } from "../../parts/NumberText.tsx";
import { Card, Cards, Scroll, Sentence } from "../parts/Card.tsx";
import { Hits } from "./Hits.tsx";
import { placeTitle } from "../parts/part-names.ts";
import styles from "../parts/Results.module.css";
import { Heads, Num } from "../parts/TableParts.tsx";
import type { RunView } from "../parts/use-run-view.ts";

/** How good the lists were that users were really shown, how fresh, and what became of their requests. */
export function Recommendations({ view }: { readonly view: RunView }) {
  const { whole } = view;
  const quality = whole?.recommendation;
  return (
    <Cards>
      {quality === undefined ? (
        <Card least={300}>
          <Sentence>{waitingWords(view)}</Sentence>
        </Card>
      ) : (
        <>
          <Card grow={1.5} least={430} title="Hits among ten" note="what was chosen next, of what was new to the user">
            <Hits quality={quality} />
          </Card>
          <Card least={280} title="How fresh and how wide">
            <Facts quality={quality} />
          </Card>
        </>
      )}
      {whole?.requests !== undefined && (
        <Card grow={1.5} least={430} title="Requests" note="by endpoint, the whole run">
          <Requests view={view} requests={whole.requests} />
        </Card>
      )}
    </Cards>
  );
}

function waitingWords({ whole, status }: RunView): string {
  if (whole === null)
    return "Lists are judged when the run ends: each new choice of a user is held against the list that user saw last before.";
  if (status === "cancelled") return "This run was stopped before a choice could be judged. Run again and let it go past its warm-up.";
  return "No list could be judged: nothing in the drawing made one, or nobody chose anything new after the warm-up.";
}

function Facts({ quality }: { readonly quality: RecommendationQuality }) {
  const { ndcgAt10, ci95, staleMsP50, staleMsP95, staleMsP99, knownShare, coverage, searchRecall, judged, choices } = quality;
  const rows: readonly (readonly [string, string, string])[] = [
    [
      "nDCG@10",
      rounded(ndcgAt10),
      `what was chosen counts less the further down it stood${ci95.ndcgAt10 === null ? "" : `; 95 % interval ${ci95.ndcgAt10.map(rounded).join(" to ")}`}`,
    ],
    ["stale, p50", formatMs(staleMsP50), "age of the first choice the list did not know, when it was shown; 0 when it knew all"],
    ["stale, p95", formatMs(staleMsP95), "of twenty lists one knew less than this"],
    ["stale, p99", formatMs(staleMsP99), "of a hundred lists one knew less than this"],
    [
      "history used",
      knownShare === null ? "no list" : formatShare(knownShare),
      "of what its user had chosen by then, the share it was made from",
    ],
    ["coverage", formatShare(coverage), "share of all items that stood on some judged list"],
    ["search recall", formatShare(searchRecall), "share of the exact list that the search found; 100 % where it looks at every item"],
    ["judged", `${formatExact(judged)} of ${formatExact(choices)}`, "new choices after the warm-up; of many a sample by hash"],
  ];
  return (
    <Scroll label="Freshness and coverage">
      <table className={styles["table"]}>
        <tbody>
          {rows.map(([name, value, help]) => (
            <tr key={name} title={help}>
              <th scope="row">{name}</th>
              <Num>{value}</Num>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function rounded(value: number): string {
  return formatNumber(Number(value.toPrecision(3)));
}

function Requests({ view, requests }: { readonly view: RunView; readonly requests: NonNullable<RunResult["requests"]> }) {
  const books = Object.entries(requests);
  const reasons = [...new Set(books.flatMap(([, { refused }]) => Object.keys(refused)))].sort();
  return (
    <>
      <Scroll label="Requests by endpoint">
        <table className={styles["table"]}>
          <Heads names={["endpoint", "asked", "answered", "p99", "nothing there", ...reasons]} />
          <tbody>
            {books.map(([id, { asked, answered, notFound, refused }]) => (
              <tr key={id}>
                <th scope="row" className={styles["name"]} title={placeTitle(view.design, id)}>
                  {placeTitle(view.design, id)}
                </th>
                <Requested count={asked} />
                <Requested count={answered} />
                <Num>
                  <NumberText value={view.whole?.latency[id]?.p99Ms ?? null} unit="ms" />
                </Num>
                <Requested count={notFound} />
                {reasons.map((reason) => (
                  <Num key={reason} tone={(refused[reason] ?? 0) > 0 ? "bad" : "quiet"}>
                    {formatExact(refused[reason] ?? 0)}
                  </Num>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Sentence>
        {reasons.length === 0
          ? "No request was refused. Nothing there: no list for that user yet."
          : "Nothing there: no list for that user yet. Refusals stand under the reason that was given."}
      </Sentence>
    </>
  );
}

function Requested({ count }: { readonly count: number }) {
  return (
    <Num>
      <NumberText value={count} text={formatExact(count)} unit="requests" />
    </Num>
  );
}
