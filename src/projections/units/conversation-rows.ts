import { and, count, desc, eq, inArray, lt } from 'drizzle-orm';
import type { Conversation, ConversationEvent, ConversationRow, ConversationState } from '../../api/conversations.ts';
import { outlineOf, type Part, toldBefore, toldRows } from '../conversations/conversation-facts.ts';
import { conversations } from '../conversations/conversations.ts';
import { type Told, toldOf } from '../conversations/events-of.ts';
import { cursorNumbers } from '../store/cursors.ts';
import type { Database } from '../store/database.ts';
import { agents } from './agents.ts';

/** The most characters of the last words in a list. */
const maxLastChars = 200;

type Found = typeof conversations.$inferSelect;
type Page = { state?: ConversationState; limit: number; cursor?: string };

/** The conversations of a run, the newest first. */
export function conversationPage(db: Database, run: string, { state, limit, cursor }: Page) {
  const before = cursor === undefined ? undefined : cursorNumbers(cursor, 1)[0];
  const found = db
    .select()
    .from(conversations)
    .where(
      and(
        eq(conversations.runId, run),
        state && eq(conversations.state, state),
        before === undefined ? undefined : lt(conversations.row, before),
      ),
    )
    .orderBy(desc(conversations.row))
    .limit(limit + 1)
    .all();
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    conversations: shown.map((one) => rowOf(db, one, toldOf(outlineOf(db, one.assignmentId)))),
    ...(found.length > limit && last ? { cursor: String(last.row) } : {}),
  };
}

/** How many conversations of a run there are in each state. */
export function conversationCounts(db: Database, run: string): Record<ConversationState, number> {
  const found = db
    .select({ state: conversations.state, count: count() })
    .from(conversations)
    .where(eq(conversations.runId, run))
    .groupBy(conversations.state)
    .all();
  return {
    waiting: 0,
    empty: 0,
    talking: 0,
    ended: 0,
    ...Object.fromEntries(found.map((one) => [one.state, one.count])),
  };
}

const rowIn = (db: Database, assignmentId: string): Found | undefined =>
  db.select().from(conversations).where(eq(conversations.assignmentId, assignmentId)).get();

/** The state of the conversation of an assignment; undefined if it has none. */
export const conversationState = (db: Database, assignmentId: string): ConversationState | undefined =>
  rowIn(db, assignmentId)?.state;

/** The conversation of an assignment with a part of its events; undefined if it has none. */
export function conversationIn(db: Database, assignmentId: string, part: Part): Conversation | undefined {
  const found = rowIn(db, assignmentId);
  if (!found) return undefined;
  const outline = outlineOf(db, assignmentId);
  const wanted = toldRows(db, assignmentId, part);
  const first = wanted[0]?.row;
  // What happened to people before says what they are called in these events.
  const before = outline.filter(({ row }) => first !== undefined && row < first);
  const events = toldOf([...before, ...wanted]).events.filter(({ order }) => first !== undefined && order >= first);
  return { ...rowOf(db, found, toldOf(outline)), events, earlier: toldBefore(db, assignmentId, first ?? part.before) };
}

function rowOf(db: Database, found: Found, { people, events }: Told): ConversationRow {
  const { assignmentId: id, runId: run, state, messages, note } = found;
  const ids = people.flatMap(({ agent }) => agent ?? []);
  const seated = db
    .select({ agent: agents.agentId, unit: agents.unitId })
    .from(agents)
    .where(inArray(agents.agentId, ids))
    .all();
  const units = new Map(seated.map(({ agent, unit }) => [agent as string, unit]));
  return {
    ...{ id, run, state, messages, note },
    ...{ opened_at: found.openedAt, began_at: found.beganAt, ended_at: found.endedAt, end_reason: found.endReason },
    members: people.map((one) => ({ ...one, unit: (one.agent !== null && units.get(one.agent)) || null })),
    last: lastOf(events),
  };
}

/** The last words, whoever heard them. */
function lastOf(events: readonly ConversationEvent[]): ConversationRow['last'] {
  const said = events.findLast(({ what }) => what === 'said');
  if (!said) return null;
  return { name: said.name ?? '', text: (said.text ?? said.file?.name ?? '').slice(0, maxLastChars), at: said.at };
}
