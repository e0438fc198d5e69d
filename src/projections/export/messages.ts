import { and, asc, eq, inArray } from 'drizzle-orm';
import { columns, conversationFactRows } from '../conversations/conversation-facts.ts';
import { toldOf } from '../conversations/events-of.ts';
import type { Database } from '../store/database.ts';
import { param } from '../store/projection.ts';
import type { ExportMessage } from './export-row.ts';

/** How many messages of conversations are held for their other answers; one conversation may have as many. */
const maxKept = 20_000;

/** Opens the messages of conversations: all that was said in that of an assignment, by everybody, in order. Answers that follow each other share them. */
export function openMessages(db: Database, most = maxKept): (assignment: string) => readonly ExportMessage[] {
  const facts = prepareFacts(db);
  const kept = new Map<string, readonly ExportMessage[]>();
  let weight = 0;
  const weightOf = (messages: readonly ExportMessage[]) => messages.length + 1;
  return (assignment) => {
    const before = kept.get(assignment);
    if (before) return before;
    const messages = toldOf(facts.all({ assignment })).events.flatMap(
      ({ what, number, at, by, name, agent, worker, to, text, data, file }) =>
        what === 'said' ? [{ number, at, by, name, agent, worker, to, text, data, file }] : [],
    );
    kept.set(assignment, messages);
    weight += weightOf(messages);
    for (const [oldest, held] of kept) {
      if (weight <= most || oldest === assignment) break;
      kept.delete(oldest);
      weight -= weightOf(held);
    }
    return messages;
  };
}

/** What was said in a conversation, and by whom; one at a time, since each may have thousands of messages. */
const prepareFacts = (db: Database) =>
  db
    .select(columns)
    .from(conversationFactRows)
    .where(
      and(
        eq(conversationFactRows.assignmentId, param('assignment')),
        inArray(conversationFactRows.type, ['conversation.joined', 'conversation.began', 'conversation.said']),
      ),
    )
    .orderBy(asc(conversationFactRows.row))
    .prepare();
