import type { RowQueue } from "../rows/row-queue.ts";

/** A part that takes calls or makes them, as the group it lives in sees it. */
export type InstantMember = {
  /** Takes in what does not come from the group, earlier than `until`. */
  gather(until: number): void;
  /** When the first of that comes, Infinity when none is there; -Infinity: it does not tell. */
  gathersFrom(): number;
  /** The next instant at which it has anything to do. */
  nextAt(): number;
  /** Lives through that instant, one step of it. */
  move(at: number): void;
  /** Everything earlier than `until` has happened. */
  passed(until: number): void;
};

type Group = { members: { readonly member: InstantMember; readonly number: number }[]; wires: RowQueue[] };

/**
 * Parts that calls run between, and replies back. A window would be over for the caller before it reached the callee, so each
 * connected group lives a window through as one, instant by instant: calls and replies need no delay to be exact, and windows
 * change nothing (E3). It does so when the last of its members has its turn, as by then all that comes from elsewhere is known.
 * Ties go to the member built earlier, which is the one further up the drawing (E6).
 */
export class InstantGroups {
  private readonly groups = new Map<InstantMember, Group>();
  private readonly at = new Map<RowQueue, Group>();
  private joined = 0;

  /** Members join in the order of their turns; `wires` are those calls come or go by. */
  join(member: InstantMember, wires: readonly RowQueue[]): void {
    const group: Group = { members: [{ member, number: this.joined++ }], wires: [] };
    this.groups.set(member, group);
    for (const wire of wires) {
      const other = this.at.get(wire);
      if (other !== undefined) this.merge(group, other);
      else group.wires.push(wire);
      this.at.set(wire, group);
    }
  }

  private merge(group: Group, other: Group): void {
    if (group === other) return;
    group.members = [...group.members, ...other.members].sort((a, b) => a.number - b.number);
    group.wires.push(...other.wires);
    for (const { member } of other.members) this.groups.set(member, group);
    for (const wire of other.wires) this.at.set(wire, group);
  }

  /** When the group of this member next has anything to do. */
  nextWorkMs(member: InstantMember): number {
    const { members } = this.groups.get(member) as Group;
    return members.reduce((least, each) => Math.min(least, each.member.nextAt(), each.member.gathersFrom()), Infinity);
  }

  /** The turn of one member in a window in which there is nothing to do. */
  rest(turn: InstantMember, until: number): void {
    const { members } = this.groups.get(turn) as Group;
    if (members[members.length - 1].member === turn) for (const { member } of members) member.passed(until);
  }

  /** The turn of one member in a window that ends at `until`. */
  advance(turn: InstantMember, until: number): void {
    const { members, wires } = this.groups.get(turn) as Group;
    if (members[members.length - 1].member !== turn) return;
    for (const { member } of members) member.gather(until);
    for (;;) {
      // What was sent over a link that is cut comes when it is back.
      for (const wire of wires) wire.hold();
      let first: InstantMember | null = null;
      let firstAt = until;
      for (const { member } of members) {
        const at = member.nextAt();
        if (at >= firstAt) continue;
        first = member;
        firstAt = at;
      }
      if (first === null) break;
      first.move(firstAt);
    }
    for (const { member } of members) member.passed(until);
  }
}
