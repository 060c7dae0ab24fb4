import type { CSSProperties } from "react";
import type { Design } from "../../design/types.ts";
import type { FollowedHop, FollowedRequest } from "../../result/followed-request.ts";
import { visibleText } from "../../base/visible-text.ts";
import { formatMs, UNKNOWN } from "../parts/format.ts";
import { select } from "../stores/view-store.ts";
import { ownMs } from "./followed-part.ts";
import styles from "./RequestWay.module.css";

/** The way of one request: a row for each hop, with a bar from its arrival to its reply. */
export function RequestWay({ request, design }: { readonly request: FollowedRequest; readonly design: Design }) {
  const titleOf = (part: string): string => visibleText(design.system.parts.find(({ id }) => id === part)?.title ?? part);
  const endMs = Math.max(
    request.responseMs ?? 0,
    ...request.hops.map(({ arrivedMs, waitedMs, servedMs }) => arrivedMs + (waitedMs ?? 0) + (servedMs ?? 0)),
    0.001,
  );
  const { lookupMs, handshakeMs, wayMs } = request;
  const connectMs = lookupMs + handshakeMs;
  return (
    <table className={styles["way"]}>
      <thead>
        <tr>
          <th scope="col">hop</th>
          <th scope="col" className={styles["r"]}>
            waited
          </th>
          <th scope="col" className={styles["r"]}>
            served
          </th>
          <th scope="col" className={styles["end"]}>
            end
          </th>
          <th scope="col" className={styles["bars"]}>
            {`0 to ${formatMs(endMs)}`}
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">
            <PartButton part={request.client} title={titleOf(request.client)} />
            <small>{connectMs > 0 ? `name ${formatMs(lookupMs)}, handshake ${formatMs(handshakeMs)}` : "kept connection"}</small>
          </th>
          <td className={styles["r"]} />
          <td className={styles["r"]} title="To the edge and back, and a new connection where there was none">
            {formatMs(connectMs + 2 * wayMs)}
          </td>
          <td className={styles["end"]}>{request.responseMs === null ? "under way" : `at ${formatMs(request.responseMs)}`}</td>
          <td className={styles["bars"]}>
            <Bar from={0} waited={0} served={connectMs + wayMs} of={endMs} tone="network" />
            {request.responseMs !== null && request.end !== "refused" && (
              <Bar from={request.responseMs - wayMs} waited={0} served={wayMs} of={endMs} tone="network" />
            )}
          </td>
        </tr>
        {request.hops.map((hop, number) => (
          <HopRow key={number} hop={hop} depth={depthOf(request.hops, hop)} title={titleOf} of={endMs} />
        ))}
      </tbody>
    </table>
  );
}

function depthOf(hops: readonly FollowedHop[], { parent }: FollowedHop): number {
  const maker = hops[parent];
  return maker === undefined ? 0 : 1 + depthOf(hops, maker);
}

const DEEPEST = 6;

function HopRow({
  hop,
  depth,
  title,
  of,
}: {
  readonly hop: FollowedHop;
  readonly depth: number;
  readonly title: (part: string) => string;
  readonly of: number;
}) {
  const { part, machine, op, attempt, arrivedMs, waitedMs, bodyMs, servedMs } = hop;
  const words = [machine, op, ...(attempt > 0 ? [`attempt ${attempt + 1}`] : []), ...(bodyMs > 0 ? [`body ${formatMs(bodyMs)}`] : [])]
    .filter((word) => word !== "")
    .join(", ");
  const failed = hop.end === "refused" || hop.givenUpMs !== null;
  return (
    <tr>
      <th scope="row" style={{ "--depth": Math.min(DEEPEST, depth + 1) } as CSSProperties} className={styles["hop"]}>
        <PartButton part={part} title={title(part)} />
        <small>{words}</small>
      </th>
      <td className={styles["r"]}>{waitedMs === null ? UNKNOWN : formatMs(waitedMs)}</td>
      <td className={styles["r"]} title={servedTitle(hop)}>
        {servedMs === null ? UNKNOWN : formatMs(ownMs(hop))}
      </td>
      <td className={`${styles["end"]} ${failed ? styles["bad"] : ""}`}>{endText(hop, title)}</td>
      <td className={styles["bars"]}>
        <Bar
          from={arrivedMs}
          waited={waitedMs ?? 0}
          served={servedMs ?? Math.max(0, (hop.givenUpMs ?? of) - arrivedMs - (waitedMs ?? 0))}
          of={of}
          tone={failed ? "bad" : servedMs === null ? "open" : "served"}
        />
        {bodyMs > 0 && <Bar from={arrivedMs + (waitedMs ?? 0)} waited={0} served={bodyMs} of={of} tone="body" />}
      </td>
    </tr>
  );
}

/** What of the time in hand was no work of the part's own, for whoever points at it. */
function servedTitle({ servedMs, awaitedMs, bodyMs }: FollowedHop): string | undefined {
  const parts = [
    ...(bodyMs > 0 ? [`${formatMs(bodyMs)} until its body had come`] : []),
    ...(awaitedMs > 0 ? [`${formatMs(awaitedMs)} of waiting for others`] : []),
  ];
  return parts.length === 0 ? undefined : `${formatMs(servedMs)} with ${parts.join(" and ")}`;
}

function endText({ end, reason, refusedBy, part, givenUpMs }: FollowedHop, title: (part: string) => string): string {
  const gaveUp = givenUpMs === null ? "" : `given up at ${formatMs(givenUpMs)}`;
  if (end === "refused") return `${reason}${refusedBy === part || refusedBy === "" ? "" : `, at ${title(refusedBy)}`}`;
  if (gaveUp !== "") return gaveUp;
  return end === "open" ? "nobody waits for it" : end;
}

function PartButton({ part, title }: { readonly part: string; readonly title: string }) {
  return (
    <button type="button" className={styles["part"]} title="Show this part" onClick={() => select({ parts: [part] })}>
      {title}
    </button>
  );
}

function Bar({
  from,
  waited,
  served,
  of,
  tone,
}: {
  readonly from: number;
  readonly waited: number;
  readonly served: number;
  readonly of: number;
  readonly tone: "network" | "body" | "served" | "bad" | "open";
}) {
  const percent = (ms: number): string => `${Math.min(100, (100 * Math.max(0, ms)) / of).toFixed(2)}%`;
  return (
    <>
      {waited > 0 && <i className={styles["waited"]} style={{ left: percent(from), width: percent(waited) }} />}
      <i className={styles["served"]} data-tone={tone} style={{ left: percent(from + waited), width: percent(served) }} />
    </>
  );
}
