import { describe, expect, test } from "vitest";
import { bring, close, closeBeside, fill, FOUR, isShown, openBeside, peek, readArrangement, showFour, type Staged } from "./arrangement.ts";

const start: Staged = { now: FOUR, back: FOUR };
const after = (...acts: readonly ((staged: Staged) => Staged)[]): Staged["now"] => acts.reduce((staged, act) => act(staged), start).now;

describe("a surface fills the stage", () => {
  test("and pressed again gives it back to what was there", () => {
    expect(after((s) => fill(s, "system"))).toEqual({ main: "system", beside: null });
    expect(
      after(
        (s) => fill(s, "system"),
        (s) => fill(s, "system"),
      ),
    ).toEqual(FOUR);
    const before = after(
      (s) => fill(s, "system"),
      (s) => peek(s, "notes", true),
      (s) => fill(s, "api"),
      (s) => fill(s, "api"),
    );
    expect(before).toEqual({ main: "system", beside: { place: "notes", how: "peek" } });
  });

  test("alone: what was open beside it goes, and comes back with the way back", () => {
    const sheet = (s: Staged): Staged => bring(s, "results");
    expect(
      after(
        (s) => fill(s, "system"),
        sheet,
        (s) => fill(s, "system"),
      ),
    ).toEqual({ main: "system", beside: null });
    expect(
      after(
        (s) => fill(s, "system"),
        sheet,
        (s) => fill(s, "system"),
        (s) => fill(s, "system"),
      ).beside?.how,
    ).toBe("sheet");
  });

  test("four and back", () => {
    expect(after((s) => fill(s, "notes"), showFour)).toEqual(FOUR);
    expect(after((s) => fill(s, "notes"), showFour, showFour)).toEqual({ main: "notes", beside: null });
    // Somebody who never saw anything else gets the drawing.
    expect(after(showFour)).toEqual({ main: "system", beside: null });
  });
});

describe("a second surface", () => {
  test("peeks, docks, goes; where nothing can dock it goes at once", () => {
    const system = (s: Staged): Staged => fill(s, "system");
    const press = (s: Staged): Staged => peek(s, "notes", true);
    expect(after(system, press).beside).toEqual({ place: "notes", how: "peek" });
    expect(after(system, press, press).beside).toEqual({ place: "notes", how: "dock" });
    expect(after(system, press, press, press).beside).toBeNull();
    const narrow = (s: Staged): Staged => peek(s, "notes", false);
    expect(after(system, narrow, narrow).beside).toBeNull();
  });

  test("is never the one that fills: that one makes room for another", () => {
    expect(
      after(
        (s) => fill(s, "notes"),
        (s) => fill(s, "system"),
        (s) => peek(s, "system", true),
      ),
    ).toEqual({
      main: "notes",
      beside: { place: "system", how: "peek" },
    });
    expect(after((s) => peek(s, "system", true)).main).toBe("notes");
    expect(after((s) => peek(s, "api", true)).main).toBe("system");
  });

  test("is one at most", () => {
    const now = after(
      (s) => fill(s, "system"),
      (s) => peek(s, "notes", true),
      (s) => peek(s, "api", true),
    );
    expect(now).toEqual({ main: "system", beside: { place: "api", how: "peek" } });
  });

  test("only the results are a sheet; a sheet over all four lies over the drawing", () => {
    expect(openBeside({ now: { main: "system", beside: null }, back: FOUR }, "notes", "sheet").now.beside?.how).toBe("peek");
    expect(openBeside(start, "results", "sheet").now).toEqual({ main: "system", beside: { place: "results", how: "sheet" } });
    expect(openBeside(start, "results", "peek").now.main).toBe("four");
  });

  test("closed, leaves what fills; what fills, closed, gives way to what was there", () => {
    expect(
      after(
        (s) => fill(s, "system"),
        (s) => peek(s, "notes", true),
        closeBeside,
      ),
    ).toEqual({ main: "system", beside: null });
    expect(
      after(
        (s) => fill(s, "system"),
        (s) => close(s, "system"),
      ),
    ).toEqual(FOUR);
    expect(after((s) => close(s, "api"))).toEqual(FOUR);
  });
});

describe("what must be seen is brought", () => {
  test("a run from the four quadrants shows the drawing and the sheet", () => {
    expect(after((s) => bring(s, "results"))).toEqual({ main: "system", beside: { place: "results", how: "sheet" } });
  });

  test("and nothing moves that is in sight already", () => {
    for (const place of ["notes", "schema", "system", "api"] as const) expect(after((s) => bring(s, place))).toEqual(FOUR);
    const docked = after(
      (s) => fill(s, "system"),
      (s) => openBeside(s, "results", "dock"),
      (s) => bring(s, "results"),
    );
    expect(docked.beside?.how).toBe("dock");
  });

  test("the drawing takes the place of results that fill, which become the sheet", () => {
    expect(
      after(
        (s) => fill(s, "results"),
        (s) => bring(s, "system"),
      ),
    ).toEqual({ main: "system", beside: { place: "results", how: "sheet" } });
  });

  test.each(["notes", "schema", "system", "api", "results"] as const)("%s is shown after it was brought, from anywhere", (place) => {
    for (const main of ["notes", "schema", "system", "api", "results"] as const)
      expect(
        isShown(
          after(
            (s) => fill(s, main),
            (s) => bring(s, place),
          ),
          place,
        ),
      ).toBe(true);
  });
});

test("an arrangement is read back as it was written, and nonsense as none", () => {
  const written = { main: "system", beside: { place: "results", how: "sheet" } };
  expect(readArrangement(JSON.parse(JSON.stringify(written)))).toEqual(written);
  expect(readArrangement({ main: "four" })).toEqual(FOUR);
  expect(readArrangement({ main: "system", beside: { place: "system", how: "peek" } })).toEqual({ main: "system", beside: null });
  for (const nonsense of [null, 3, "four", { main: "cellar" }]) expect(readArrangement(nonsense)).toBeNull();
});
