import { describe, expect, it } from "vitest";
import { addressIn, PAGE_FIGURES } from "./page.ts";

describe("first visits to the page of a build (B8)", () => {
  it("go to the address that its server says, once the line is whole", () => {
    expect(addressIn("building the app …\n")).toBeNull();
    expect(addressIn("Quadrant is at http://127.0.0.1:46")).toBeNull();
    expect(addressIn("built\nQuadrant is at http://127.0.0.1:4601/ (Ctrl+C stops it)\n")).toBe("http://127.0.0.1:4601/");
  });

  it("are held to the times that a person does not notice", () => {
    expect(PAGE_FIGURES.map(({ id, targetMs }) => [id, targetMs])).toEqual([
      ["finishedMs", null],
      ["firstNumbersMs", 300],
      ["stopMs", 200],
    ]);
  });
});
