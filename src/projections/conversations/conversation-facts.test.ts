import { expect, it } from 'vitest';
import { ConversationSaid } from '../../events/conversation.ts';
import { begun, sea, sky } from '../../events/fixtures.ts';
import { projected, recorded } from '../specify.ts';
import { factsOfConversation } from './conversation-facts.ts';

it.each([1, 3, 7, 8, 1000])('a record is read whole and in order, %i facts at once', (rows) => {
  const saying = (assignmentId: typeof sky, number: number) =>
    ConversationSaid({ assignmentId, number, by: 'task', message: { text: `${number}` } });
  const numbers = Array.from({ length: 7 }, (_, nth) => nth + 1);
  const { db } = projected(recorded([...begun(), ...numbers.flatMap((nth) => [saying(sky, nth), saying(sea, nth)])]));
  const read = factsOfConversation(db, sky, rows);
  expect(read.map(({ data }) => 'number' in data && data.number)).toEqual(numbers);
  expect(new Set(read.map(({ row }) => row)).size).toBe(numbers.length);
});
