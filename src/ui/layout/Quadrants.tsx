import { useCallback, useRef } from "react";
import { Group, Panel, Separator, type Layout } from "react-resizable-panels";
import { readPreference, writePreference } from "../keeping/preferences.ts";
import { inspectorShows, useView } from "../stores/view-store.ts";
import { QuadrantFrame } from "./QuadrantFrame.tsx";
import { InspectorSlot } from "./InspectorSlot.tsx";
import styles from "./Quadrants.module.css";

/** The remembered sizes of a group of panels; anything unreadable counts as none. */
export function useRememberedLayout(name: string): {
  readonly defaultLayout: Layout | undefined;
  readonly onLayoutChanged: (layout: Layout) => void;
} {
  const onLayoutChanged = useCallback((layout: Layout) => writePreference(`layout.${name}`, JSON.stringify(layout)), [name]);
  return { defaultLayout: parseLayout(readPreference(`layout.${name}`)), onLayoutChanged };
}

function parseLayout(text: string | null): Layout | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const sizes = Object.entries(value).filter(
      (entry): entry is [string, number] => typeof entry[1] === "number" && entry[1] >= 0 && entry[1] <= 100,
    );
    return sizes.length === Object.keys(value).length && sizes.length > 0 ? Object.fromEntries(sizes) : undefined;
  } catch {
    return undefined;
  }
}

/** Notes and system on the left, schema and API on the right; every border can be moved by hand and by arrow keys. */
export function Quadrants() {
  const group = useRef<HTMLDivElement>(null);
  const covered = useView((view) => inspectorShows(view) && view.maximised === null);
  return (
    <Group id="quadrants" orientation="horizontal" className={styles["group"]} elementRef={group} {...useRememberedLayout("columns")}>
      <Panel id="left" defaultSize="62%" minSize="320px">
        <Group id="left-column" orientation="vertical" {...useRememberedLayout("left")}>
          <Panel id="notes" defaultSize="34%" minSize="64px">
            <QuadrantFrame id="notes" canMaximise />
          </Panel>
          <Separator className={styles["bar"]} aria-label="Height of Notes and System" />
          <Panel id="system" defaultSize="66%" minSize="120px">
            <QuadrantFrame id="system" canMaximise />
          </Panel>
        </Group>
      </Panel>
      <Separator className={styles["bar"]} aria-label="Width of the left and right column" />
      <Panel
        id="right"
        defaultSize="38%"
        minSize="260px"
        onResize={({ inPixels }) => group.current?.style.setProperty("--right-column", `${inPixels}px`)}
      >
        <Group id="right-column" inert={covered} orientation="vertical" {...useRememberedLayout("right")}>
          <Panel id="schema" defaultSize="34%" minSize="64px">
            <QuadrantFrame id="schema" canMaximise />
          </Panel>
          <Separator className={styles["bar"]} aria-label="Height of Schema and API" />
          <Panel id="api" defaultSize="66%" minSize="64px">
            <QuadrantFrame id="api" canMaximise />
          </Panel>
        </Group>
      </Panel>
      <InspectorSlot wide={covered} />
    </Group>
  );
}
