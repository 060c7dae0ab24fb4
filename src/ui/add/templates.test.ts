import { expect, test } from "vitest";
import { emptyDesign } from "../../design/empty.ts";
import { problemsOf } from "../part-view/part-problems.ts";
import { templates } from "./templates.ts";

test("every template is offered, and nothing in it needs mending", () => {
  expect(templates().map((template) => template.id)).toEqual(["queue", "buffered", "stream-to-dashboard"]);
  for (const { fragment } of templates()) {
    expect(problemsOf({ ...emptyDesign(), system: fragment }, []).size).toBe(0);
  }
});
