import { tinykeys } from "tinykeys";
import { readPreference, writePreference } from "../keeping/preferences.ts";
import { allCommands, subscribeCommands, type Command } from "./registry.ts";

const TYPING =
  "input:not([type=checkbox]):not([type=radio]):not([type=range]):not([type=button]), textarea, select, [contenteditable]:not([contenteditable=false])";
const MODAL = "[role=dialog][data-state=open], [role=menu][data-state=open], [role=listbox][data-state=open]";

/** Whether the person is writing there, so that letters are text and not commands. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null;
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

/** Single letters as commands can be switched off (they get in the way of speech input). */
export function singleKeysOn(): boolean {
  return readPreference("single-keys") !== "off";
}

export function setSingleKeys(on: boolean): void {
  writePreference("single-keys", on ? "on" : "off");
}

function mayRun(command: Command, event: KeyboardEvent): boolean {
  if (event.defaultPrevented) return false;
  if (isTyping(event.target) && command.whileTyping !== true) return false;
  if (!hasModifier(event) && (!singleKeysOn() || document.querySelector(MODAL) !== null)) return false;
  return command.when?.() !== false;
}

/** On the way down: keys with a modifier, before a focused button takes Mod+Enter for a press. On the way up: all others, after editors and lists had their say. */
type Phase = "down" | "up";

function phaseOf(event: KeyboardEvent): Phase {
  return hasModifier(event) && !isTyping(event.target) ? "down" : "up";
}

function bindingsOf(commands: readonly Command[], phase: Phase): Record<string, (event: KeyboardEvent) => void> {
  const byKeys = new Map<string, Command[]>();
  for (const command of commands) {
    if (command.ownKeys === true) continue;
    for (const keys of command.keys ?? []) byKeys.set(keys, [...(byKeys.get(keys) ?? []), command]);
  }
  return Object.fromEntries(
    [...byKeys].map(([keys, candidates]) => [
      keys,
      (event: KeyboardEvent) => {
        if (phaseOf(event) !== phase) return;
        const command = candidates.find((candidate) => mayRun(candidate, event));
        if (command === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        void command.run();
      },
    ]),
  );
}

function listen(): () => void {
  const commands = allCommands();
  const stops = [tinykeys(window, bindingsOf(commands, "down"), { capture: true }), tinykeys(window, bindingsOf(commands, "up"))];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Listens for the keys of every registered command until the returned function is called. */
export function listenForShortcuts(): () => void {
  let stop = listen();
  const unsubscribe = subscribeCommands(() => {
    stop();
    stop = listen();
  });
  return () => {
    unsubscribe();
    stop();
  };
}
