import { expect, test } from "vitest";
import { AGGREGATE, EVENT } from "../rows/rows.ts";
import { HourPieces } from "./hour-pieces.ts";

test("hours that two runs wrote figures of are pieces, and only counts of distinct users do not add up", () => {
  const figures = (...hours: number[]) => hours.map((hour) => ({ stream: AGGREGATE, hour }));
  const services = new HourPieces([{ column: "orders", counts: ["order_created"] }]);
  expect(services.add(figures(1, 1, 2))).toEqual({ hours: 0, columns: [] });
  expect(services.add([...figures(2, 3), { stream: EVENT, hour: 1 }])).toEqual({ hours: 1, columns: [] });
  expect(services.add(figures(1, 2, 4)).hours).toBe(2);
  const phones = new HourPieces([
    { column: "events", counts: "events" },
    { column: "active_users", counts: "users" },
  ]);
  expect(phones.add(figures(1)).columns).toEqual(["active_users"]);
});
