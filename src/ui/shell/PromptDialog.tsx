import { Dialog } from "../parts/Dialog.tsx";
import { MarkdownPreview } from "../notes/MarkdownPreview.tsx";
import { useSession } from "../stores/session-store.ts";
import { openDialog } from "../stores/view-store.ts";

/** What the scenario asks for, in full. */
export function PromptDialog() {
  const scenario = useSession((session) => session.scenario);
  if (scenario === null) return null;
  return (
    <Dialog open onClose={() => openDialog(null)} title={scenario.title} width={640}>
      <MarkdownPreview text={scenario.prompt} />
    </Dialog>
  );
}
