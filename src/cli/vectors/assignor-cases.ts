import { rebalance } from "../../engine/workers/assignors.ts";
import type { AssignorName } from "../../engine/workers/assignors.ts";
import type { Assignment, GroupMember, TopicPartition } from "../../engine/workers/group-member.ts";
import { nameOf } from "../../engine/workers/group-member.ts";
import { MalformedVector, listOf, numberOf, objectOf, runCase, same, textOf } from "./vector-json.ts";
import type { CaseResult, JsonObject } from "./vector-json.ts";

const NAMES: Readonly<Record<string, AssignorName>> = {
  range: "range",
  roundrobin: "round-robin",
  sticky: "sticky",
  "cooperative-sticky": "cooperative-sticky",
};

/** Runs one vector of an assignor file: one result per assignor it names. */
export function runAssignorCases(value: unknown): CaseResult[] {
  const vector = objectOf(value, "assignor vector");
  const id = textOf(vector["id"], "vector.id");
  const named = Array.isArray(vector["assignor"]) ? listOf(vector["assignor"], "assignor") : [vector["assignor"]];
  return named.map((name) => {
    return runCase(named.length === 1 ? id : `${id}/${String(name)}`, () => {
      const assignor = NAMES[String(name)];
      if (assignor === undefined) throw new MalformedVector(`the assignor "${String(name)}" is not known`);
      return runSequence(assignor, vector);
    });
  });
}

function runSequence(assignor: AssignorName, vector: JsonObject): string[] {
  let topics = readTopics(vector["topics"]);
  let members = readMembers(vector["members"]);
  const faults: string[] = [];
  const asSets = vector["compare"] === "sets";
  const stages = [vector, ...listOf(vector["then"] ?? [], "then")];
  let generation = members.reduce((most, member) => Math.max(most, member.generation ?? 0), 0);
  for (const value of stages) {
    const stage = objectOf(value, "stage");
    if (stage !== vector) {
      const everything = [...topics.keys()];
      if (stage["topics"] !== undefined) topics = readTopics(stage["topics"]);
      if (stage["members"] !== undefined) members = rejoined(readMembers(stage["members"]), members);
      else if (stage["topics"] !== undefined) members = followTopics(members, everything, [...topics.keys()]);
      else members = changeMembers(members, textOf(stage["change"], "change"), everything);
    }
    const first = rebalance(assignor, topics, members);
    // The broker's final answer: cooperative members give up what moves, and the second round hands it out.
    let final = first.assignment;
    if (first.followUp) final = rebalance(assignor, topics, withOwned(members, first.assignment, ++generation)).assignment;
    const oneRound = stage["round"] === 1;
    faults.push(...compare("assignment", stage["expect"], oneRound ? first.assignment : final, asSets));
    faults.push(...compare("assignment", stage["expect_sets"], oneRound ? first.assignment : final, true));
    if (assignor === "cooperative-sticky")
      faults.push(...compare("first round", stage["cooperative_first_round"], first.assignment, asSets));
    faults.push(...compareTransfers(stage["transferring"], first.transferring));
    members = withOwned(members, final, ++generation);
  }
  return faults;
}

function readTopics(value: unknown): Map<string, number> {
  const sizes = objectOf(value, "topics");
  return new Map(Object.keys(sizes).map((topic) => [topic, numberOf(sizes[topic], `topics.${topic}`)]));
}

function readMembers(value: unknown): GroupMember[] {
  const described = objectOf(value, "members");
  return Object.keys(described).map((id) => readMember(id, objectOf(described[id], id)));
}

/** Members named anew keep what they had, unless the stage says what they own. */
function rejoined(now: readonly GroupMember[], before: readonly GroupMember[]): GroupMember[] {
  return now.map((member) => {
    const old = before.find((one) => one.id === member.id);
    return old && (member.owned ?? []).length === 0 ? { ...member, owned: old.owned ?? [], generation: old.generation ?? 0 } : member;
  });
}

/** Members that read every topic read every topic after topics came or went. */
function followTopics(members: readonly GroupMember[], before: readonly string[], now: readonly string[]): GroupMember[] {
  return members.map((member) => (before.every((topic) => member.topics.includes(topic)) ? { ...member, topics: now } : member));
}

function readMember(id: string, value: JsonObject): GroupMember {
  const instance = value["instance"];
  const generation = value["generation"];
  return {
    id,
    topics: listOf(value["topics"], `${id}.topics`).map((topic) => textOf(topic, "topic")),
    owned: listOf(value["owned"] ?? [], `${id}.owned`).map((name) => readPartition(textOf(name, "partition"))),
    ...(instance === undefined ? {} : { instance: textOf(instance, "instance") }),
    ...(typeof generation === "number" ? { generation } : {}),
  };
}

function readPartition(name: string): TopicPartition {
  const dash = name.lastIndexOf("-");
  return { topic: name.slice(0, dash), partition: Number(name.slice(dash + 1)) };
}

/** "consumer3 and consumer4 join", "consumer1 leaves": members that join read every topic. */
function changeMembers(members: readonly GroupMember[], change: string, topics: readonly string[]): GroupMember[] {
  const verb = /^(.*?) (joins?|leaves?)$/.exec(change.trim());
  if (!verb) throw new MalformedVector(`the change "${change}" is not understood`);
  const names = verb[1]!
    .split(/,| and /)
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (verb[2]!.startsWith("leave")) return members.filter((member) => !names.includes(member.id));
  return [...members, ...names.map((id) => ({ id, topics, owned: [] }))];
}

function withOwned(members: readonly GroupMember[], assignment: Assignment, generation: number): GroupMember[] {
  return members.map((member) => ({ ...member, owned: assignment.get(member.id) ?? [], generation }));
}

function compare(what: string, expected: unknown, actual: Assignment, asSets: boolean): string[] {
  if (expected === undefined) return [];
  const wanted = objectOf(expected, what);
  const order = (names: readonly string[]): readonly string[] => (asSets ? [...names].sort() : names);
  return Object.keys(wanted).flatMap((id) => {
    const want = order(listOf(wanted[id], id).map(String));
    const got = order((actual.get(id) ?? []).map(nameOf));
    return same(want, got) ? [] : [`${what} of ${id}: expected ${want.join(" ")}, got ${got.join(" ")}`];
  });
}

function compareTransfers(expected: unknown, actual: ReadonlyMap<TopicPartition, string>): string[] {
  if (expected === undefined) return [];
  const wanted = objectOf(expected, "transferring");
  const got = Object.fromEntries([...actual].map(([tp, owner]) => [nameOf(tp), owner]));
  const sorted = (record: JsonObject): unknown =>
    Object.keys(record)
      .sort()
      .map((name) => [name, record[name]]);
  return same(sorted(wanted), sorted(got)) ? [] : [`transferring: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`];
}
