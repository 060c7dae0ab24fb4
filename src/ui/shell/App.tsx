import { lazy, Suspense, useEffect, useState } from "react";
import { Group, Panel, Separator, usePanelRef } from "react-resizable-panels";
import { listenForShortcuts } from "../commands/shortcuts.ts";
import { registerCommands } from "../commands/registry.ts";
import { appCommands } from "../commands/app-commands.ts";
import { setDockCollapsed, setReadOnly, useView } from "../stores/view-store.ts";
import { Boundary } from "./Boundary.tsx";
import { Banners } from "./Banners.tsx";
import { Dock } from "./Dock.tsx";
import { DropTarget } from "./DropTarget.tsx";
import { GoalsStrip } from "./GoalsStrip.tsx";
import { LiveRegion } from "./LiveRegion.tsx";
import { NarrowLayout } from "./NarrowLayout.tsx";
import { Quadrants, useRememberedLayout } from "./Quadrants.tsx";
import { RunBar } from "./RunBar.tsx";
import { TopBar } from "./TopBar.tsx";
import { useWidth } from "./use-width.ts";
import styles from "./App.module.css";
import barStyles from "./Quadrants.module.css";

const CommandPalette = lazy(async () => ({ default: (await import("../commands/CommandPalette.tsx")).CommandPalette }));
const HelpSheet = lazy(async () => ({ default: (await import("../commands/HelpSheet.tsx")).HelpSheet }));
const PromptDialog = lazy(async () => ({ default: (await import("./PromptDialog.tsx")).PromptDialog }));
const RenameDialog = lazy(async () => ({ default: (await import("./RenameDialog.tsx")).RenameDialog }));
const DocumentsDialog = lazy(async () => ({ default: (await import("./DocumentsDialog.tsx")).DocumentsDialog }));

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
  useEffect(() => listenForShortcuts(), []);

  return (
    <DropTarget>
      <div className={styles["app"]} data-width={width}>
        <TopBar width={width} />
        <GoalsStrip />
        <Banners readOnly={width === "phone"} />
        <main className={styles["main"]}>{width === "wide" ? <WideLayout /> : <NarrowLayout readOnly={width === "phone"} />}</main>
      </div>
      <LiveRegion />
      <Boundary what="This window">
        <Suspense fallback={null}>
          {paletteOpen && <CommandPalette />}
          {helpOpen && <HelpSheet />}
          {dialog === "prompt" && <PromptDialog />}
          {dialog === "rename" && <RenameDialog />}
          {dialog === "documents" && <DocumentsDialog />}
        </Suspense>
      </Boundary>
    </DropTarget>
  );
}

const RUN_BAR_PX = 45;
/** Room for eight tabs, but no more than a good quarter of a low window. */
const DOCK_PX = Math.round(Math.min(256, window.innerHeight * 0.29));

/** The quadrants above, the run bar and the results below; the border between them can be moved, the results folded away. */
function WideLayout() {
  const collapsed = useView((view) => view.dockCollapsed);
  const dock = usePanelRef();
  const [remembered] = useState(useRememberedLayout("dock"));
  useEffect(() => {
    if (collapsed) dock.current?.collapse();
    else dock.current?.expand();
  }, [collapsed, dock]);
  return (
    <Group id="page" orientation="vertical" {...remembered}>
      <Panel id="work" minSize="200px">
        <Quadrants />
      </Panel>
      <Separator className={barStyles["bar"]} aria-label="Height of the results" />
      <Panel
        id="dock"
        panelRef={dock}
        defaultSize={`${DOCK_PX}px`}
        minSize="140px"
        collapsible
        collapsedSize={`${RUN_BAR_PX}px`}
        groupResizeBehavior="preserve-pixel-size"
        onResize={({ inPixels }) => {
          const folded = inPixels <= RUN_BAR_PX + 1;
          if (inPixels > 0 && folded !== collapsed) setDockCollapsed(folded);
        }}
      >
        <div className={styles["dock"]}>
          <RunBar compact={false} />
          <Dock />
        </div>
      </Panel>
    </Group>
  );
}
