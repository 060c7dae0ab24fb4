import { lazy, Suspense, useEffect } from "react";
import { listenForShortcuts } from "../commands/shortcuts.ts";
import { registerCommands } from "../commands/registry.ts";
import { appCommands } from "./app-commands.ts";
import { setReadOnly, useView } from "../stores/view-store.ts";
import { Boundary } from "../frame/Boundary.tsx";
import { Banners } from "../banners/Banners.tsx";
import { DropTarget } from "../documents/DropTarget.tsx";
import { GoalsStrip } from "../goals/GoalsStrip.tsx";
import { LiveRegion } from "./LiveRegion.tsx";
import { TopBar } from "./TopBar.tsx";
import { Rail } from "../layout/Rail.tsx";
import { Stage } from "../layout/Stage.tsx";
import { RunBar } from "../run/RunBar.tsx";
import { useWidth } from "../parts/use-width.ts";
import { registerResultsTab } from "../results/parts/tabs.ts";
import { runsTab } from "../runs/runs-tab.ts";
import { whatIfTab } from "../whatif/whatif-tab.ts";
import styles from "./App.module.css";

const loadPalette = () => import("../commands/CommandPalette.tsx");
const CommandPalette = lazy(async () => ({ default: (await loadPalette()).CommandPalette }));
const HelpSheet = lazy(async () => ({ default: (await import("../commands/HelpSheet.tsx")).HelpSheet }));
const PromptDialog = lazy(async () => ({ default: (await import("../documents/PromptDialog.tsx")).PromptDialog }));
const RenameDialog = lazy(async () => ({ default: (await import("../documents/RenameDialog.tsx")).RenameDialog }));
const EventsDialog = lazy(async () => ({ default: (await import("../events/EventsDialog.tsx")).EventsDialog }));
const DocumentsDialog = lazy(async () => ({ default: (await import("../documents/DocumentsDialog.tsx")).DocumentsDialog }));

const AboutDialog = lazy(async () => ({ default: (await import("../about/AboutDialog.tsx")).AboutDialog }));

const PALETTE_DELAY_MS = 2000;

/** The whole page. */
export function App() {
  const width = useWidth();
  const theme = useView((view) => view.theme);
  const paletteOpen = useView((view) => view.paletteOpen);
  const dialog = useView((view) => view.dialog);
  const helpOpen = useView((view) => view.helpOpen);

  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  useEffect(() => setReadOnly(width === "phone"), [width]);
  useEffect(() => registerCommands(appCommands), []);
  useEffect(() => registerResultsTab(whatIfTab), []);
  useEffect(() => registerResultsTab(runsTab), []);
  useEffect(() => listenForShortcuts(), []);
  // So that the first Mod+K answers at once; not before the page has its own things.
  useEffect(() => {
    const timeout = setTimeout(() => void loadPalette().catch(() => undefined), PALETTE_DELAY_MS);
    return () => clearTimeout(timeout);
  }, []);

  return (
    <DropTarget>
      <div className={styles["app"]} data-width={width}>
        <TopBar width={width} />
        <GoalsStrip />
        <Banners readOnly={width === "phone"} />
        <main className={styles["main"]}>
          {width !== "phone" && <Rail width={width} />}
          <Stage width={width} />
        </main>
        {width === "phone" && <Rail width={width} />}
        <RunBar compact={width === "phone"} />
      </div>
      <LiveRegion />
      <Boundary what="This window">
        <Suspense fallback={null}>
          {paletteOpen && <CommandPalette />}
          {helpOpen && <HelpSheet />}
          {dialog === "prompt" && <PromptDialog />}
          {dialog === "rename" && <RenameDialog />}
          {dialog === "documents" && <DocumentsDialog />}
          {dialog === "events" && <EventsDialog />}
          {dialog === "about" && <AboutDialog />}
        </Suspense>
      </Boundary>
    </DropTarget>
  );
}
