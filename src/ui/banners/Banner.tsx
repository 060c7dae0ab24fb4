import type { ReactNode } from "react";
import type { Finding } from "../../base/finding.ts";
import { StateSign, type Tone } from "../parts/Chip.tsx";
import { useDesign } from "../stores/design-store.ts";
import { goTo } from "../stores/go.ts";
import { select } from "../stores/view-store.ts";
import { placeOf } from "./finding-place.ts";
import styles from "./Banners.module.css";
import { visibleText } from "../../base/visible-text.ts";

const WORDS: { readonly [tone in Tone]: string } = { neutral: "note", accent: "note", ok: "done", warn: "warning", bad: "problem" };

/** One message: a sign and a word, what happened, and what can be done about it. */
export function Banner({
  tone,
  title,
  children,
  actions,
  findings = [],
}: {
  readonly tone: Tone;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly findings?: readonly Finding[];
}) {
  return (
    <div className={styles["banner"]} data-tone={tone} role={tone === "bad" ? "alert" : "group"} aria-label={visibleText(title)}>
      <StateSign tone={tone} word={WORDS[tone]} />
      <div className={styles["text"]}>
        <p>
          <strong>{visibleText(title)}</strong> {typeof children === "string" ? visibleText(children) : children}
        </p>
        {findings.length > 0 && <FindingList findings={findings} />}
      </div>
      {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
    </div>
  );
}

const SHOWN = 4;

/** The first few findings; one about something on the page leads to it. */
function FindingList({ findings }: { readonly findings: readonly Finding[] }) {
  const parts = useDesign((design) => design.system.parts);
  return (
    <ul className={styles["findings"]}>
      {findings.slice(0, SHOWN).map((finding) => {
        const place = placeOf(finding.where);
        const where =
          finding.line === undefined
            ? finding.where
            : `line ${finding.line}${finding.column === undefined ? "" : `, column ${finding.column}`}`;
        return (
          <li key={`${finding.code} ${finding.where} ${finding.message}`}>
            {visibleText(finding.message)}{" "}
            {place === null ? (
              where !== "" && <code>{where}</code>
            ) : (
              <button
                type="button"
                className={styles["link"]}
                onClick={() => {
                  goTo(place.quadrant);
                  if (place.selection !== null) select(place.selection);
                }}
              >
                Show {visibleText(parts.find(({ id }) => place.selection?.parts?.[0] === id)?.title ?? place.name)}
              </button>
            )}
          </li>
        );
      })}
      {findings.length > SHOWN && <li>and {findings.length - SHOWN} more</li>}
    </ul>
  );
}
