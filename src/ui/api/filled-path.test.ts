import { expect, test } from "vitest";
import { filledPath } from "./filled-path.ts";

test.each([
  ["/sessions/{user_id}", { user_id: "48213" }, "/sessions/48213"],
  ["/sessions/{user_id}", {}, "/sessions/{user_id}"],
  ["/a?hour=&country=", { country: "ÅL/2" }, "/a?country=%C3%85L%2F2"],
  ["/a?hour=", {}, "/a"],
  ["/{constructor}", {}, "/{constructor}"],
])("%s with %j is %s", (path, values: { readonly [name: string]: string }, sent) => {
  expect(filledPath(path, values)).toBe(sent);
});
