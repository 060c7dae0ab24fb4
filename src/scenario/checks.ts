import { exp, log } from "../base/fixed-math.ts";
import type { Finding } from "../base/finding.ts";
import { amountProblem, indexProblem } from "../catalogue/drawing/fault-problems.ts";
import { KINDS, kindById } from "../catalogue/registry.ts";
import { isMetricId, METRIC_IDS, METRICS } from "../result/metric.ts";
import { suggestion } from "./suggestion.ts";
import type { ScenarioFile } from "./shape.ts";
import type { Incident } from "./types.ts";
import type { PathStep, YamlText } from "./yaml-text.ts";

type Report = (path: readonly PathStep[], where: string, message: string) => void;

/** What the shape alone cannot say: names given twice, goals and metrics that do not exist, times outside the run. */
export function scenarioChecks(file: ScenarioFile, yaml: YamlText): Finding[] {
  const findings: Finding[] = [];
  const report: Report = (path, where, message) => {
    findings.push({ code: "scenario-check", severity: "error", where, message, ...yaml.placeOf(path) });
  };
  checkNames(file, report);
  checkColumns(file, report);
  checkGenerator(file, report);
  checkTimes(file, report);
  checkIncidents(file, report);
  checkMetrics(file, report);
  checkDesigns(file, report);
  return findings;
}

function checkNames(file: ScenarioFile, report: Report): void {
  const lists = [
    ["questions", file.questions.map(({ id }) => id), "id"],
    ["goals", file.goals.map(({ id }) => id), "id"],
    ["measures", file.measures.map(({ id }) => id), "id"],
    ["designs", file.designs.map(({ name }) => name), "name"],
  ] as const;
  for (const [list, names, key] of lists) {
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) !== index) report([list, index, key], `${list}.${name}`, `"${name}" names two ${list}. Give each its own.`);
    }
  }
  for (const list of ["devices", "appVersions", "countries"] as const) {
    const names = file.workload[list].map(({ name }) => name);
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) !== index)
        report(["workload", list, index, "name"], `workload.${list}.${name}`, `"${name}" is listed twice. Add the weights up.`);
    }
  }
}

/** What the hourly table has a cell for: with values in each of many columns it would have more than anybody reads. */
const MOST_CELLS = 20_000;

function checkColumns({ workload: { dimensions = [], measures, tastes, services } }: ScenarioFile, report: Report): void {
  const once = (names: readonly string[], path: readonly (string | number)[], where: string): void => {
    for (const [index, name] of names.entries())
      if (names.indexOf(name) !== index)
        report([...path, index, "column"], `${where}.${index}`, `"${name}" names two columns. Give each its own.`);
  };
  const carried = dimensions.map(({ column }) => column);
  once(carried, ["workload", "dimensions"], "workload.dimensions");
  const counted = measures?.sessionCounts.map(({ column }) => column) ?? [];
  once([...counted, ...carried], ["workload", "measures", "sessionCounts"], "workload.measures.sessionCounts");
  once(
    [...(measures?.hourly.map(({ column }) => column) ?? []), ...carried],
    ["workload", "measures", "hourly"],
    "workload.measures.hourly",
  );
  let cells = 1;
  for (const [index, { values }] of dimensions.entries()) {
    const where = `workload.dimensions.${index}.values`;
    if (values === "plans" && tastes === undefined)
      report(["workload", "dimensions", index, "values"], where, "Only the generator tastes has plans. List the values.");
    if (values === "services" && services === undefined)
      report(["workload", "dimensions", index, "values"], where, "Only the generator services has services. List the values.");
    cells *= values === "plans" ? (tastes?.plans.length ?? 1) : values === "services" ? (services?.list.length ?? 1) : values.length;
  }
  if (cells > MOST_CELLS)
    report(
      ["workload", "dimensions"],
      "workload.dimensions",
      `The values make ${cells} combinations; the hourly table has room for ${MOST_CELLS}.`,
    );
  const short = measures?.shortSessions ?? null;
  if (short !== null && short.count >= counted.length)
    report(
      ["workload", "measures", "shortSessions", "count"],
      "workload.measures.shortSessions.count",
      "There is no count with this index.",
    );
}

/** Bytes of a row are kept in 32 bits, also where a drawing lets the load grow a hundredfold. */
const MOST_ROW_BYTES = 2e7;

/** Who follows whom is held in memory, 16 bytes a follow: some seconds of work and a few hundred megabytes at these. */
const MOST_FOLLOWERS = 1_000_000;
const MOST_FOLLOWS = 20_000_000;
/** Standard deviations between the median and the p99 of a normal law. */
const P99_DEVIATIONS = 2.326_347_874_040_841;

function checkFollows(users: number, { followees: { p50, p99 } }: NonNullable<ScenarioFile["workload"]["social"]>, report: Report): void {
  const path = ["workload", "social", "followees"] as const;
  if (p99 < p50) return report([...path, "p99"], "workload.social.followees.p99", "p99 cannot be smaller than p50.");
  if (users > MOST_FOLLOWERS)
    report(["workload", "users"], "workload.users", "A network of more than a million people is too large for a run. Carry a share of it.");
  const sigma = log(p99 / p50) / P99_DEVIATIONS;
  // Nobody follows more than half of all.
  const follows = users * Math.min(users / 2, p50 * exp((sigma * sigma) / 2));
  if (follows <= MOST_FOLLOWS) return;
  const words = `They would follow ${Math.round(follows / 1e6).toLocaleString("en-US")} million times, and a run can hold 20 million. Give fewer users, or let each follow fewer.`;
  report([...path], "workload.social.followees", words);
}

function checkGenerator(
  { workload: { generator, users, tastes, services, requests, social, measures } }: ScenarioFile,
  report: Report,
): void {
  const own = { tastes, services, requests, social } as const;
  for (const [name, given] of Object.entries(own)) {
    if (generator === name && given === undefined)
      report(["workload", "generator"], "workload.generator", `The generator ${name} needs "${name}" beside it. Write what it draws from.`);
    if (generator !== name && given !== undefined)
      report(["workload", name], `workload.${name}`, `Only the generator ${name} reads this. Choose it, or take this out.`);
  }
  if (requests !== undefined && requests.mix.read + requests.mix.insert + requests.mix.write + requests.mix.delete <= 0)
    report(["workload", "requests", "mix"], "workload.requests.mix", "Nobody asks for anything. Give at least one of the shares.");
  if (requests !== undefined && requests.itemBytes.p99 < requests.itemBytes.p50)
    report(["workload", "requests", "itemBytes", "p99"], "workload.requests.itemBytes.p99", "p99 cannot be smaller than p50.");
  if (social !== undefined && social.mix.feed + social.mix.post + social.mix.follow + social.mix.unfollow <= 0)
    report(["workload", "social", "mix"], "workload.social.mix", "Nobody asks for anything. Give at least one of the shares.");
  if (social !== undefined) checkFollows(users, social, report);
  // A user is counted once an hour, in the cell met first: where services share their customers that would be any of several.
  for (const [index, { counts }] of (services === undefined ? [] : (measures?.hourly ?? [])).entries())
    if (counts === "users")
      report(
        ["workload", "measures", "hourly", index, "counts"],
        `workload.measures.hourly.${index}.counts`,
        "Services share their customers, and users can only be counted where each has one value of every dimension. Count events instead.",
      );
  for (const [index, { name, bytes, types }] of (services?.list ?? []).entries()) {
    const path = ["workload", "services", "list", index] as const;
    const where = `workload.services.list.${index}`;
    if (services?.list.findIndex((other) => other.name === name) !== index)
      report([...path, "name"], where, `"${name}" names two services. Give each its own.`);
    if (bytes * (services?.eventsPerRow ?? 1) > MOST_ROW_BYTES)
      report([...path, "bytes"], where, "A row would have more than 20 MB. Let it stand for fewer events.");
    for (const type of types)
      if (services?.list.some((other, o) => o < index && other.types.some((each) => each.name === type.name)) === true)
        report([...path, "types"], where, `"${type.name}" is a change of another service, too. Name it apart.`);
  }
}

function checkTimes({ workload, incidents }: ScenarioFile, report: Report): void {
  const { durationMs, warmupMs, startAt, clockOffsetMs } = workload;
  if (warmupMs >= durationMs) report(["workload", "warmupMs"], "workload.warmupMs", "The warm-up must be shorter than the run.");
  if (Number.isNaN(Date.parse(startAt))) report(["workload", "startAt"], "workload.startAt", `"${startAt}" is not a date that exists.`);
  if (clockOffsetMs.p99 < clockOffsetMs.p50)
    report(["workload", "clockOffsetMs", "p99"], "workload.clockOffsetMs.p99", "p99 cannot be smaller than p50.");
  for (const [index, burst] of workload.bursts.entries()) {
    if (burst.atMs + burst.durationMs > durationMs)
      report(
        ["workload", "bursts", index],
        `workload.bursts.${index}`,
        "The burst ends after the run. Begin it earlier or make it shorter.",
      );
  }
  for (const [index, incident] of incidents.entries()) {
    const where = `incidents.${index}`;
    if (incident.atMs !== undefined && incident.atMs >= durationMs)
      report(["incidents", index, "atMs"], `${where}.atMs`, "The incident happens after the run has ended. Begin it earlier.");
  }
}

function checkIncidents({ incidents }: ScenarioFile, report: Report): void {
  const kindIds = KINDS.map(({ id }) => id);
  const families = [...new Set(KINDS.map(({ family }): string => family))];
  for (const [index, incident] of incidents.entries()) {
    const { strikes, fault } = incident;
    const where = `incidents.${index}`;
    const { kinds, family, all } = strikes;
    if (kinds === undefined && family === undefined && all !== true)
      report(["incidents", index, "strikes"], `${where}.strikes`, 'Say what is struck: "kinds", "family" or "all: true".');
    const everyFault = [...new Set(KINDS.flatMap((kind) => kind.faults.map((each) => each.id)))];
    if (all === true && !everyFault.includes(fault))
      report(["incidents", index, "fault"], `${where}.fault`, `No kind can suffer "${fault}".${suggestion(fault, everyFault)}`);
    if (family !== undefined && !families.includes(family))
      report(
        ["incidents", index, "strikes", "family"],
        `${where}.strikes.family`,
        `There is no family "${family}".${suggestion(family, families, families.length)}`,
      );
    for (const [position, id] of (kinds ?? []).entries()) {
      const kind = kindById(id);
      const faults = kind?.faults.map((each) => each.id) ?? [];
      if (kind === undefined)
        report(
          ["incidents", index, "strikes", "kinds", position],
          `${where}.strikes.kinds`,
          `There is no kind "${id}".${suggestion(id, kindIds)}`,
        );
      else if (!faults.includes(fault))
        report(["incidents", index, "fault"], `${where}.fault`, `${kind.title} cannot suffer "${fault}".${suggestion(fault, faults)}`);
    }
    checkStrength(incident, (field, message) => report(["incidents", index, field], `${where}.${field}`, message));
  }
}

/** Holds amount and index of an incident against every kind it names, or where it names none against any it may strike. */
function checkStrength({ strikes, fault, amount, index }: Incident, say: (field: "amount" | "index", message: string) => void): void {
  const named = strikes.kinds !== undefined;
  const struck = KINDS.filter(({ id, family }) =>
    named ? strikes.kinds?.includes(id) : strikes.all === true || (family as string) === strikes.family,
  );
  const declared = struck.flatMap(({ title, faults }) => faults.flatMap((each) => (each.id === fault ? [{ title, declared: each }] : [])));
  const amounts = declared.map((each) => amountProblem(each.declared, each.title, amount));
  // How many there are of what can be struck is the design's to say: here an index is only too much where there is nothing to count.
  const indexes = declared.map((each) =>
    indexProblem(each.declared, each.title, null, each.declared.targets === undefined ? index : undefined),
  );
  for (const [field, problems] of [["amount", amounts] as const, ["index", indexes] as const]) {
    const [first] = problems.filter((problem) => problem !== null);
    if (first !== undefined && (named || problems.every((problem) => problem !== null))) say(field, first);
  }
}

function checkMetrics(file: ScenarioFile, report: Report): void {
  for (const list of ["goals", "measures"] as const) {
    for (const [index, { id, metric, unit }] of file[list].entries()) {
      const known = isMetricId(metric) ? METRICS[metric].unit : null;
      if (known === null)
        report(
          [list, index, "metric"],
          `${list}.${id}.metric`,
          `No run measures "${metric}".${suggestion(metric, METRIC_IDS, METRIC_IDS.length)}`,
        );
      else if (unit !== known)
        report([list, index, "unit"], `${list}.${id}.unit`, `${metric} is counted in ${known}, not in "${unit}". Write unit: ${known}.`);
    }
  }
}

function checkDesigns(file: ScenarioFile, report: Report): void {
  const goals = file.goals.map(({ id }) => id);
  let starters = 0;
  for (const [index, design] of file.designs.entries()) {
    const where = `designs.${design.name}`;
    for (const [position, goal] of design.failsGoals.entries()) {
      if (!goals.includes(goal))
        report(["designs", index, "failsGoals", position], `${where}.failsGoals`, `There is no goal "${goal}".${suggestion(goal, goals)}`);
    }
    if (design.role === "reference" && design.failsGoals.length > 0)
      report(
        ["designs", index, "failsGoals"],
        `${where}.failsGoals`,
        "A reference passes every goal. Leave the list empty, or make the design naive.",
      );
    if (design.role === "naive" && design.failsGoals.length === 0)
      report(["designs", index, "failsGoals"], `${where}.failsGoals`, "A naive design must say which goals it fails.");
    if (design.role === "starter") starters += 1;
    if (starters > 1)
      report(["designs", index, "role"], `${where}.role`, "A scenario has one starter. Make this a reference or a naive design.");
  }
}
