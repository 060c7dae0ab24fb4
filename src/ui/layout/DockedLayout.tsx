import { useEffect, useState, type ReactNode } from "react";
import { Group, Panel, Separator, usePanelRef } from "react-resizable-panels";
import { readPreference, writePreference } from "../keeping/preferences.ts";
import { setDockCollapsed, useView } from "../stores/view-store.ts";
import { Dock } from "./Dock.tsx";
import { useRememberedLayout } from "./Quadrants.tsx";
import { RunBar } from "../run/RunBar.tsx";
import styles from "./DockedLayout.module.css";
import barStyles from "./Quadrants.module.css";

const RUN_BAR_PX = 45;
/** Room for eight tabs, but no more than a good quarter of a low window. */
const DOCK_PX = Math.round(Math.min(256, window.innerHeight * 0.29));

/** As high as it last was: the panel itself forgets that over a reload. */
function openHeightPx(): number {
  const remembered = Number(readPreference("dock-px"));
  return remembered > RUN_BAR_PX ? remembered : DOCK_PX;
}

/** The work above, the run bar and the results below; the border between them can be moved, the results folded away. */
export function DockedLayout({ children }: { readonly children: ReactNode }) {
  const collapsed = useView((view) => view.dockCollapsed);
  const dock = usePanelRef();
  const [remembered] = useState(useRememberedLayout("dock"));
  useEffect(() => {
    if (collapsed) dock.current?.collapse();
    else if (dock.current?.isCollapsed() === true) dock.current.resize(openHeightPx());
  }, [collapsed, dock]);
  return (
    <Group id="page" orientation="vertical" {...remembered}>
      <Panel id="work" minSize="200px">
        {children}
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
          if (!folded) writePreference("dock-px", String(Math.round(inPixels)));
        }}
      >
        <div className={styles["dock"]}>
          <RunBar />
          <Dock hidden={collapsed} />
        </div>
      </Panel>
    </Group>
  );
}
