import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

export type CommandGroup = "Run" | "Edit" | "View" | "File" | "Canvas" | "Interview" | "Help";

/** One thing a person can do. The palette, the shortcuts, the menus and the help sheet all come from this list. */
export type Command = {
  /** `canvas.add-part`; unique. */
  readonly id: string;
  /** What it does, as a menu says it: `Add a part…`. */
  readonly title: string;
  readonly group: CommandGroup;
  /** In tinykeys' words: `$mod+Enter`, `Shift+Digit1`, `a`. The first is the one shown. */
  readonly keys?: readonly string[];
  /** More words the palette finds it by. */
  readonly words?: string;
  /** The keys also work in a text field (only for keys that type nothing). */
  readonly whileTyping?: boolean;
  /** The keys are listed in the help sheet but handled by the component itself. */
  readonly ownKeys?: boolean;
  /** Not offered in the palette, only as keys (nudging by arrows). */
  readonly keysOnly?: boolean;
  /** Whether it can be done now; absent = always. */
  when?(): boolean;
  run(): void | Promise<void>;
};

const commandStore = createStore<{ readonly commands: readonly Command[] }>()(() => ({ commands: [] }));

/** Adds commands for as long as their owner is on the page; a command with a known id takes the old one's place. Returns the way to take them off. */
export function registerCommands(list: readonly Command[]): () => void {
  const ids = new Set(list.map((command) => command.id));
  commandStore.setState(({ commands }) => ({ commands: [...commands.filter((command) => !ids.has(command.id)), ...list] }));
  return () => {
    commandStore.setState(({ commands }) => ({ commands: commands.filter((command) => !list.includes(command)) }));
  };
}

export function useCommands(): readonly Command[] {
  return useStore(commandStore, (state) => state.commands);
}

export function allCommands(): readonly Command[] {
  return commandStore.getState().commands;
}

export function subscribeCommands(listener: () => void): () => void {
  return commandStore.subscribe(listener);
}

/** Whether a command is there and can be run now. */
export function canRun(id: string): boolean {
  const command = allCommands().find((candidate) => candidate.id === id);
  return command !== undefined && command.when?.() !== false;
}

/** Runs a command by id when it can be run now; tells whether it did. */
export function runCommand(id: string): boolean {
  const command = allCommands().find((candidate) => candidate.id === id);
  if (command === undefined || command.when?.() === false) return false;
  void command.run();
  return true;
}

const apple = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

const NAMES: { readonly [key: string]: string } = {
  $mod: apple ? "⌘" : "Ctrl",
  Shift: apple ? "⇧" : "Shift",
  Alt: apple ? "⌥" : "Alt",
  Control: "Ctrl",
  Enter: "Enter",
  Escape: "Esc",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Delete: "Del",
};

/** `$mod+Shift+KeyZ` as people read it: `Ctrl+Shift+Z`, or `⌘⇧Z`. */
export function shownKeys(keys: string): string {
  const names = keys
    .split("+")
    .map((key) =>
      Object.hasOwn(NAMES, key) ? NAMES[key] : key.replace(/^(Key|Digit)/, "").replace(/^[a-z]$/, (letter) => letter.toUpperCase()),
    );
  // On other keyboards the question mark sits on another key, so Shift is left unsaid.
  return (names.at(-1) === "?" ? ["?"] : names).join(apple ? "" : "+");
}

/** The keys of a command as shown, or undefined when it has none. */
export function keysOf(id: string): string | undefined {
  const keys = allCommands().find((command) => command.id === id)?.keys?.[0];
  return keys === undefined ? undefined : shownKeys(keys);
}
