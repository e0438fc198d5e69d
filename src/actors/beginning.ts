import type { AnyNewFact } from '../events/catalog.ts';
import { ConversationBegan, ConversationConfirmationAsked, ConversationJoined } from '../events/conversation.ts';
import { type ConversationSettings, unnamed } from '../events/conversation-settings.ts';
import { assignmentIdOf } from '../events/ids.ts';
import { type ConversationAt, conversationAt, later, openExpire } from './conversation-at.ts';
import type { Member } from './conversation-context.ts';
import type { FreeUnit } from './free-units.ts';
import { groupOf, type Paired } from './pairing.ts';
import { openPlacesOf } from './reserved.ts';
import type { Run } from './run.ts';

/** As whom others see somebody: named by the order in which people take part, with the role of their seat. */
function shownAs({ names, roles }: ConversationSettings, seat: number, nth: number) {
  const role = roles?.[seat];
  return { name: names?.[nth] ?? unnamed(nth), ...(role === undefined ? {} : { role }) };
}

type Waiting = Omit<ConversationAt, 'conversation'>;
type Newcomer = Pick<Member, 'agentId' | 'seat' | 'awayUntil'>;
type Beginning = { bots?: boolean; but?: number };

/** The conversation begins with these people; nobody gets its open units any more, but for that at the place `but`. */
export function begin(
  run: Run,
  at: Waiting,
  members: readonly Newcomer[],
  { bots, but }: Beginning = {},
): AnyNewFact[] {
  const { settings, assignmentId } = at;
  const taken = new Set(members.map(({ seat }) => seat));
  const open = Array.from({ length: settings.seats }, (_, seat) => seat).filter((seat) => !taken.has(seat));
  return [
    ConversationBegan({
      assignmentId,
      members: members.map(({ agentId, seat, awayUntil }, nth) => ({
        ...{ agentId, seat, ...shownAs(settings, seat, nth) },
        ...(awayUntil === undefined ? {} : { away: true as const }),
      })),
      bots: bots ? open.map((seat, nth) => ({ seat, ...shownAs(settings, seat, members.length + nth) })) : [],
    }),
    ...openExpire(run, at, but),
  ];
}

/** Begins, or asks before whether everybody is still there; until then, or until it is too late to ask. */
export function beginOrAsk(
  run: Run,
  at: Waiting,
  members: readonly Newcomer[],
  now: string,
  { latest, ...how }: Beginning & { latest?: string } = {},
): AnyNewFact[] {
  const { seats, confirmSeconds } = at.settings;
  const asked = later(now, confirmSeconds);
  const until = latest !== undefined && latest < asked ? latest : asked;
  if (seats === 1 || until <= now) return begin(run, at, members, how);
  return [ConversationConfirmationAsked({ assignmentId: at.assignmentId, until })];
}

/** Whether everybody is there: then a conversation begins. */
export const isComplete = (seats: number, open: number, members: readonly Newcomer[]): boolean =>
  (members.length >= seats || open === 0) && members.every(({ awayUntil }) => awayUntil === undefined);

/** A worker takes the seat of a free unit: what belongs into the commit that gives it to them. */
export function seated(
  run: Run,
  { agentId, now, ...paired }: Paired & { agentId: Member['agentId']; now: string },
  { index, place }: FreeUnit,
): AnyNewFact[] {
  const { runId, settings: all } = run.taskRun.context;
  const { conversation: settings } = all;
  if (!settings) return [];
  const assignmentId = assignmentIdOf(runId, index);
  const { workerId } = paired;
  const group = groupOf(settings.pairing, paired);
  const who = { assignmentId, agentId, workerId, ...(group === undefined ? {} : { group }) };
  const { conversation } = conversationAt(run, assignmentId) ?? {};
  const { members = [], vacant = [], bots = [], named = 0 } = conversation?.context ?? {};
  const [offered] = vacant;
  if (conversation?.matches('talking') && offered) {
    const { seat } = offered;
    return [ConversationJoined({ ...who, seat, ...shownAs(settings, seat, named + bots.length) })];
  }
  const taken = new Set(members.map(({ seat }) => seat));
  let seat = 0;
  while (taken.has(seat)) seat++;
  const open = openPlacesOf(run.freeUnits, index).length - 1;
  const everybody = [...members, { agentId, seat }];
  const begins = isComplete(settings.seats, open, everybody);
  return [
    ConversationJoined({ ...who, seat, waitUntil: later(now, settings.waitSeconds) }),
    ...(begins ? beginOrAsk(run, { assignmentId, index, settings }, everybody, now, { but: place }) : []),
  ];
}
