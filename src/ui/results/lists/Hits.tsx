import type { RecommendationQuality } from "../../../result/result.ts";
import { formatShare } from "../../parts/format.ts";
import { NumberText } from "../../parts/NumberText.tsx";
import { Scroll, Sentence } from "../parts/Card.tsx";
import { recommendationWords } from "./recommendation-words.ts";
import styles from "../parts/Results.module.css";
import { Heads, Num } from "../parts/TableParts.tsx";

/** How often the next choice stood on the list shown, beside popularity and what is possible. */
export function Hits({ quality }: { readonly quality: RecommendationQuality }) {
  const { recallAt10, popularityRecallAt10, ceilingRecallAt10, ci95 } = quality;
  const widest = Math.max(recallAt10, popularityRecallAt10, ceilingRecallAt10 ?? 0, 1e-9);
  const rows = [
    { name: "the lists shown", value: recallAt10, bounds: ci95.recallAt10, colour: "accent" },
    { name: "the ten most chosen", value: popularityRecallAt10, bounds: null, colour: "faint" },
    ...(ceilingRecallAt10 === null ? [] : [{ name: "perfect knowledge", value: ceilingRecallAt10, bounds: null, colour: "process" }]),
  ];
  return (
    <>
      <Scroll label="Recall at ten">
        <table className={`${styles["table"] ?? ""} ${styles["hits"] ?? ""}`}>
          <Heads names={["recall@10 of", "share", "95 % interval"]} drawing="share" />
          <tbody>
            {rows.map(({ name, value, bounds, colour }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <Num>
                  <NumberText value={value} unit="share" />
                </Num>
                <Num tone="quiet">{bounds === null ? "–" : `${formatShare(bounds[0])} to ${formatShare(bounds[1])}`}</Num>
                <td className={styles["wide"]}>
                  <svg className={styles["costBar"]} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                    <rect width={100} height={8} className={styles["costTrack"]} />
                    <rect width={(value / widest) * 100} height={8} fill={`var(--${colour})`} />
                  </svg>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Sentence>{recommendationWords(quality)}</Sentence>
    </>
  );
}
