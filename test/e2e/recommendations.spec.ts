import { axeFindings } from "./axe.ts";
import { expect, test } from "./fixture.ts";
import {
  inScheme,
  openFresh,
  openScenario,
  pressRun,
  quadrant,
  results,
  runBar,
  showResults,
  showSurface,
  untilFinished,
} from "./workbench.ts";

test("an endpoint of recommendations answers from its run: by the time line, in SQL, and by user with its reasons and vectors", async ({
  page,
}) => {
  await openFresh(page);
  await openScenario(page, "Music recommendations");
  const api = quadrant(page, "API");
  await expect(api.getByRole("combobox", { name: "Endpoint", exact: true })).toHaveText("GET /recommendations/{user_id}");
  await expect(api.getByText("Run the design first")).toBeVisible();
  await expect(api.getByRole("combobox", { name: "Table that answers GET /recommendations/{user_id}" })).toContainText(
    "Cassandra · recommendations_by_user",
  );
  await pressRun(page);
  await untilFinished(page);

  // One run serves all three: it takes longer than what is asked of it.
  await test.step("the answer follows the time line back, and the results judge the lists", async () => {
    await showSurface(page, "API");
    await api.getByRole("button", { name: "Send" }).click();
    const answer = api.getByRole("group", { name: /^GET \/recommendations/ });
    await expect(answer).toContainText("answered by Cassandra at");
    const atTheEnd = await answer.textContent();
    await runBar(page).getByRole("slider", { name: "Moment of the run" }).press("Home");
    await expect(answer).not.toHaveText(atTheEnd ?? "");
    await expect(answer).toContainText(/404|list made/);
    await runBar(page).getByRole("slider", { name: "Moment of the run" }).press("End");
    await expect(answer).toHaveText(atTheEnd ?? "");

    const panel = await showResults(page, "Recommendations");
    await expect(panel.getByRole("row", { name: /^the lists shown/ })).toContainText(/\d % .*to/);
    await expect(panel.getByRole("row", { name: /^GET \/recommendations/ })).toContainText(/\d/);
    await expect(panel).toContainText(/judged choices [\d.]+ % stood on the list/);
    expect(await axeFindings(page)).toEqual([]);
  });

  await test.step("SQL reads the lists that were served, and says how good they were", async () => {
    await showSurface(page, "API");
    await api.getByRole("button", { name: "Send" }).click();
    const body = api.getByRole("group", { name: /^GET \/recommendations/ });
    await expect(body).toContainText('"model": ');
    const shown = /"user_id": (\d+).*"items": \[([\d, ]+)\]/.exec((await body.textContent()) ?? "");
    const [, user = "", items = ""] = shown ?? [];

    await showResults(page, "SQL");
    const answer = results(page).getByRole("region", { name: "Answer" });
    await results(page).getByRole("button", { name: "Examples" }).click();
    await page.getByRole("menuitem", { name: /^How good are the lists/ }).click();
    await expect(answer).toContainText("hit_rate", { timeout: 60_000 });
    await expect(answer.getByRole("status")).toContainText(/^\d+ rows/);

    const held = results(page)
      .getByRole("navigation", { name: "Tables of the run" })
      .locator("details")
      .filter({ hasText: "recommendations_by_user" });
    await held.locator("summary").click();
    await expect(held).toContainText(/The newest list of each user: all [\d,]+ users\./);
    await expect(held).toContainText("itemsbigint[]");

    const editor = results(page).getByRole("region", { name: "Query" }).getByRole("textbox");
    await editor.focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    await page.keyboard.insertText(
      `SELECT r.items = l.items AS equal, r.items FROM recommendations_by_user r JOIN lists l USING (user_id, made_at) WHERE user_id = ${user}`,
    );
    await page.keyboard.press("Control+Enter");
    await expect(answer).toContainText("equal");
    await expect(answer).toContainText(`[${items.replaceAll(" ", "")}]`);
  });

  await test.step("the endpoint answers with a user's own list, says why, and draws the vectors behind it", async () => {
    await showSurface(page, "API");
    await api.getByRole("button", { name: "Send" }).click();
    const answer = api.getByRole("group", { name: /^GET \/recommendations\/\d+$/ });
    await expect(answer).toContainText(/200 · [\d.]+ ms, median of the run · list made/);
    await expect(answer).toContainText(/"items": \[(\d+, ){9}\d+\]/);
    await expect(answer.getByRole("listitem").first()).toContainText(/^The last it knows of user \d+ is a listen of \d+/);

    const other = answer.getByRole("button", { name: /^Ask for user/ }).first();
    const user = (await other.textContent()) ?? "";
    await other.click();
    await expect(api.getByRole("group", { name: `GET /recommendations/${user}` })).toContainText(`"user_id": ${user}`);

    await answer.getByRole("button", { name: "Show the vectors" }).press("Enter");
    await expect(api.getByRole("img", { name: new RegExp(`10 listed items.*the way of user ${user}`) })).toBeVisible();
    await answer.getByText("The picture as text").click();
    const nearest = answer.getByRole("table", { name: /nearest/ });
    await expect(nearest.getByRole("row").nth(1)).toContainText(/^\d+1-?\d\.\d{3}/);
    await expect(answer.getByRole("list", { name: `The way of user ${user}` }).getByRole("listitem")).not.toHaveCount(0);
    const acrossTurn = await nearest.getByRole("row").nth(1).textContent();
    await answer.getByRole("radio", { name: "The catalogue" }).click();
    await expect(nearest.getByRole("row").nth(1)).not.toHaveText(acrossTurn ?? "");
    for (const colorScheme of ["light", "dark"] as const) {
      await inScheme(page, colorScheme);
      expect(await axeFindings(page), colorScheme).toEqual([]);
    }

    const field = api.getByRole("textbox", { name: "user_id", exact: true });
    await field.fill("987654");
    await field.press("Enter");
    await expect(api.getByRole("group", { name: "GET /recommendations/987654" })).toContainText("There is no user 987654 in this run.");

    await page.getByRole("button", { name: "why?" }).click();
    const reasons = page.getByRole("group", { name: "Goals of this question" });
    await expect(reasons).toContainText(/Lists ran twice in this run, once every 12 h;.* requests found no list at all/);
    await reasons.getByRole("button", { name: "Change “Turn every”" }).first().click();
    await expect(page.getByRole("textbox", { name: "Turn every", exact: true })).toBeFocused();
  });
});
