import { expect, test } from "vitest";
import { allCommands, registerCommands, runCommand, shownKeys } from "./registry.ts";

test("keys are written as people read them", () => {
  expect(shownKeys("$mod+Enter")).toBe("Ctrl+Enter");
  expect(shownKeys("$mod+Shift+z")).toBe("Ctrl+Shift+Z");
  expect(shownKeys("Shift+Digit1")).toBe("Shift+1");
  expect(shownKeys("Shift+?")).toBe("?");
  expect(shownKeys("ArrowLeft")).toBe("←");
});

test("commands are there while their owner is, run only when they may, and give way to a newer one of the same name", () => {
  const done: string[] = [];
  const command = (id: string, what: string, may = true) => ({
    id,
    title: id,
    group: "Edit" as const,
    when: () => may,
    run: () => void done.push(what),
  });
  const takeOff = registerCommands([command("a", "old"), command("b", "b", false)]);
  registerCommands([command("a", "new")]);
  expect(runCommand("a")).toBe(true);
  expect(runCommand("b")).toBe(false);
  expect(runCommand("c")).toBe(false);
  expect(done).toEqual(["new"]);
  takeOff();
  expect(allCommands().map(({ id }) => id)).toEqual(["a"]);
});
