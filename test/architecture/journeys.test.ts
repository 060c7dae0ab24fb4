import { expect, test } from "vitest";
import { promise } from "../support/promise.ts";
import { filesBelow } from "./scan.ts";

/** Journeys whose pages nobody can listen to, and why. */
const UNHEARD: { readonly [file: string]: string } = {
  "test/e2e/kills.spec.ts": "its browsers are killed with all they could tell",
};

const journeys = filesBelow("test/e2e", /\.spec\.ts$/);
const heard = journeys.filter(({ text }) => /^import \{[^}]*\btest\b[^}]*\} from "\.\/fixture\.ts";/m.test(text));

test("every journey listens to requests and to the content policy", () => {
  const unheard = journeys.filter((file) => !heard.includes(file)).map(({ path }) => path);
  expect(unheard).toEqual(Object.keys(UNHEARD));
  const listening = `${heard.length} of ${journeys.length} files of journeys listen, and`;
  promise(15, `${listening} a request to another origin fails them: 0`);
  promise(16, `${listening} a violation fails them: 0`);
});
