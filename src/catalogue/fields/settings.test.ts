import { describe, expect, test } from "vitest";
import { defineKind, field } from "../contract.ts";
import type { KindDecl } from "../contract.ts";
import { defaults, differsFromDefault, fieldApplies, parseSettings, settingsSchema, valueProblem, withoutDefaults } from "./settings.ts";
import { flink } from "../kinds/flink/kind.ts";
import { sinkKind } from "../kinds/sink/kind.ts";

const kind: KindDecl = defineKind({
  ...sinkKind,
  id: "probe",
  version: 3,
  title: "Probe",
  fields: {
    tasks: field.integer({ label: "Tasks", help: "How many.", unit: "tasks", default: 4, min: 1, max: 4000 }),
    share: field.number({ label: "Share", help: "How much.", unit: "share", default: 0.5, min: 0, max: 1 }),
    limit: field.optionalNumber({
      label: "Limit",
      help: "At most.",
      unit: "records",
      default: null,
      whenGiven: 5,
      absent: "no limit",
      min: 0,
      max: 10,
    }),
    open: field.boolean({ label: "Open", help: "Whether.", default: true }),
    mode: field.choice({
      label: "Mode",
      help: "Which.",
      default: "a",
      options: [
        { value: "a", label: "A" },
        { value: "b", label: "B" },
      ],
    }),
    note: field.text({ label: "Note", help: "What.", default: "", maxLength: 5 }),
    law: field.distribution({ label: "Law", help: "How long.", unit: "ms", default: { erlang: { k: 2, meanMs: 5 } } }),
  },
  prices: [],
  headline: () => "probe",
  faults: [],
  examples: [],
  check: (props) => (props.mode === "b" && !props.open ? [{ field: "open", message: "Mode b needs it open." }] : []),
  migrations: [
    // Version 2 renamed `workers`, version 3 made `share` a share of one instead of per cent.
    ({ workers, ...rest }) => (workers === undefined ? rest : { ...rest, tasks: workers }),
    (settings) => (typeof settings["share"] === "number" ? { ...settings, share: settings["share"] / 100 } : settings),
  ],
});

function messageFor(settings: unknown): string {
  const result = parseSettings(kind, settings, "system.parts.p.settings");
  return result.ok ? "fits" : result.error.map((finding) => `${finding.where}: ${finding.message}`).join(" | ");
}

describe("parseSettings", () => {
  test("fills in what is not said", () => {
    expect(parseSettings(kind, { tasks: 9, limit: 3 }, "s")).toEqual({ ok: true, value: { ...defaults(kind), tasks: 9, limit: 3 } });
  });

  test("says what a field takes, with range and unit, and what it got", () => {
    const at = "system.parts.p.settings";
    expect(messageFor({ tasks: 0 })).toBe(`${at}.tasks: Tasks must be a whole number from 1 to 4,000 tasks. It is 0.`);
    expect(messageFor({ tasks: 1.5 })).toBe(`${at}.tasks: Tasks must be a whole number from 1 to 4,000 tasks. It is 1.5.`);
    expect(messageFor({ tasks: "12" })).toBe(`${at}.tasks: Tasks must be a whole number from 1 to 4,000 tasks. It is the text "12".`);
    expect(messageFor({ limit: -1 })).toBe(`${at}.limit: Limit must be a number from 0 to 10 records, or null for no limit. It is -1.`);
    expect(messageFor({ open: "yes" })).toBe(`${at}.open: Open must be true or false. It is the text "yes".`);
    expect(messageFor({ mode: "c" })).toBe(`${at}.mode: Mode must be one of "a", "b". It is the text "c".`);
    expect(messageFor({ note: "too long" })).toBe(`${at}.note: Note must be a text of at most 5 characters. It is the text "too long".`);
    expect(messageFor({ law: [] })).toContain(`${at}.law: Law: write a law with one key`);
  });

  test("a time is also told as people say it", () => {
    const every = field.integer({ label: "Every", help: "", unit: "ms", default: 60_000, min: 1, max: 604_800_000 });
    expect(valueProblem(every, 86_313_600_000)).toBe(
      "Every must be a whole number from 1 to 604,800,000 ms (7 days). It is 86,313,600,000 (999 days).",
    );
    expect(valueProblem(every, 0.5)).toBe("Every must be a whole number from 1 to 604,800,000 ms (7 days). It is 0.5.");
  });

  test("tells everything that is wrong at once", () => {
    const result = parseSettings(kind, { tasks: 0, share: 2, taks: 1 }, "s");
    expect(result.ok ? [] : result.error.map((finding) => finding.code)).toEqual([
      "settings.bad-value",
      "settings.bad-value",
      "settings.unknown-field",
    ]);
  });

  test("suggests the field that was meant, else lists them", () => {
    expect(messageFor({ taks: 3 })).toContain('Probe has no field "taks". Did you mean "tasks"?');
    expect(messageFor({ zzzzzz: 3 })).toContain("Its fields are tasks, share, limit, open, mode, note, law.");
  });

  test("checks fields against each other once each is right", () => {
    expect(messageFor({ mode: "b", open: false })).toBe("system.parts.p.settings.open: Mode b needs it open.");
    expect(messageFor({ mode: "b" })).toBe("fits");
  });

  test("refuses what is no object, and names that reach a prototype", () => {
    for (const wrong of [null, 5, "x", []]) expect(messageFor(wrong)).toContain("Write {} to keep every default.");
    expect(messageFor(JSON.parse('{ "__proto__": { "tasks": 1 } }'))).toContain('no field "__proto__"');
    expect(messageFor({ constructor: 1 })).toContain('no field "constructor"');
    expect(messageFor({ toString: 1 })).toContain('no field "toString"');
  });

  test("lifts settings of older versions and refuses those of newer ones", () => {
    expect(parseSettings(kind, { workers: 7, share: 20 }, "s", 1)).toEqual({
      ok: true,
      value: { ...defaults(kind), tasks: 7, share: 0.2 },
    });
    expect(parseSettings(kind, { tasks: 7, share: 20 }, "s", 2)).toEqual({ ok: true, value: { ...defaults(kind), tasks: 7, share: 0.2 } });
    const newer = parseSettings(kind, {}, "s", 4);
    expect(newer.ok ? "" : newer.error[0]?.message).toContain("Open the design in a newer app.");
  });
});

test("only what differs from the default is kept", () => {
  expect(differsFromDefault(kind, "tasks", 4)).toBe(false);
  expect(differsFromDefault(kind, "tasks", 5)).toBe(true);
  expect(differsFromDefault(kind, "law", { erlang: { meanMs: 5, k: 2 } })).toBe(false);
  expect(differsFromDefault(kind, "unknown", 1)).toBe(true);
  expect(withoutDefaults(kind, { tasks: 4, open: false, other: 1 })).toEqual({ open: false, other: 1 });
});

test("the schema carries title, help, unit, default and range", () => {
  expect(settingsSchema(kind)["properties"]).toMatchObject({
    tasks: { title: "Tasks", description: "How many. Unit: tasks.", type: "integer", default: 4, minimum: 1, maximum: 4000 },
    limit: { type: ["number", "null"] },
    mode: { enum: ["a", "b"] },
    note: { maxLength: 5 },
  });
});

test("a field that depends on another is there only while that one says so", () => {
  const shown = (settings: { [field: string]: string }) =>
    ["windows", "windowSizeMs", "windowStepMs"].filter((name) => fieldApplies(flink, settings, name));
  expect(shown({})).toEqual(["windows"]);
  expect(shown({ windows: "tumbling" })).toEqual(["windows", "windowSizeMs"]);
  expect(shown({ windows: "hopping" })).toEqual(["windows", "windowSizeMs", "windowStepMs"]);
});
