import { X } from "lucide-react";
import { Button, IconButton } from "../parts/Button.tsx";
import { plural } from "../parts/format.ts";
import { takeOver, workOnCopy } from "../stores/autosave.ts";
import type { ShelvedDocument } from "../keeping/document-types.ts";
import { saveStore, useSave } from "../stores/save-store.ts";
import { openDialog } from "../stores/view-store.ts";
import { reopen, saveFile } from "../stores/workspace.ts";
import { Banner } from "./Banner.tsx";
import { leftAsItWas, stillInTab } from "./title-words.ts";

/** Where the work stands when it is not simply saved. */
export function SaveBanner() {
  const state = useSave((save) => save.state);
  const problem = useSave((save) => save.problem);
  const previous = useSave((save) => save.previous);
  const shelf = useSave((save) => save.shelf);
  if (state === "elsewhere") {
    return (
      <Banner
        tone="warn"
        title="This design is open in another tab."
        actions={
          <>
            <Button size="small" onClick={() => void workOnCopy()}>
              Work on a copy
            </Button>
            <Button size="small" onClick={() => void takeOver()}>
              Take over here
            </Button>
          </>
        }
      >
        You see what that tab saved; a change made here begins a copy.
      </Banner>
    );
  }
  if (problem !== null) {
    return (
      <Banner
        tone="bad"
        title="Not saved."
        actions={
          <Button size="small" onClick={() => void saveFile()}>
            Save file
          </Button>
        }
      >
        {problem}
      </Banner>
    );
  }
  const unsaved = shelf.at(-1);
  if (unsaved !== undefined) return <UnsavedBanner unsaved={unsaved} others={shelf.length - 1} />;
  if (previous !== null) {
    return (
      <Banner
        tone="accent"
        title="What you opened is a new document of yours."
        actions={
          <>
            <Button size="small" onClick={() => void reopen(previous.documentId)}>
              Back to my work
            </Button>
            <IconButton size="small" label="Close this message" onClick={() => saveStore.setState({ previous: null })}>
              <X size={14} />
            </IconButton>
          </>
        }
      >
        {leftAsItWas(previous.title)}
      </Banner>
    );
  }
  return null;
}

/** What was put away unsaved and is still here. */
function UnsavedBanner({ unsaved, others }: { readonly unsaved: ShelvedDocument; readonly others: number }) {
  const more = others === 0 ? "" : ` So ${others === 1 ? "is" : "are"} ${plural(others, "other design")}: see Your designs.`;
  return (
    <Banner
      tone="bad"
      title={stillInTab(unsaved.design.title)}
      actions={
        <>
          <Button size="small" onClick={() => void reopen(unsaved.documentId)}>
            Back to it
          </Button>
          <Button size="small" onClick={() => void saveFile(unsaved.design)}>
            Save file
          </Button>
          {others > 0 && (
            <Button size="small" onClick={() => openDialog("documents")}>
              Your designs
            </Button>
          )}
        </>
      }
    >
      {`${unsaved.problem}${more}`}
    </Banner>
  );
}
