import { describe, expect, it } from "vitest";
import { createStream } from "../../base/rng.ts";
import { ASSIGNORS, rebalance } from "./assignors.ts";
import type { AssignorName } from "./assignors.ts";
import { nameOf } from "./group-member.ts";
import type { Assignment, GroupMember, TopicSizes } from "./group-member.ts";

// Kafka's own cases run in test/vectors; here are the promises that hold for every group.
function settle(
  assignor: AssignorName,
  topics: TopicSizes,
  members: readonly GroupMember[],
  generation: number,
): { final: Assignment; rounds: number } {
  const first = rebalance(assignor, topics, members);
  if (!first.followUp) return { final: first.assignment, rounds: 1 };
  const again = members.map((member) => ({ ...member, owned: first.assignment.get(member.id)!, generation }));
  return { final: rebalance(assignor, topics, again).assignment, rounds: 2 };
}

function sizes(assignment: Assignment): number[] {
  return [...assignment.values()].map((list) => list.length);
}

describe("every assignor, on random groups", () => {
  for (const assignor of ASSIGNORS) {
    it(`${assignor}: each partition somebody reads has exactly one reader, who subscribed to it`, () => {
      const rng = createStream(1, "groups", assignor);
      for (let run = 0; run < 150; run++) {
        const topics = new Map(Array.from({ length: 1 + rng.nextBelow(3) }, (_, i) => [`t${i}`, 1 + rng.nextBelow(9)]));
        const names = [...topics.keys()];
        let members: GroupMember[] = Array.from({ length: 1 + rng.nextBelow(5) }, (_, i) => {
          const some = names.filter(() => rng.nextBelow(3) > 0);
          return { id: `c${i}`, topics: run % 2 === 0 || some.length === 0 ? names : some };
        });
        for (let generation = 1; generation < 5; generation++) {
          const { final } = settle(assignor, topics, members, generation);
          const seen = [...final.values()].flat().map(nameOf);
          expect(new Set(seen).size).toBe(seen.length);
          const wanted = names.filter((name) => members.some((member) => member.topics.includes(name)));
          expect(seen.length).toBe(wanted.reduce((sum, name) => sum + topics.get(name)!, 0));
          for (const member of members) for (const tp of final.get(member.id)!) expect(member.topics).toContain(tp.topic);
          members = members.map((member) => ({ ...member, owned: final.get(member.id)!, generation }));
          if (rng.nextBelow(2) === 0 && members.length > 1) members = members.slice(1);
          else members = [...members, { id: `n${run}-${generation}`, topics: names }];
        }
      }
    });
  }
});

describe("sticky", () => {
  const topics = new Map([["t", 12]]);
  const join = (members: readonly GroupMember[], final: Assignment, id: string): GroupMember[] => [
    ...members.map((member) => ({ ...member, owned: final.get(member.id)!, generation: 1 })),
    { id, topics: ["t"] },
  ];

  it("moves only what it must when a member joins, and nothing when nothing changed", () => {
    const members: GroupMember[] = ["a", "b", "c"].map((id) => ({ id, topics: ["t"] }));
    const { assignment } = rebalance("sticky", topics, members);
    expect(sizes(assignment)).toEqual([4, 4, 4]);
    const same = rebalance(
      "sticky",
      topics,
      members.map((member) => ({ ...member, owned: assignment.get(member.id)!, generation: 1 })),
    );
    expect(same.transferring.size).toBe(0);
    const joined = rebalance("sticky", topics, join(members, assignment, "d"));
    expect(sizes(joined.assignment)).toEqual([3, 3, 3, 3]);
    expect(joined.transferring.size).toBe(3);
  });

  it("cooperative: in the first round members keep reading what stays, in the second the newcomer gets its share", () => {
    const members: GroupMember[] = ["a", "b", "c"].map((id) => ({ id, topics: ["t"] }));
    const { assignment } = rebalance("cooperative-sticky", topics, members);
    const joining = join(members, assignment, "d");
    const first = rebalance("cooperative-sticky", topics, joining);
    expect([sizes(first.assignment), first.followUp]).toEqual([[3, 3, 3, 0], true]);
    expect(sizes(settle("cooperative-sticky", topics, joining, 2).final)).toEqual([3, 3, 3, 3]);
  });

  it("an empty group gets nothing", () => {
    for (const assignor of ASSIGNORS) expect(rebalance(assignor, topics, []).assignment.size).toBe(0);
  });
});
