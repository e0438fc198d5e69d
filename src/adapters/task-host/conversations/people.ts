import type { Member, Message } from '../../../client/room.ts';
import {
  botIn,
  type ConversationEvent,
  type ConversationMember,
  type ConversationSeat,
} from '../../../runtime/ports/conversation-code.ts';

type Known = { member: Member; state: { isHere: boolean; hasLeft: boolean } };

/** Everybody who is or was in a conversation. */
export function peopleOf() {
  const known = new Map<string, Known>();

  type Beside = { worker?: Member['worker']; away?: true };

  function add(seat: ConversationSeat, id: string, { worker, away }: Beside = {}): Member {
    const state = { isHere: !away, hasLeft: false };
    const member: Member = Object.freeze({
      ...{ id, seat: seat.seat, name: seat.name, isBot: worker === undefined },
      ...(seat.role === undefined ? {} : { role: seat.role }),
      ...(worker === undefined ? {} : { worker }),
      get isHere() {
        return state.isHere;
      },
      get hasLeft() {
        return state.hasLeft;
      },
    });
    known.set(id, { member, state });
    return member;
  }

  const of = (id: string): Member | undefined => known.get(id)?.member;
  return {
    of,
    join: ({ id, worker, away, ...seat }: ConversationMember): Member => add(seat, id, { worker, away }),
    addBot: (seat: ConversationSeat): Member => add(seat, botIn(seat.seat)),
    setHere(id: string, isHere: boolean): void {
      const one = known.get(id);
      if (one) one.state.isHere = isHere;
    },
    leave(id: string): Member | undefined {
      const one = known.get(id);
      if (one) Object.assign(one.state, { isHere: false, hasLeft: true });
      return one?.member;
    },
    present: (): Member[] =>
      [...known.values()]
        .filter(({ state }) => !state.hasLeft)
        .map(({ member }) => member)
        .sort((one, other) => one.seat - other.seat),
    /** What was said, as the code sees it. */
    messageOf({ number, by, to, text, task_data, at }: Extract<ConversationEvent, { type: 'said' }>): Message {
      const from = of(by) ?? null;
      const other = by === 'requester' ? 'requester' : 'task';
      const heardBy = to?.flatMap((id) => of(id) ?? []);
      return Object.freeze({
        ...{ number, by: from ? (from.isBot ? 'bot' : 'member') : other, from, text, data: task_data ?? {}, at },
        ...(heardBy ? { to: heardBy } : {}),
      });
    },
  };
}

export type People = ReturnType<typeof peopleOf>;

/** Whether a part of the code is given a message: the task hears what others say, a bot what is meant for all or for it. */
export function hears(me: Member | undefined, { from, by, to }: Message): boolean {
  if (me === undefined) return by !== 'task';
  return from !== me && (to === undefined || to.includes(me));
}
