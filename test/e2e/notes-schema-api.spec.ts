import { axeFindings } from "./axe.ts";
import { expect, test } from "./fixture.ts";
import { openFresh, quadrant, runAndPause, showResults, showSurface } from "./workbench.ts";

/** Athena's DDL as people paste it out of a document: a dash before a note, dots for "and so on", SERDE and LOCATION. */
const PASTED = `CREATE EXTERNAL TABLE daily_figures (
  day INT,
  device_type STRING,
  country STRING, - may be split further (region, city)
  total_sessions BIGINT,
  ... - more figures later
)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'
LOCATION 's3://some-bucket/daily_figures/';`;

test("the interviewer answers a typed question and pins its facts, and estimates use them", async ({ page }) => {
  await openFresh(page);
  const notes = quadrant(page, "Notes");
  await notes.getByRole("textbox", { name: "Ask the interviewer" }).fill("Are there bursts during promotions?");
  await page.keyboard.press("Enter");
  await expect(notes.getByRole("region", { name: "Questions and answers" })).toContainText("burst_factor");
  await notes.getByRole("button", { name: "Add", exact: true }).click();
  await page.keyboard.type("worst_minute");
  await page.keyboard.press("Tab");
  await page.keyboard.type("peak_events * 1 min");
  await expect(notes.getByRole("row", { name: /worst_minute/ })).toContainText(/\d/);
  await page.keyboard.type(" + 3 GB");
  await expect(notes.getByRole("status").filter({ hasText: "cannot be added" })).toBeVisible();
  await expect(notes.getByRole("textbox", { name: "Formula of worst_minute" })).toHaveValue("peak_events * 1 min + 3 GB");
});

test("words nobody understands get another way to ask", async ({ page }) => {
  await openFresh(page);
  const notes = quadrant(page, "Notes");
  await notes.getByRole("textbox", { name: "Ask the interviewer" }).fill("xyzzy plugh");
  await page.keyboard.press("Enter");
  await expect(notes.getByText("did not understand")).toBeVisible();
  await expect(notes.getByRole("textbox", { name: "Ask the interviewer" })).toHaveValue("xyzzy plugh");
});

test("Markdown is shown, and nothing hostile in it comes alive", async ({ page }) => {
  await openFresh(page);
  const notes = quadrant(page, "Notes");
  await notes.getByRole("radio", { name: "Text" }).click();
  await notes
    .getByRole("textbox", { name: "Notes, in Markdown" })
    .fill(
      '# Plan\n<img src="https://elsewhere.example/x.png" onerror="document.title=\'broken\'">\n\n![p](https://elsewhere.example/y.png) [a](javascript:alert(1)) [b](https://ok.example/)',
    );
  const preview = notes.getByRole("region", { name: "Preview of the notes" });
  await expect(preview.getByRole("heading", { name: "Plan" })).toBeVisible();
  await expect(preview.getByRole("img")).toHaveCount(0);
  await expect(preview.locator("a[href^=javascript]")).toHaveCount(0);
  await expect(preview.getByRole("link", { name: "b" })).toHaveAttribute("rel", /noopener/);
  await expect(page).not.toHaveTitle("broken");
});

test("Athena's own DDL becomes a table, and what cannot be read stays and is told by line and column", async ({ page }) => {
  await openFresh(page);
  const schema = quadrant(page, "Schema");
  await schema.getByRole("radio", { name: "SQL" }).click();
  const editor = schema.getByRole("textbox", { name: "Schema as SQL" });
  await editor.focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(PASTED);
  await schema.getByRole("radio", { name: "Diagram" }).click();
  const card = schema.getByRole("listitem").filter({ has: page.getByRole("button", { name: "Edit table daily_figures" }) });
  await expect(card).toContainText("total_sessions");
  await expect(card.getByRole("listitem")).toHaveCount(4);
  await schema.getByRole("radio", { name: "SQL" }).click();
  await expect(editor).toContainText("more figures later");
  await editor.focus();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.insertText("\nCREATE TABLE broken (id BIGNIT);");
  await expect(schema.getByRole("region", { name: "Problems in the SQL" })).toContainText("BIGNIT");
  await expect(schema.getByRole("button", { name: /^12:25/ })).toBeVisible();
  await schema.getByRole("radio", { name: "Diagram" }).click();
  await expect(schema.getByRole("button", { name: "Edit table broken" })).toHaveCount(0);
  await schema.getByRole("radio", { name: "SQL" }).click();
  await expect(editor).toContainText("BIGNIT");
});

test("the tables stand in the words of a store, and what it would refuse is told by line until another dialect reads it (X3)", async ({
  page,
}) => {
  await openFresh(page);
  const schema = quadrant(page, "Schema");
  await schema.getByRole("radio", { name: "SQL" }).click();
  const editor = schema.getByRole("textbox", { name: "Schema as SQL" });
  const dialect = schema.getByRole("combobox", { name: "Dialect of the SQL" });
  await dialect.selectOption("hive");
  await expect(editor).toContainText("STORED AS PARQUET");
  const saved = page.waitForEvent("download");
  await schema.getByRole("button", { name: "Save the SQL as a file" }).press("Enter");
  expect((await saved).suggestedFilename()).toBe("schema-hive.sql");
  await dialect.selectOption("redshift");
  await editor.focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText("CREATE TABLE visits (\n  country STRING\n);");
  const problems = schema.getByRole("region", { name: "Problems in the SQL" });
  await expect(problems).toContainText("Redshift has no type STRING. Write VARCHAR(256).");
  await schema.getByRole("button", { name: /^2:3/ }).click();
  await expect(editor).toBeFocused();
  await dialect.selectOption("spark");
  await expect(problems).toHaveCount(0);
  await schema.getByRole("radio", { name: "Diagram" }).click();
  await expect(schema.getByRole("button", { name: "Edit table visits" })).toBeVisible();
});

test("a table is made by keyboard, and a column that nothing fills is told", async ({ page }) => {
  await openFresh(page);
  const schema = quadrant(page, "Schema");
  await schema.getByRole("button", { name: "Edit table sessions" }).click();
  await schema.getByRole("button", { name: "Add column" }).press("Enter");
  await page.keyboard.type("mood");
  await expect(schema.getByRole("list", { name: "Findings about sessions" })).toContainText("mood: nothing fills this column");
  const name = schema.getByRole("textbox", { name: "Column name" }).last();
  await name.fill("user mood");
  await expect(schema.getByRole("alert")).toContainText("letters, digits and _");
  await expect(name).toHaveValue("user mood");
  await name.press("Escape");
  await expect(name).toHaveValue("mood");
  await name.press("Escape");
  await expect(schema.getByRole("button", { name: "Edit table sessions" })).toBeFocused();
});

test("a column is marked as personal and its readers granted masks by keyboard, and a run says who saw what (G1)", async ({ page }) => {
  await openFresh(page);
  const schema = quadrant(page, "Schema");
  await schema.getByRole("button", { name: "Edit table sessions" }).press("Enter");
  const personal = schema.getByRole("checkbox", { name: "user_id is personal data" });
  await personal.press("Space");
  await expect(personal).toBeChecked();
  const grants = schema.getByRole("region", { name: "Who sees personal columns of sessions" });
  const board = grants.getByRole("combobox", { name: "What Dashboard sees of personal columns" });
  await expect(board).toHaveValue("all");
  await board.selectOption("masked");
  expect(await axeFindings(page)).toEqual([]);
  await board.press("Escape");
  await expect(schema.getByRole("listitem").filter({ has: page.getByRole("button", { name: "Edit table sessions" }) })).toContainText(
    "personal",
  );
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByRole("button", { name: /Run again/ })).toBeVisible({ timeout: 180_000 });
  await expect(await showResults(page, "Correctness")).toContainText(
    /sessions\.user_id Dashboard asked Druid for it in [\d,]+ queries and was given [\d,]+ masked cells, none as it is/,
  );
});

test("an endpoint is written, bound and weighed, and answers while a run stands still", async ({ page }) => {
  await openFresh(page);
  const api = quadrant(page, "API");
  await api.getByRole("button", { name: "Endpoint", exact: true }).click();
  await page.keyboard.press("End");
  await page.keyboard.type("sessions/{user_id}");
  const row = api.getByRole("row").last();
  await row.getByRole("combobox", { name: /^Table that answers/ }).selectOption({ label: "Druid · sessions" });
  await row.getByRole("textbox", { name: /^Share of/ }).fill("50");
  await expect(api.getByRole("textbox", { name: /^Share of/ }).first()).toHaveValue("40");
  await expect(api.getByText("Run the design first")).toBeVisible();
  await runAndPause(page);
  await showSurface(page, "API");
  await api.getByRole("combobox", { name: "Endpoint", exact: true }).selectOption({ label: "GET /sessions/{user_id}" });
  await api.getByRole("button", { name: "Send" }).click();
  await expect(api.getByRole("group", { name: /^GET \/sessions/ })).toContainText(/^GET \/sessions\/\{user_id\}(200|404)/);
});

test("axe finds nothing in any view of notes, schema and API", async ({ page }) => {
  await openFresh(page);
  const views = [
    ["Notes", "Requirements"],
    ["Notes", "Text"],
    ["Schema", "SQL"],
  ] as const;
  for (const [name, view] of views) {
    await quadrant(page, name).getByRole("radio", { name: view }).click();
    await expect(page.getByText(/^Loading /)).toHaveCount(0);
    expect(await axeFindings(page), view).toEqual([]);
  }
  await quadrant(page, "Schema").getByRole("radio", { name: "Diagram" }).click();
  await quadrant(page, "Schema")
    .getByRole("button", { name: /^Edit table/ })
    .first()
    .click();
  expect(await axeFindings(page), "table editor").toEqual([]);
});
