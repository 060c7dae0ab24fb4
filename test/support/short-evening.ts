import type { Design } from "../../src/design/types.ts";
import { loadBundled } from "../../src/scenario/bundled.ts";
import type { Scenario } from "../../src/scenario/types.ts";

/** The iOS scenario cut to a few minutes and some thousand users: the same parts and disorder, in a fraction of a second. */
export async function shortEvening(minutes = 6): Promise<Scenario> {
  const loaded = await loadBundled("ios-engagement");
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const scenario = loaded.value;
  const durationMs = minutes * 60_000;
  return {
    ...scenario,
    incidents: [],
    workload: {
      ...scenario.workload,
      durationMs,
      warmupMs: 30_000,
      drainMs: 10 * 60_000,
      users: 20_000,
      sessionsPerSecond: 6,
      bursts: [{ label: "push", atMs: durationMs / 2, durationMs: 60_000, factor: 4 }],
      session: { ...scenario.workload.session, gapMs: 60_000 },
    },
  };
}

/** A design of the scenario whose processors close sessions after the short gap. */
export function designOf(scenario: Scenario, name: string): Design {
  const found = scenario.designs.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no design ${name}`);
  return {
    ...found.design,
    system: {
      ...found.design.system,
      parts: found.design.system.parts.map((part) =>
        part.kind === "flink" ? { ...part, settings: { ...part.settings, sessionGapMs: 60_000 } } : part,
      ),
    },
  };
}

export function withSetting(design: Design, part: string, field: string, value: string | number | boolean | null): Design {
  return {
    ...design,
    system: {
      ...design.system,
      parts: design.system.parts.map((each) => (each.id === part ? { ...each, settings: { ...each.settings, [field]: value } } : each)),
    },
  };
}
