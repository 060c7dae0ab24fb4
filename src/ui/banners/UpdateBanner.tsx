import { Button } from "../parts/Button.tsx";
import { isActive } from "../stores/run-machine.ts";
import { useRun } from "../stores/run-store.ts";
import { reloadPage, takeUpdate, useUpdate } from "../stores/update-store.ts";
import { Banner } from "./Banner.tsx";

/** That there is a newer version, and the way to it when it suits. */
export function UpdateBanner() {
  const status = useUpdate();
  const running = useRun((state) => isActive(state.status));
  const ran = useRun((state) => state.outcome !== null);
  if (status === "replaced") {
    return (
      <Banner
        tone="accent"
        title="Quadrant was updated in another tab."
        actions={
          <Button size="small" disabled={running} onClick={reloadPage}>
            Reload
          </Button>
        }
      >
        {running ? "This one goes on with the version it began with; reload it when the run has ended." : KEPT}
      </Banner>
    );
  }
  const results = ran ? " Figures of the run are kept, rows are not; the same design and seed give them again." : "";
  return (
    <Banner
      tone="accent"
      title="A new version of Quadrant is ready."
      actions={
        <Button size="small" disabled={status === "taking"} onClick={takeUpdate}>
          Update
        </Button>
      }
    >
      {running && status === "after-run" ? "Your run goes on. Press Update when it has ended." : `${KEPT}${results}`}
    </Banner>
  );
}

const KEPT = "Your designs are kept.";
