import type { Fields, KindDecl, Props, Source } from "../../catalogue/contract.ts";
import { NumberText } from "../parts/NumberText.tsx";
import { formatUsd } from "../parts/format.ts";
import { Section } from "../parts/Section.tsx";
import styles from "./Inspector.module.css";

function sourceLine(source: Source): string {
  return `${source.text}, ${source.asOf} (${source.kind})`;
}

/** What the kind is, when to take it, what it does not promise, and what to weigh it against. */
export function KindAbout({ kind }: { readonly kind: KindDecl }) {
  const { doc } = kind;
  return (
    <Section title={`About ${kind.title}`}>
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
export function Prices({ kind, props }: { readonly kind: KindDecl; readonly props: Props<Fields> }) {
  if (kind.prices.length === 0) return null;
  return (
    <Section title="Prices" count={`${kind.prices.length} ${kind.prices.length === 1 ? "line" : "lines"}`}>
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
          {kind.prices.map((price) => {
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
export function Limits({ kind }: { readonly kind: KindDecl }) {
  if (kind.limits.length === 0) return null;
  return (
    <Section title="Limits and sources" count={String(kind.limits.length)}>
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
          {kind.limits.map((limit) => (
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
