import { MarkdownPreview } from "../notes/MarkdownPreview.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { useSession } from "../stores/session-store.ts";
import { openDialog } from "../stores/view-store.ts";
import { goalViews } from "../goals/goal-state.ts";
import styles from "../goals/GoalsDialog.module.css";

/** What the scenario asks for, in full: the prompt, what has to hold, and where designs to compare with are. */
export function PromptDialog() {
  const scenario = useSession((session) => session.scenario);
  if (scenario === null) return null;
  return (
    <Dialog open onClose={() => openDialog(null)} title={scenario.title} width={640}>
      <MarkdownPreview text={scenario.prompt} />
      {scenario.goals.length > 0 && (
        <>
          <h3 className={styles["asked"]}>What has to hold</h3>
          <dl className={styles["targets"]}>
            {goalViews(scenario.goals, null, null).map(({ id, label, neededText }) => (
              <div key={id}>
                <dt>{label}</dt>
                <dd>{neededText}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <p className={styles["mute"]}>
        The menu under “{scenario.title}” at the top left has designs of it: some meet every goal, others fail on purpose and say why. Draw
        and run your own first: a design of somebody else takes its place on the canvas, and is judged when it has run.
      </p>
    </Dialog>
  );
}
