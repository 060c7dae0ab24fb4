import { expect, test } from "./fixture.ts";
import { card, openFresh, quadrant, untilSaved } from "./workbench.ts";

test("a wire has a label, parts a titled group, a part a note with its arrow: kept over a reload, taken back by undo, by key alone", async ({
  page,
}) => {
  await openFresh(page);
  const system = quadrant(page, "System");
  await card(page, "API gateway").click();
  await card(page, "iOS app").click({ modifiers: ["Shift"] });
  await page.keyboard.press("g");
  await system.getByRole("textbox", { name: "Title of the group" }).fill("Front door");
  await page.keyboard.press("Enter");
  await expect(system.getByRole("group", { name: "Group Front door" })).toBeVisible();

  await page.keyboard.press("Escape");
  await card(page, "S3 raw/").focus();
  await page.keyboard.press("n");
  await system.getByRole("textbox", { name: "Text of the note" }).fill("Archived after 30 days");
  await page.keyboard.press("Control+Enter");
  const note = system.getByRole("group", { name: "Note about S3 raw/: Archived after 30 days" });
  await expect(note).toBeVisible();

  const wire = system.getByRole("group", { name: "Wire from Kafka to Flink: sessionize", exact: true });
  const grip = await wire.locator("[data-end=to]").boundingBox();
  await page.mouse.click((grip?.x ?? 0) + 5, (grip?.y ?? 0) + 5);
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Commands" }).getByRole("combobox").fill("Label the wire");
  await page.keyboard.press("Enter");
  await system.getByRole("textbox", { name: "Label of the wire" }).fill("by user_id");
  await page.keyboard.press("Enter");
  await expect(wire.getByText("by user_id")).toBeVisible();

  await untilSaved(page);
  await page.reload();
  await expect(wire.getByText("by user_id")).toBeVisible();
  await expect(note).toBeVisible();
  await note.focus();
  await page.keyboard.press("Delete");
  await expect(note).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(note).toBeVisible();
  const group = system.getByRole("button", { name: "Front door", exact: true });
  await group.click();
  await expect(page.locator(".react-flow__node.selected")).toHaveCount(2);
  await group.focus();
  await page.keyboard.press("Delete");
  await expect(group).toHaveCount(0);
  await expect(card(page, "API gateway")).toBeVisible();
});
