import { afterEach, expect, test } from "vitest";
import { FOUR } from "./arrangement.ts";
import { clampSplit, DEFAULT_SPLITS } from "./splits.ts";
import { fillStage, moveSplit, readStage, stageStore, takeStep } from "./stage-store.ts";

const step = (id: "clarify" | "data-model", place: "notes" | "schema") => ({ id, place, title: id, help: "" });

afterEach(() => stageStore.setState(readStage(null)));

test("the first visit shows all four, and each step then opens what it is about", () => {
  expect(readStage(null).now).toEqual(FOUR);
  takeStep(step("data-model", "schema"));
  expect(stageStore.getState().now.main).toBe("schema");
});

test("how a step was left is how it is found again; the step one is at opens its own", () => {
  fillStage("api");
  takeStep(step("data-model", "schema"));
  takeStep(step("clarify", "notes"));
  expect(stageStore.getState().now.main).toBe("api");
  takeStep(step("clarify", "notes"));
  expect(stageStore.getState().now.main).toBe("notes");
});

test("the stage is read back over a reload, and nonsense is a first visit", () => {
  fillStage("system");
  moveSplit("row", 50);
  const { step: at, bySteps, splits } = stageStore.getState();
  const again = readStage(JSON.stringify({ step: at, bySteps, splits }));
  expect(again.now.main).toBe("system");
  expect(again.splits.row).toBe(50);
  for (const nonsense of ["", "7", "{", '{"step":"x","bySteps":3,"splits":{"row":"a"}}']) {
    expect(readStage(nonsense).now).toEqual(FOUR);
    expect(readStage(nonsense).splits).toEqual(DEFAULT_SPLITS);
  }
});

test("a border stays within its range", () => {
  expect(clampSplit("peekPx", 100)).toBe(380);
  expect(clampSplit("peekPx", 4000)).toBe(460);
  moveSplit("sheet", 99);
  expect(stageStore.getState().splits.sheet).toBe(80);
});
