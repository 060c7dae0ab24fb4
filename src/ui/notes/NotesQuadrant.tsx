import { useState } from "react";
import { pinnedFacts } from "../../scenario/questions.ts";
import { Chip } from "../parts/Chip.tsx";
import { plural } from "../parts/format.ts";
import { QuadrantChips, QuadrantTools } from "../parts/QuadrantSlots.tsx";
import { Segmented } from "../parts/Segmented.tsx";
import { useDesign } from "../stores/design-store.ts";
import { useSession } from "../stores/session-store.ts";
import { Estimates } from "./Estimates.tsx";
import { NotesText } from "./NotesText.tsx";
import styles from "./Notes.module.css";
import { Questions } from "./Questions.tsx";
import { Requirements } from "./Requirements.tsx";
import { Tradeoffs } from "./Tradeoffs.tsx";

const VIEWS = [
  { value: "questions", label: "Questions" },
  { value: "requirements", label: "Requirements" },
  { value: "text", label: "Text" },
] as const;
type View = (typeof VIEWS)[number]["value"];

/** What is known and what is assumed: questions and estimates, requirements and trade-offs, free Markdown. */
export function NotesQuadrant() {
  const [view, setView] = useState<View>("questions");
  return (
    <div className={styles["pane"]}>
      <QuadrantChips>
        <FactChip />
      </QuadrantChips>
      <QuadrantTools>
        <Segmented label="What Notes shows" value={view} options={VIEWS} onChange={setView} />
      </QuadrantTools>
      {view === "questions" && (
        <div className={styles["columns"]}>
          <Questions />
          <Estimates />
        </div>
      )}
      {view === "requirements" && (
        <div className={styles["columns"]}>
          <Requirements />
          <Tradeoffs />
        </div>
      )}
      {view === "text" && <NotesText />}
    </div>
  );
}

function FactChip() {
  const asked = useDesign((design) => design.notes.asked);
  const scenario = useSession((session) => session.scenario);
  const count = scenario === null ? 0 : pinnedFacts(scenario, asked).length;
  return count === 0 ? null : <Chip>{plural(count, "fact")} pinned</Chip>;
}
