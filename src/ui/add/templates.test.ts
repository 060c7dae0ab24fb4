import { describe, expect, test } from "vitest";
import { emptyDesign } from "../../design/empty.ts";
import { KINDS } from "../part-view/kinds.ts";
import { problemsOf } from "../part-view/part-problems.ts";
import { templates } from "./templates.ts";

describe.each([null, "app-users", "tastes", "services", "none"])("for events made by %s", (generator) => {
  test("every template is offered, and nothing in it needs mending", () => {
    const offered = templates(generator);
    expect(offered.map(({ id }) => id)).toEqual(["queue", "buffered", "stream-to-dashboard", "batch-to-warehouse"]);
    for (const { fragment } of offered) expect(problemsOf({ ...emptyDesign(), system: fragment }, []).size).toBe(0);
  });

  test("whoever stands at the beginning makes events there", () => {
    for (const { fragment } of templates(generator)) {
      const { population } = KINDS.find(({ id }) => id === fragment.parts[0]?.kind) ?? {};
      expect([undefined, generator]).toContain(population);
    }
  });
});
