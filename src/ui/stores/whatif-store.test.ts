import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { emptyDesign } from "../../design/empty.ts";
import { setSetting } from "../../design/edits.ts";
import type { Design } from "../../design/types.ts";
import type { RunOutcome } from "../../result/outcome.ts";
import type { RunRequest } from "../../workers/protocol.ts";
import { conditionsNow, cancelWhatIf, forgetWhatIf, measure, sameStudy, whatIfStore } from "./whatif-store.ts";

type Worker = { readonly asked: RunRequest[]; readonly answer: (outcome: RunOutcome) => void; ended: boolean };

const workers = vi.hoisted((): Worker[] => []);
vi.mock("../../workers/simulation-client.ts", () => ({
  startSimulation: () => {
    const asked: RunRequest[] = [];
    const open: ((outcome: RunOutcome) => void)[] = [];
    const broken: ((reason: Error) => void)[] = [];
    const worker: Worker = { asked, answer: (outcome) => open.shift()?.(outcome), ended: false };
    workers.push(worker);
    const run = (request: RunRequest): Promise<RunOutcome> => {
      asked.push(request);
      return new Promise((resolve, reject) => {
        open.push(resolve);
        broken.push(reject);
      });
    };
    const end = (reason: string): void => {
      worker.ended = true;
      for (const reject of broken) reject(new Error(reason));
    };
    return { client: { run }, end };
  },
  simulation: () => ({ cancel: async () => undefined }),
  endSimulation: () => undefined,
}));

const ASKED = { part: "desk", field: "servers" };
const REFUSED: RunOutcome = { status: "refused", findings: [{ code: "x", severity: "error", where: "", message: "Not with so many." }] };

const drawn: Design = {
  ...emptyDesign(),
  system: { parts: [{ id: "desk", kind: "service", title: "Desk", position: { x: 0, y: 0 }, settings: { servers: 2 } }], wires: [] },
};
const candidates = (...values: readonly number[]) =>
  values.map((value) => ({ value, design: setSetting(drawn, "desk", "servers", value) }));
const settled = (): Promise<void> => vi.waitFor(() => expect(whatIfStore.getState().running).toBeNull());
const measured = () => whatIfStore.getState().studies["desk.servers"]?.measured.map(({ value }) => value);

async function answer(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const worker = workers.at(-1);
    worker?.answer(REFUSED);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  }
}

beforeEach(() => forgetWhatIf());
afterEach(() => {
  workers.length = 0;
});

test("values run one after the other on one seed, and one that is known is not run again", async () => {
  const first = measure(ASKED, candidates(1, 4));
  expect(workers[0]?.asked).toHaveLength(1);
  expect(whatIfStore.getState().running).toMatchObject({ key: "desk.servers", at: 1, of: 2 });
  await answer(2);
  await first;
  expect(workers[0]?.asked.map(({ design, seed }) => [design.system.parts[0]?.settings["servers"], seed])).toEqual([
    [1, drawn.seed],
    [4, drawn.seed],
  ]);
  expect(workers[0]?.ended).toBe(true);
  expect(whatIfStore.getState().studies["desk.servers"]?.measured[0]).toEqual({ value: 1, result: null, trouble: "Not with so many." });
  const second = measure(ASKED, candidates(1, 8));
  await answer(1);
  await second;
  expect(workers[1]?.asked).toHaveLength(1);
  expect(measured()).toEqual([1, 4, 8]);
});

test("cancel ends the worker in the same moment and keeps what was measured; what it still sends is let go", async () => {
  void measure(ASKED, candidates(1, 2, 4));
  await answer(1);
  await vi.waitFor(() => expect(workers[0]?.asked).toHaveLength(2));
  cancelWhatIf();
  expect(workers[0]?.ended).toBe(true);
  expect(whatIfStore.getState().running).toBeNull();
  await answer(1);
  await settled();
  expect(measured()).toEqual([1]);
  expect(workers).toHaveLength(1);
});

test("other values asked for meanwhile take the place of those that run, on a worker that lives", async () => {
  const first = measure(ASKED, candidates(1, 2));
  const second = measure(ASKED, candidates(4));
  await first;
  expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
  await answer(1);
  await second;
  expect(measured()).toEqual([4]);
});

test("what was measured holds for any value of its own setting and for no other change", () => {
  const now = { ...conditionsNow(), design: drawn };
  expect(sameStudy(now, { ...now, design: setSetting(drawn, "desk", "servers", 9) }, ASKED)).toBe(true);
  expect(sameStudy(now, { ...now, design: { ...drawn, title: "Other" } }, ASKED)).toBe(true);
  expect(sameStudy(now, { ...now, design: setSetting(drawn, "desk", "queueLimit", 9) }, ASKED)).toBe(false);
  expect(sameStudy(now, { ...now, design: { ...drawn, seed: 2 } }, ASKED)).toBe(false);
  expect(sameStudy(now, { ...now, faults: [{ fault: "crash", part: "desk" }] }, ASKED)).toBe(false);
});
