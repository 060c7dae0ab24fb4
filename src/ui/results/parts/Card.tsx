import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import styles from "./Results.module.css";

/** One column of a results tab, with its own heading. */
export function Card({
  title,
  note,
  grow = 1,
  least = 240,
  children,
}: {
  readonly title?: ReactNode;
  readonly note?: ReactNode;
  /** Share of the width. */
  readonly grow?: number;
  /** Least width in px; where the cards need more than there is, those that do not fit go on below. */
  readonly least?: number;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles["card"]} style={{ flexGrow: grow, minWidth: `min(100%, ${least}px)` }}>
      {title !== undefined && (
        <h3 className={styles["cardHead"]}>
          {title}
          {note !== undefined && <small>{note}</small>}
        </h3>
      )}
      {children}
    </section>
  );
}

/** A part that scrolls when it must; only then it can be reached with Tab. */
export function Scroll({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const { box, reached } = useReachable(label);
  return (
    <div ref={box} className={styles["scroll"]} {...reached}>
      {children}
    </div>
  );
}

/** Whether a box holds more than it shows, and what makes it reachable by Tab then. */
function useReachable(label: string) {
  const box = useRef<HTMLDivElement>(null);
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = (): void =>
      setOverflows(element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1);
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    for (const child of element.children) watch.observe(child);
    return () => watch.disconnect();
  });
  return { box, reached: overflows ? { tabIndex: 0, role: "group", "aria-label": label } : {} };
}

/** A row of cards; in a narrow window they go on below each other, so that none lies out of sight at the right. */
export function Cards({ children }: { readonly children: ReactNode }) {
  const { box, reached } = useReachable("All of this page of the results");
  return (
    <div ref={box} className={styles["cards"]} {...reached}>
      {children}
    </div>
  );
}

export function Sentence({ children }: { readonly children: ReactNode }) {
  return <p className={styles["sentence"]}>{children}</p>;
}
