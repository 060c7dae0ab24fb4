import { Fragment } from "react";
import type { CostLine, CostSummary } from "../../result/result.ts";
import { StackedBar } from "../charts/StackedBar.tsx";
import { formatExact, formatNumber, formatOp, formatShare, formatUsd } from "../parts/format.ts";
import { Card, Cards, Scroll, Sentence } from "./parts/Card.tsx";
import { costByLayer, costGroups } from "./cost-groups.ts";
import type { CostGroup } from "./cost-groups.ts";
import { partLayer, partTitle } from "./parts/part-names.ts";
import styles from "./parts/Results.module.css";
import { Heads, Num } from "./parts/TableParts.tsx";
import { goalFor } from "./parts/use-run-view.ts";
import type { RunView } from "./parts/use-run-view.ts";

/** The monthly bill: what each part is billed for, how much of it, at which price, from which source. */
export function Cost({ view }: { readonly view: RunView }) {
  const cost = view.whole?.cost;
  if (cost === undefined) {
    return (
      <Cards>
        <Card>
          <Sentence>The bill is drawn up when the run ends: what the run used, scaled to a month, times sourced prices.</Sentence>
        </Card>
      </Cards>
    );
  }
  const groups = costGroups(cost, (part) => partLayer(view.design, part));
  return (
    <Cards>
      <Card title="A month of this" note="what the run used, scaled to a month">
        <Total view={view} cost={cost} groups={groups} />
      </Card>
      <Card grow={2.4} least={540} title="The bill by line" note="hover a price for its source">
        <Bill view={view} cost={cost} groups={groups} />
      </Card>
      {cost.unpriced.length > 0 && (
        <Card title="Not priced" note="left out of the total">
          <Unpriced view={view} cost={cost} />
        </Card>
      )}
    </Cards>
  );
}

function Total({ view, cost, groups }: { readonly view: RunView; readonly cost: CostSummary; readonly groups: readonly CostGroup[] }) {
  const goal = goalFor(view, "cost.monthlyUsd");
  const layers = costByLayer(groups);
  const first = groups[0];
  const share = first === undefined || cost.monthlyUsd === 0 ? null : first.usd / cost.monthlyUsd;
  return (
    <>
      <p className={styles["big"]} title={`${formatExact(cost.monthlyUsd)} USD a month`}>{`${formatUsd(cost.monthlyUsd)}/mo`}</p>
      <div className={styles["bar"]}>
        <StackedBar
          label="Cost by layer"
          format={formatUsd}
          pieces={layers.map(({ layer, usd }) => ({ id: layer, label: layer, value: usd, colour: layer }))}
        />
      </div>
      <Scroll label="Cost by layer">
        <table className={styles["table"]}>
          <tbody>
            {layers.map(({ layer, usd }) => (
              <tr key={layer}>
                <th scope="row">
                  <span className={styles["dot"]} style={{ background: `var(--${layer})` }} aria-hidden="true" />
                  {layer}
                </th>
                <Num>{formatUsd(usd)}</Num>
                <Num>{formatShare(cost.monthlyUsd === 0 ? null : usd / cost.monthlyUsd)}</Num>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Sentence>
        {first === undefined ? "Nothing in this system is billed." : `${partTitle(view.design, first.part)} is ${formatShare(share)} of it`}
        {goal !== null && `; goal ${formatOp(goal.op)} ${formatUsd(goal.target)}`}
      </Sentence>
    </>
  );
}

function Bill({ view, cost, groups }: { readonly view: RunView; readonly cost: CostSummary; readonly groups: readonly CostGroup[] }) {
  return (
    <Scroll label="The bill by line">
      <table className={styles["table"]}>
        <Heads names={["part and what is billed", "quantity a month", "unit price", "a month"]} drawing="share" />
        <tbody>
          {groups.map((group) => (
            <Fragment key={group.part}>
              <tr className={styles["group"]}>
                <th scope="rowgroup" colSpan={3}>
                  <span className={styles["dot"]} style={{ background: `var(--${group.layer})` }} aria-hidden="true" />
                  {partTitle(view.design, group.part)}
                </th>
                <Num>{formatUsd(group.usd)}</Num>
                <td />
              </tr>
              {group.lines.map((line) => (
                <BillLine key={`${line.dimension} ${line.unit}`} line={line} total={cost.monthlyUsd} colour={group.layer} />
              ))}
            </Fragment>
          ))}
          <tr className={styles["total"]}>
            <th scope="row" colSpan={3}>
              total
            </th>
            <Num>{formatUsd(cost.monthlyUsd)}</Num>
            <td />
          </tr>
        </tbody>
      </table>
    </Scroll>
  );
}

function BillLine({ line, total, colour }: { readonly line: CostLine; readonly total: number; readonly colour: string }) {
  const share = total === 0 ? 0 : line.usd / total;
  return (
    <tr>
      <th scope="row" className={styles["indent"]}>
        {line.dimension}
      </th>
      <td
        className={styles["r"]}
        title={`${formatExact(line.quantity)} ${line.unit}, measured and scaled to a month`}
      >{`${formatNumber(line.quantity)} ${line.unit}`}</td>
      <td
        className={styles["r"]}
        title={`${formatExact(line.unitPriceUsd)} USD per ${line.unit} · sourced · ${line.source}`}
      >{`× ${formatUsd(line.unitPriceUsd)}`}</td>
      <Num title={`${formatExact(line.usd)} USD`}>{formatUsd(line.usd)}</Num>
      <td className={styles["wide"]}>
        <svg
          className={styles["costBar"]}
          viewBox="0 0 100 8"
          preserveAspectRatio="none"
          role="img"
          aria-label={`${formatShare(share)} of the bill`}
        >
          <rect width={100} height={8} className={styles["costTrack"]} />
          <rect width={Math.max(0.5, share * 100)} height={8} fill={`var(--${colour})`} />
        </svg>
      </td>
    </tr>
  );
}

function Unpriced({ view, cost }: { readonly view: RunView; readonly cost: CostSummary }) {
  return (
    <>
      <Scroll label="Not priced">
        <table className={styles["table"]}>
          <tbody>
            {cost.unpriced.map((line) => (
              <tr key={`${line.node} ${line.dimension}`}>
                <th scope="row">{partTitle(view.design, line.node)}</th>
                <td>{line.dimension}</td>
                <td className={`${styles["wrap"]} ${styles["mute"]}`}>{line.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Sentence>A price nobody published is listed here instead of guessed.</Sentence>
    </>
  );
}
