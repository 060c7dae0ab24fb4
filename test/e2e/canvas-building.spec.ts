import type { Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import { card, openFresh, quadrant, stillBox, untilSettled } from "./workbench.ts";

/** The canvas of an empty design, as large as it goes. */
async function emptyStage(page: Page): Promise<void> {
  await openFresh(page);
  await command(page, "New design");
  await expect(quadrant(page, "System").getByRole("heading", { name: "From nothing" })).toBeVisible();
  await maximised(page);
}

async function maximised(page: Page): Promise<void> {
  await quadrant(page, "System")
    .getByRole("button", { name: /^Maximise System/ })
    .click();
}

async function command(page: Page, title: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Commands" }).getByRole("combobox").fill(title);
  await page.keyboard.press("Enter");
}

const system = (page: Page) => quadrant(page, "System");
const cards = (page: Page) => system(page).locator(".react-flow__node");
const wires = (page: Page) => system(page).locator(".react-flow__edge");
const option = (page: Page, name: string) => system(page).getByRole("option", { name: new RegExp(`^${name}, `) });

async function middle(page: Page, title: string): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = await stillBox(page, title);
  return { x: x + width / 2, y: y + height / 2 };
}

async function dragTo(page: Page, from: { x: number; y: number }, to: { x: number; y: number }, held?: () => Promise<void>): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await held?.();
  await page.mouse.up();
}

/** Whether no card lies on another, by where they stand on the screen. */
async function noneOverlap(page: Page): Promise<boolean> {
  const boxes = await cards(page).evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().toJSON() as DOMRect));
  return boxes.every((a, i) =>
    boxes.every((b, j) => j <= i || a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top),
  );
}

/** The wires of the eight-part pipeline, as cards are titled when nobody renames them. */
const PIPELINE = [
  "Mobile app → API gateway",
  "API gateway → Kafka",
  "Kafka → Kafka Connect to S3",
  "Kafka Connect to S3 → S3",
  "Kafka → Flink",
  "Flink → Druid",
  "Flink → Druid",
  "Flink → Druid",
  "Druid → Dashboard",
];

async function expectPipeline(page: Page): Promise<void> {
  const drawn = await wires(page).evaluateAll((edges) =>
    edges.map((edge) => (edge.getAttribute("aria-label") ?? "").replace(/^Wire from /, "").replace(" to ", " → ")),
  );
  // The first ` to ` of `Kafka to Kafka Connect to S3` is the wire, the second a name; of a wire that begins there it is the last.
  const named = drawn.map((text) => (text.startsWith("Kafka Connect → S3") ? "Kafka Connect to S3 → S3" : text));
  expect(named.toSorted()).toEqual(PIPELINE.toSorted());
  expect(await noneOverlap(page)).toBe(true);
}

test("the eight-part pipeline from an empty stage takes at most 18 actions of the mouse", async ({ page }) => {
  await emptyStage(page);
  let actions = 0;
  const click = async (locator: ReturnType<typeof option>): Promise<void> => {
    actions += 1;
    await locator.click();
  };
  const after = async (title: string, next: string): Promise<void> => {
    await card(page, title).hover();
    await click(system(page).getByRole("button", { name: `Add the next part after ${title}`, exact: true }));
    await click(option(page, next).first());
    await expect(option(page, next)).toHaveCount(0);
  };
  await click(system(page).getByRole("button", { name: "Mobile app" }));
  await after("Mobile app", "API gateway");
  await after("API gateway", "Kafka");
  await after("Kafka", "Kafka Connect to S3");
  await after("Kafka Connect to S3", "S3");
  await after("Kafka", "Flink");
  await after("Flink", "Druid");
  await after("Druid", "Dashboard");
  await expect(page.locator(".react-flow__node:focus")).toContainText("Dashboard");
  await untilSettled(page);
  // The two other outputs of Flink, pulled onto Druid.
  for (const port of ["sessions", "aggregates"]) {
    const before = await wires(page).count();
    await untilSettled(page);
    const box = await card(page, "Flink").locator(`.source[data-handleid=${port}]`).boundingBox();
    actions += 1;
    await dragTo(page, { x: (box?.x ?? 0) + 11, y: (box?.y ?? 0) + 11 }, await middle(page, "Druid"));
    await expect(wires(page)).toHaveCount(before + 1);
  }
  await expectPipeline(page);
  expect(actions).toBeLessThanOrEqual(18);
});

test("the eight-part pipeline from an empty stage takes at most 70 keystrokes", async ({ page }) => {
  await emptyStage(page);
  let strokes = 0;
  const press = async (key: string): Promise<void> => {
    strokes += 1;
    await page.keyboard.press(key);
  };
  const focused = page.locator(".react-flow__node:focus");
  const choose = async (key: string, words: string, title: string): Promise<void> => {
    await press(key);
    await expect(system(page).getByRole("combobox")).toBeFocused();
    for (const letter of words) await press(letter);
    await press("Enter");
    await expect(focused).toContainText(title);
  };
  const next = (words: string, title: string): Promise<void> => choose("Tab", words, title);
  await choose("a", "", "Mobile app");
  await next("ga", "API gateway");
  await next("kaf", "Kafka");
  await next("con", "Kafka Connect to S3");
  await next("s3", "S3");
  await press("Shift+Tab");
  await press("Shift+Tab");
  await expect(focused).toContainText("Kafka");
  await press("Enter");
  await next("fl", "Flink");
  await next("dru", "Druid");
  for (const wired of [8, 9]) {
    await press("c");
    await expect(page.getByRole("combobox", { name: /^Connect / })).toBeFocused();
    for (const letter of "fl") await press(letter);
    await press("Enter");
    await expect(wires(page)).toHaveCount(wired - 1);
  }
  await next("da", "Dashboard");
  await expectPipeline(page);
  expect(strokes).toBeLessThanOrEqual(70);
});

test("a part is put down where one clicks, on a card too, and stands beside it; dragged out of the list; by double click; none overlap", async ({
  page,
}) => {
  await emptyStage(page);
  const pane = await system(page).boundingBox();
  if (pane === null) throw new Error("no pane");
  const at = (x: number, y: number) => ({ x: pane.x + pane.width * x, y: pane.y + pane.height * y });
  // By drag, from the empty stage itself.
  await system(page)
    .getByRole("button", { name: "Mobile app" })
    .dragTo(page.locator(".react-flow__pane"), { targetPosition: { x: 500, y: 300 }, force: true });
  await expect(card(page, "Mobile app")).toBeVisible();

  // Ctrl+K works in the list, and the list is back after it.
  await page.keyboard.press("a");
  await expect(page.getByRole("combobox", { name: "Add a part" })).toBeFocused();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Commands" })).toBeVisible();
  await page.keyboard.press("Escape");

  // A click on a card while a part is in hand puts it down beside that card.
  await page.keyboard.press("a");
  await page.getByRole("combobox", { name: "Add a part" }).fill("api gateway");
  await option(page, "API gateway").click();
  const on = await middle(page, "Mobile app");
  await page.mouse.click(on.x, on.y);
  await expect(cards(page)).toHaveCount(2);

  // Out of the list by drag.
  await page.keyboard.press("Escape");
  await system(page).getByRole("button", { name: "Store" }).click();
  await option(page, "S3")
    .first()
    .dragTo(page.locator(".react-flow__pane"), { targetPosition: { x: 900, y: 120 } });
  await expect(card(page, "S3")).toBeVisible();

  // By double click, where it was asked for.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  const free = at(0.9, 0.85);
  await page.mouse.dblclick(free.x, free.y);
  await page.getByRole("combobox", { name: "Add a part" }).fill("sqs");
  await page.keyboard.press("Enter");
  await expect(cards(page)).toHaveCount(4);
  expect(await noneOverlap(page)).toBe(true);
  await expect(wires(page)).toHaveCount(0);

  // Beside the part with the focus there is only one way from a gateway to a log.
  await card(page, "API gateway").click();
  await page.keyboard.press("a");
  await page.getByRole("combobox", { name: "Add a part" }).fill("kafka");
  await page.keyboard.press("Enter");
  await expect(wires(page)).toHaveCount(1);
  await expect(page.getByText("React Flow")).toHaveCount(0);

  // What is searched by another name, and what is not there yet.
  for (const [typed, found] of [
    ["s3", /^S3,/],
    ["spark", /^Spark/],
    ["postgres", /Postgre/],
    ["gcs", /There is no .* here yet; this is the nearest part/],
  ] as const) {
    await page.keyboard.press("Escape");
    await card(page, "S3").focus();
    await page.keyboard.press("a");
    await page.getByRole("combobox", { name: "Add a part" }).fill(typed);
    await expect(system(page).getByRole("option").first()).toHaveAccessibleName(found);
  }
});

async function twoLogs(page: Page): Promise<void> {
  await openFresh(page);
  await maximised(page);
  await expect(card(page, "Kafka")).toBeVisible();
}

test("a dropped card steps aside, shows the lines it stands on, and a wire's end is taken to another part by drag or from a list", async ({
  page,
}) => {
  await twoLogs(page);
  const [dashboard, kafka] = [await middle(page, "Dashboard"), await middle(page, "Kafka")];
  await dragTo(page, dashboard, { x: kafka.x + 20, y: kafka.y + 10 });
  await expect.poll(() => noneOverlap(page)).toBe(true);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Escape");
  const back = await middle(page, "Dashboard");
  await dragTo(page, back, { x: back.x, y: back.y + 120 }, async () => {
    await expect(page.locator("[data-guide=x]")).toBeVisible();
  });
  await expect(page.locator("[data-guide]")).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Escape");

  // A second connector, to take the first one's wire to.
  await card(page, "Kafka Connect").focus();
  await page.keyboard.press("Control+d");
  await expect(card(page, "Kafka Connect 2")).toBeVisible();
  await page.keyboard.press("Escape");
  await untilSettled(page);
  const count = await wires(page).count();
  const wireTo = (title: string) => page.getByRole("group", { name: `Wire from Kafka to ${title}`, exact: true });
  const grip = async (): Promise<{ x: number; y: number }> => {
    const box = await wireTo("Kafka Connect").locator("[data-end=to]").boundingBox();
    if (box === null) throw new Error("no grip");
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  // What cannot take it says why, and the wire stays.
  await dragTo(page, await grip(), await middle(page, "Druid"));
  await expect(system(page).getByText("What reads a log reads nothing else")).toBeVisible();
  await expect(wireTo("Kafka Connect")).toHaveCount(1);
  await dragTo(page, await grip(), await middle(page, "Kafka Connect 2"));
  await expect(wireTo("Kafka Connect 2")).toHaveCount(1);
  await expect(wires(page)).toHaveCount(count);
  await page.keyboard.press("Control+z");
  await expect(wireTo("Kafka Connect 2")).toHaveCount(0);
  // The same without a drag.
  const again = await grip();
  await page.mouse.click(again.x, again.y);
  await command(page, "Take the end of the wire elsewhere");
  await page.getByRole("combobox", { name: /end at$/ }).fill("connect 2");
  await page.keyboard.press("Enter");
  await expect(wireTo("Kafka Connect 2")).toHaveCount(1);
});

test("the menu of a part inspects, swaps, breaks and asks what if; views fit, and a drawing laid out anew can be read at 1024", async ({
  page,
}) => {
  await twoLogs(page);
  const choose = async (title: string, ...path: readonly RegExp[]): Promise<void> => {
    await page.keyboard.press("Escape");
    await card(page, title).click({ button: "right", position: { x: 60, y: 12 } });
    for (const name of path) await page.getByRole("menuitem", { name }).first().click();
  };
  await choose("Druid", /^Inspect/);
  await expect(page.getByRole("complementary", { name: /Druid/ })).toBeVisible();
  await choose("Kafka", /^Break/, /^Broker crash/, /^broker-1/);
  await expect(page.getByRole("status").filter({ hasText: /Broker crash.*Strikes the next run/ })).toBeAttached();
  await choose("Kafka Connect", /^Swap for/, /^Firehose/);
  await expect(
    page
      .getByText("Kafka Connect to S3 is now Firehose")
      .or(page.getByText(/is now Firehose/))
      .first(),
  ).toBeVisible();
  await choose("Kafka", /^What if/, /^Partitions/);
  await expect(page.getByRole("tab", { name: /^What if/ })).toHaveAttribute("aria-selected", "true");

  await page.setViewportSize({ width: 1024, height: 768 });
  await page
    .getByRole("tab", { name: /^System/ })
    .or(system(page))
    .first()
    .click();
  await command(page, "Arrange the parts");
  await expect.poll(() => noneOverlap(page)).toBe(true);
  const zoom = async (): Promise<number> =>
    Number(/scale\(([\d.]+)\)/.exec((await page.locator(".react-flow__viewport").getAttribute("style")) ?? "")?.[1]);
  await expect.poll(zoom).toBeGreaterThan(0.6);
  await command(page, "Zoom to 100 %");
  await expect.poll(zoom).toBe(1);
  await card(page, "Druid").focus();
  await command(page, "Fit the drawing");
  await expect.poll(zoom).toBeLessThanOrEqual(1);
});
