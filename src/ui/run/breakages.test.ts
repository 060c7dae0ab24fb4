import { expect, test } from "vitest";
import { kindById } from "../../catalogue/registry.ts";
import type { Part, System } from "../../design/types.ts";
import { breakagesOf, linksOf, sharedBreakages } from "./breakages.ts";

const part = (id: string, kind: string): Part => ({ id, kind, title: id, position: { x: 0, y: 0 }, settings: {} });
const SYSTEM: System = {
  parts: [part("load", "poisson-source"), part("log", "kafka"), part("store", "druid"), part("people", "dashboard")],
  wires: [
    { id: "load-log", from: { part: "load", port: "out" }, to: { part: "log", port: "produce" } },
    { id: "log-store", from: { part: "log", port: "consume" }, to: { part: "store", port: "ingest" } },
    { id: "store-people", from: { part: "store", port: "rows" }, to: { part: "people", port: "rows" } },
  ],
};

test("every link that carries something can be cut; questions of a dashboard are no cargo", () => {
  const links = linksOf(SYSTEM, kindById);
  expect(links.map(({ id, title }) => [id, title])).toEqual([
    ["load-log", "load → log"],
    ["log-store", "log → store"],
  ]);
  expect(links[0]?.breakages.map(({ id }) => id)).toEqual(["cut-link"]);
});

test("of a balancer any target can be drained, by its title (Q22)", () => {
  const balancer = part("balancer", "load-balancer");
  const wire = (id: string) => ({ id, from: { part: "balancer", port: "targets" }, to: { part: id, port: "calls" } });
  const system = { parts: [balancer, part("first", "app-service"), part("second", "app-service")], wires: [wire("second"), wire("first")] };
  const drain = breakagesOf(balancer, kindById("load-balancer"), system).find(({ id }) => id === "drain");
  expect(drain?.targets).toEqual(["second", "first"]);
});

test("a zone is lost everywhere at once when several parts stand in zones", () => {
  const all = SYSTEM.parts.map((each) => breakagesOf(each, kindById(each.kind), SYSTEM));
  expect(sharedBreakages(all)).toMatchObject([{ id: "zone-loss", targets: ["zone a", "zone b", "zone c"] }]);
  expect(sharedBreakages(all.slice(0, 2))).toEqual([]);
});
