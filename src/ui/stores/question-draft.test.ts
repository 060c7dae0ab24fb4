import { afterEach, expect, test, vi } from "vitest";
import { keepQuestionDraft, questionDraft } from "./question-draft.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a question that was not sent is there after a reload, in its scenario, until it is emptied", () => {
  const held = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => held.set(key, value),
    removeItem: (key: string) => held.delete(key),
  });
  keepQuestionDraft("lake", "How fresh must it");
  expect([questionDraft("lake"), questionDraft("other")]).toEqual(["How fresh must it", ""]);
  keepQuestionDraft("other", "");
  expect(questionDraft("lake")).toBe("How fresh must it");
  keepQuestionDraft("lake", "");
  expect(questionDraft("lake")).toBe("");
});

test("where the browser keeps nothing, nothing breaks", () => {
  vi.stubGlobal("sessionStorage", undefined);
  keepQuestionDraft("lake", "x");
  expect(questionDraft("lake")).toBe("");
});
