import { assert } from "../../base/assert.ts";
import { InstantHeap } from "../kernel/instant-heap.ts";
import type { RowQueue } from "../rows/row-queue.ts";

/** A part that takes calls or makes them, as the group it lives in sees it. */
export type InstantMember = {
  /** Takes in what does not come from the group, earlier than `until`. */
  gather(until: number): void;
  /** When the first of that comes, Infinity when none is there; -Infinity: it does not tell. */
  gathersFrom(): number;
  /** The next instant at which it has anything to do; changes only as it moves, by a call sent to it and by `wake`. */
  nextAt(): number;
  /** Lives through that instant, one step of it. */
  move(at: number): void;
  /** Everything earlier than `until` has happened. */
  passed(until: number): void;
};

/** Where a member sits: `number` by the order of joining, `place` among those of its group once that lives. */
type Seat = { readonly member: InstantMember; readonly number: number; group: Group; place: number };

type Group = {
  seats: Seat[];
  wires: RowQueue[];
  /** The next instant of each seat as it was last asked; null until the group first lives. */
  agenda: InstantHeap | null;
  /** Seats to be asked again: the first `wakings` of these. */
  readonly woken: Seat[];
  wakings: number;
  isLiving: boolean;
};

/**
 * Parts that calls run between, and replies back. A window would be over for the caller before it reached the callee, so each
 * connected group lives a window through as one, instant by instant: calls and replies need no delay to be exact, and windows
 * change nothing (E3). It does so when the last of its members has its turn, as by then all that comes from elsewhere is known.
 * Ties go to the member built earlier, which is the one further up the drawing (E6). A member is asked when it has moved and when
 * something has been sent to it, and not at every instant of the others.
 */
export class InstantGroups {
  private readonly seats = new Map<InstantMember, Seat>();
  private readonly along = new Map<RowQueue, Seat[]>();
  private readonly replying: Seat[] = [];
  private joined = 0;

  /** Members join in the order of their turns; `wires` are those calls come or go by, `place` is the number it replies with. */
  join(member: InstantMember, wires: readonly RowQueue[], place?: number): void {
    const group: Group = { seats: [], wires: [], agenda: null, woken: [], wakings: 0, isLiving: false };
    const seat: Seat = { member, number: this.joined++, group, place: 0 };
    group.seats.push(seat);
    this.seats.set(member, seat);
    if (place !== undefined) this.replying[place] = seat;
    for (const wire of wires) {
      const along = this.along.get(wire);
      if (along === undefined) {
        group.wires.push(wire);
        this.along.set(wire, [seat]);
        continue;
      }
      this.merge(group, along[0].group);
      along.push(seat);
    }
  }

  private merge(group: Group, other: Group): void {
    if (group === other) return;
    group.seats = [...group.seats, ...other.seats].sort((a, b) => a.number - b.number);
    group.wires.push(...other.wires);
    for (const seat of other.seats) seat.group = group;
  }

  /** The group of whoever replies with this number, by that of its first member. */
  groupOf(place: number): number {
    return this.replying[place]?.group.seats[0].number ?? -1;
  }

  /** A call goes out by a wire; over a link that is cut it comes when that is back. */
  send(wire: RowQueue, at: number, ref: number): void {
    wire.push(at, ref);
    wire.hold();
    const along = this.along.get(wire);
    if (along !== undefined) for (const seat of along) wakeSeat(seat);
  }

  /** Something is on its way to this member that it had not known of, a reply for one. */
  wake(member: InstantMember): void {
    wakeSeat(this.seats.get(member) as Seat);
  }

  /** When the group next has anything to do, asked of the member with whose turn it lives; the others have nothing of their own to do. */
  nextWorkMs(turn: InstantMember): number {
    const { seats } = this.groupWithTurn(turn);
    let next = Infinity;
    for (const { member } of seats) next = Math.min(next, member.nextAt(), member.gathersFrom());
    return next;
  }

  private groupWithTurn(turn: InstantMember): Group {
    const { group } = this.seats.get(turn) as Seat;
    return group.seats[group.seats.length - 1].member === turn ? group : NOBODY;
  }

  /** The turn of one member in a window in which there is nothing to do. */
  rest(turn: InstantMember, until: number): void {
    for (const { member } of this.groupWithTurn(turn).seats) member.passed(until);
  }

  /** The turn of one member in a window that ends at `until`. */
  advance(turn: InstantMember, until: number): void {
    const group = this.groupWithTurn(turn);
    const { seats } = group;
    for (const { member } of seats) member.gather(until);
    for (const wire of group.wires) wire.hold();
    if (seats.length > 0) live(group, until);
    for (const { member } of seats) {
      assert(member.nextAt() >= until, "a member of a group has something to do that nobody was told of");
      member.passed(until);
    }
  }

  /** After the last window the group of `member` lives on to `until` by itself: what comes from elsewhere has ended. */
  liveOn(member: InstantMember, until: number): void {
    live((this.seats.get(member) as Seat).group, until);
  }
}

/** What a member has to do whose group lives at the turn of another one. */
const NOBODY: Group = { seats: [], wires: [], agenda: null, woken: [], wakings: 0, isLiving: false };

/** Between windows nobody needs to be woken: everybody is asked when the next one begins. */
function wakeSeat(seat: Seat): void {
  const { group } = seat;
  if (group.isLiving) group.woken[group.wakings++] = seat;
}

function live(group: Group, until: number): void {
  const { seats, woken } = group;
  const agenda = agendaOf(group);
  group.isLiving = true;
  while (agenda.at < until) {
    const { member, place } = seats[agenda.first];
    member.move(agenda.at);
    agenda.move(place, member.nextAt());
    for (let i = 0; i < group.wakings; i++) agenda.move(woken[i].place, woken[i].member.nextAt());
    group.wakings = 0;
  }
  group.isLiving = false;
}

/** With everybody's next instant as it is now: what happens between windows wakes nobody. */
function agendaOf(group: Group): InstantHeap {
  const { seats, agenda } = group;
  if (agenda !== null) {
    for (const { place, member } of seats) agenda.move(place, member.nextAt());
    return agenda;
  }
  seats.forEach((seat, place) => (seat.place = place));
  return (group.agenda = new InstantHeap(Float64Array.from(seats, ({ member }) => member.nextAt())));
}
