import type { AlarmChange, Watcher } from "../../../result/alarms.ts";
import { StateSign } from "../../parts/Chip.tsx";
import type { Tone } from "../../parts/Chip.tsx";
import { formatMs, plural } from "../../parts/format.ts";
import { Card, Scroll, Sentence } from "./Card.tsx";
import { partTitle } from "./part-names.ts";
import styles from "./Results.module.css";
import { Num } from "./TableParts.tsx";
import type { RunView } from "./use-run-view.ts";

const STATES: { readonly [state in AlarmChange["to"]]: { readonly tone: Tone; readonly word: string } } = {
  ok: { tone: "ok", word: "ok" },
  alarm: { tone: "bad", word: "alarm" },
  "insufficient-data": { tone: "neutral", word: "no data" },
};

/** More stand in SQL. */
const MOST_SHOWN = 200;

/** Who was told of what, and when: every fault with the first alarm after it, and every alarm that changed. Nothing without a monitor. */
export function Alarms({ view }: { readonly view: RunView }) {
  return Object.entries(view.whole?.alarms ?? {}).map(([monitor, watcher]) => (
    <Card
      key={monitor}
      grow={1.2}
      least={320}
      title={`Alarms of ${partTitle(view.design, monitor)}`}
      note={`tells ${watcher.tells === "" ? "nobody" : watcher.tells}`}
    >
      <Scroll label="Alarms in the order of time">
        <Detections view={view} watcher={watcher} />
        <Changes view={view} watcher={watcher} />
      </Scroll>
    </Card>
  ));
}

function Detections({ view, watcher: { detections } }: { readonly view: RunView; readonly watcher: Watcher }) {
  if (detections.length === 0) return null;
  return (
    <table className={styles["table"]}>
      <thead>
        <tr>
          <th scope="col">fault</th>
          <th scope="col">first alarm after it</th>
          <th scope="col" className={styles["r"]}>
            told after
          </th>
        </tr>
      </thead>
      <tbody>
        {detections.map(({ label, part, atMs, told }, index) => (
          <tr key={`${atMs} ${part} ${index}`}>
            <td className={styles["wrap"]}>{`${label}, ${partTitle(view.design, part)}`}</td>
            <td className={styles["wrap"]}>
              {told === null ? "nobody was told" : `${told.alarm} of ${partTitle(view.design, told.part)}`}
            </td>
            <Num>{told === null ? "–" : formatMs(told.atMs - atMs)}</Num>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Changes({ view, watcher: { changes } }: { readonly view: RunView; readonly watcher: Watcher }) {
  if (changes.length === 0) return <Sentence>No alarm changed its state.</Sentence>;
  return (
    <>
      <table className={styles["table"]}>
        <tbody>
          {changes.slice(0, MOST_SHOWN).map(({ atMs, toldMs, alarm, part, to }) => (
            <tr key={`${atMs} ${alarm} ${part}`}>
              <td>
                <button type="button" className={styles["link"]} title="Look back at this moment" onClick={() => view.pick(atMs)}>
                  {view.instant(toldMs)}
                </button>
              </td>
              <td>
                <StateSign {...STATES[to]} />
              </td>
              <td className={styles["wrap"]}>{`${alarm} of ${partTitle(view.design, part)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changes.length > MOST_SHOWN && <Sentence>{`${plural(changes.length - MOST_SHOWN, "more change")} in SQL, table alarms.`}</Sentence>}
    </>
  );
}
