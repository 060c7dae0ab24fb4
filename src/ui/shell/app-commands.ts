import { STEPS } from "../interview/steps.ts";
import { copyShareLink } from "../documents/share.ts";
import { goTo, goToStep } from "../stores/go.ts";
import { focusPlace, SURFACES } from "../parts/places.ts";
import { TOO_NARROW_TO_DOCK } from "../parts/use-width.ts";
import { closeSurface, fillStage, peekAt, showFour, stageStore } from "../stage/stage-store.ts";
import { chooseEventsFile, chooseFile } from "../stores/choose-file.ts";
import { designStore, redo, undo } from "../stores/design-store.ts";
import { isActive } from "../stores/run-machine.ts";
import { pause, resume, run, runStore, stop } from "../stores/run-store.ts";
import {
  announce,
  closeInspector,
  setHelpOpen,
  setPaletteOpen,
  openDialog,
  setTheme,
  viewStore,
  type Theme,
} from "../stores/view-store.ts";
import { sessionStore } from "../stores/session-store.ts";
import { newDesign, saveFile } from "../stores/workspace.ts";
import { currentDesign } from "../stores/design-store.ts";
import type { Command } from "../commands/registry.ts";

const status = () => runStore.getState().status;

const mayStart = (): boolean => sessionStore.getState().ready && !sessionStore.getState().loading;

const runCommands: readonly Command[] = [
  {
    id: "run.start",
    group: "Run",
    title: "Run this design",
    keys: ["$mod+Enter"],
    words: "start simulate play",
    whileTyping: true,
    when: () => !isActive(status()) && mayStart(),
    run,
  },
  {
    id: "run.stop",
    group: "Run",
    title: "Stop the run",
    keys: ["$mod+."],
    words: "cancel end",
    whileTyping: true,
    when: () => isActive(status()),
    run: stop,
  },
  {
    id: "run.pause",
    group: "Run",
    title: "Pause the run",
    keys: ["p"],
    when: () => status() === "running" || status() === "starting",
    run: pause,
  },
  { id: "run.resume", group: "Run", title: "Resume the run", keys: ["p"], when: () => status() === "paused", run: resume },
];

const editCommands: readonly Command[] = [
  {
    id: "edit.undo",
    group: "Edit",
    title: "Undo",
    keys: ["$mod+z"],
    when: () => designStore.temporal.getState().pastStates.length > 0,
    run: () => say(undo(), "Undone"),
  },
  {
    id: "edit.redo",
    group: "Edit",
    title: "Redo",
    keys: ["$mod+Shift+z", "$mod+y"],
    when: () => designStore.temporal.getState().futureStates.length > 0,
    run: () => say(redo(), "Done again"),
  },
];

function say(label: string | null, what: string): void {
  if (label !== null) announce(label === "" ? what : `${what}: ${label}`);
}

const fileCommands: readonly Command[] = [
  {
    id: "file.new",
    group: "File",
    title: "New design for this prompt",
    words: "empty blank canvas",
    run: () => newDesign(currentDesign().scenario),
  },
  {
    id: "file.open",
    group: "File",
    title: "Open a design file…",
    keys: ["$mod+o"],
    words: "load import json",
    whileTyping: true,
    run: chooseFile,
  },
  {
    id: "file.events",
    group: "File",
    title: "Run your own events…",
    words: "trace csv jsonl parquet replay file import",
    when: () => !viewStore.getState().readOnly,
    run: chooseEventsFile,
  },
  {
    id: "file.save",
    group: "File",
    title: "Save as a file",
    keys: ["$mod+s"],
    words: "download export json",
    whileTyping: true,
    run: () => saveFile(),
  },
  { id: "file.rename", group: "File", title: "Rename this design…", words: "title name", run: () => openDialog("rename") },
  { id: "file.documents", group: "File", title: "Your designs…", words: "list recent open delete", run: () => openDialog("documents") },
  {
    id: "file.share",
    group: "File",
    title: "Copy a link to this design",
    words: "share url",
    run: async () => void (await copyShareLink()),
  },
];

function closeWhatIsBeside(): void {
  const { main, beside } = stageStore.getState().now;
  if (beside === null) return;
  closeSurface(beside.place);
  focusPlace(main === "four" ? "system" : main);
}

const viewCommands: readonly Command[] = [
  { id: "view.palette", group: "View", title: "Find a command…", keys: ["$mod+k"], whileTyping: true, run: () => setPaletteOpen(true) },
  ...SURFACES.flatMap(({ id, title, key }): readonly Command[] => [
    {
      id: `view.maximise-${id}`,
      group: "View",
      title: `Maximise ${title}, or back to what was there`,
      keys: [key],
      words: "full screen zoom quadrant fill stage",
      run: () => fillStage(id),
    },
    {
      id: `view.peek-${id}`,
      group: "View",
      title: `Peek at ${title}, then dock it`,
      keys: [`Shift+Digit${key}`],
      words: "beside side by side split",
      run: () => peekAt(id, !matchMedia(TOO_NARROW_TO_DOCK).matches),
    },
    {
      id: `view.go-${id}`,
      group: "View",
      title: id === "results" ? "Go to the results" : `Go to ${title}`,
      words: "focus quadrant charts dock",
      run: () => goTo(id),
    },
  ]),
  { id: "view.four", group: "View", title: "All four quadrants, or back", keys: ["0"], words: "overview restore", run: showFour },
  {
    id: "view.prompt",
    group: "Interview",
    title: "Read the prompt",
    words: "task question scenario",
    when: () => sessionStore.getState().scenario !== null,
    run: () => openDialog("prompt"),
  },
  {
    id: "view.close-inspector",
    group: "View",
    title: "Close the inspector",
    keys: ["Escape"],
    when: () => viewStore.getState().inspectorOpen,
    run: closeInspector,
  },
  {
    id: "view.close-beside",
    group: "View",
    title: "Close what is open beside",
    keys: ["Escape"],
    when: () => stageStore.getState().now.beside !== null && !viewStore.getState().inspectorOpen,
    run: closeWhatIsBeside,
  },
  ...(["light", "dark", "system"] as const).map(
    (theme: Theme): Command => ({
      id: `view.theme-${theme}`,
      group: "View",
      title: theme === "system" ? "Theme: follow the system" : `Theme: ${theme}`,
      words: "colours mode",
      run: () => setTheme(theme),
    }),
  ),
];

const interviewCommands: readonly Command[] = STEPS.map((step) => ({
  id: `step.${step.id}`,
  group: "Interview",
  title: `Step: ${step.title}`,
  words: step.help,
  run: () => goToStep(step),
}));

/** What the page itself can do; the canvas and others add their own. */
export const appCommands: readonly Command[] = [
  ...runCommands,
  ...editCommands,
  ...fileCommands,
  ...viewCommands,
  ...interviewCommands,
  {
    id: "help.keys",
    group: "Help",
    title: "Keys and help",
    keys: ["?", "Shift+?"],
    words: "shortcuts keyboard",
    run: () => setHelpOpen(true),
  },
  {
    id: "help.about",
    group: "Help",
    title: "About Quadrant, and licences",
    words: "version copyright open source",
    run: () => openDialog("about"),
  },
];
