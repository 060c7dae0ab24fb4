import { describe, expect, test } from "vitest";
import { inOrder, type JoiningTab, type ResultsTab } from "./tabs.ts";

const tab = (id: ResultsTab["id"]): ResultsTab => ({ id, label: id, promise: "", Panel: () => null });
const joining = (id: ResultsTab["id"], before: ResultsTab["id"]): JoiningTab => ({ ...tab(id), before });
const ids = (tabs: readonly ResultsTab[]) => tabs.map(({ id }) => id);

describe("tabs of the results", () => {
  test("one that joins stands before the tab it names", () => {
    expect(ids(inOrder([tab("overview"), tab("sql"), tab("findings")], [joining("whatif", "sql")]))).toEqual([
      "overview",
      "whatif",
      "sql",
      "findings",
    ]);
  });

  test("one that names a tab that is not there stands last", () => {
    expect(ids(inOrder([tab("overview"), tab("findings")], [joining("whatif", "sql")]))).toEqual(["overview", "findings", "whatif"]);
  });
});
