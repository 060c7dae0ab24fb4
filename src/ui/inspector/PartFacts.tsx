import type { Fields, KindDecl, Props, Source } from "../../catalogue/contract.ts";
import type { KindFacts } from "../../catalogue/kind-facts.ts";
import { useKindFacts } from "../part-view/use-kind-facts.ts";
import { NumberText } from "../parts/NumberText.tsx";
import { formatUsd } from "../parts/format.ts";
import { Section } from "../parts/Section.tsx";
import styles from "./Inspector.module.css";

function sourceLine(source: Source): string {
  return `${source.text}, ${source.asOf} (${source.kind})`;
}

/** What there is to read about a part's kind: what it is, what it costs at the present settings, and where its numbers come from. */
export function PartFacts({ kind, props }: { readonly kind: KindDecl; readonly props: Props<Fields> }) {
  const facts = useKindFacts(kind.id);
  if (facts === null)
    return (
      <p className={styles["quiet"]} role="status">
        Loading what there is to know about {kind.title}…
      </p>
    );
  if (facts === "failed")
    return (
      <p className={styles["quiet"]} role="status">
        What there is to know about {kind.title} could not be loaded. Reload the page when the network is back.
      </p>
    );
  return (
    <>
      <About title={kind.title} doc={facts.doc} />
      <Prices prices={facts.prices} props={props} />
      <Limits limits={facts.limits} />
    </>
  );
}

/** What the kind is, when to take it, what it does not promise, and what to weigh it against. */
function About({ title, doc }: { readonly title: string; readonly doc: KindFacts["doc"] }) {
  return (
    <Section title={`About ${title}`}>
      <dl className={styles["about"]}>
        <dt>What it is</dt>
        <dd>{doc.is}</dd>
        <dt>When to use it</dt>
        <dd>{doc.whenToUse}</dd>
        <dt>What it does not promise</dt>
        <dd>{doc.doesNotPromise}</dd>
        <dt>Weigh it against</dt>
        <dd>{doc.weighAgainst}</dd>
      </dl>
    </Section>
  );
}

/** Unit prices at the present settings; one that is not known says so. */
function Prices({ prices, props }: { readonly prices: KindFacts["prices"]; readonly props: Props<Fields> }) {
  if (prices.length === 0) return null;
  return (
    <Section title="Prices" count={`${prices.length} ${prices.length === 1 ? "line" : "lines"}`}>
      <table className={styles["table"]}>
        <thead>
          <tr>
            <th scope="col">what</th>
            <th scope="col" className={styles["right"]}>
              price
            </th>
          </tr>
        </thead>
        <tbody>
          {prices.map((price) => {
            const usd = price.unitPriceUsd(props);
            return (
              <tr key={price.dimension}>
                <td>
                  {price.dimension}
                  <small>{sourceLine(price.source)}</small>
                </td>
                <td className={styles["right"]}>
                  {usd === null ? (
                    <span title="This price is not known; the bill lists it as unpriced.">not known</span>
                  ) : (
                    <NumberText
                      value={usd}
                      unit={`USD per ${price.unit}`}
                      kind="sourced"
                      source={sourceLine(price.source)}
                      text={formatUsd(usd)}
                    />
                  )}
                  <small>per {price.unit}</small>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Section>
  );
}

/** The ceilings and latencies the behaviour uses, with where each comes from. */
function Limits({ limits }: { readonly limits: KindFacts["limits"] }) {
  if (limits.length === 0) return null;
  return (
    <Section title="Limits and sources" count={String(limits.length)}>
      <table className={styles["table"]}>
        <thead>
          <tr>
            <th scope="col">limit</th>
            <th scope="col" className={styles["right"]}>
              value
            </th>
          </tr>
        </thead>
        <tbody>
          {limits.map((limit) => (
            <tr key={limit.name}>
              <td>
                {limit.name}
                {limit.note !== undefined && <span className={styles["note"]}>{limit.note}</span>}
                <small>{sourceLine(limit.source)}</small>
              </td>
              <td className={styles["right"]}>
                {typeof limit.value === "number" ? (
                  <NumberText value={limit.value} unit={limit.unit} kind="sourced" source={sourceLine(limit.source)} />
                ) : (
                  `${limit.value} ${limit.unit}`
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
