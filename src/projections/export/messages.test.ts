import { describe, expect, it } from 'vitest';
import * as facts from '../../events/conversation.ts';
import {
  ada,
  begun,
  bob,
  file,
  holder,
  type Person,
  runId,
  sea,
  sky,
  sky1,
  submitted,
  took,
} from '../../events/fixtures.ts';
import { projected, recorded } from '../specify.ts';
import { exportRows } from './export-rows.ts';
import { fileLines } from './json-lines.ts';
import { mephisto } from './mephisto.ts';
import { openMessages } from './messages.ts';
import { answerTable } from './wide.ts';

const of = { assignmentId: sky };
const joined = (who: Person, seat: number) => facts.ConversationJoined({ ...of, ...holder(who), seat });
const named = ({ agentId }: Person, seat: number, name: string) => ({ agentId, seat, name });
const seated = [...begun(), ...took(ada), joined(ada, 0), ...took(bob, sky1), joined(bob, 1)];
const talked = [
  ...seated,
  facts.ConversationBegan({ ...of, members: [named(ada, 0, 'Red'), named(bob, 1, 'Green')], bots: [] }),
  facts.ConversationSaid({ ...of, number: 1, by: 'member', agentId: ada.agentId, message: { text: 'Ten?' } }),
  facts.ConversationSaid({ ...of, number: 2, by: 'task', to: [bob.agentId], message: { text: 'Say eight.' } }),
  facts.ConversationSaid({ ...of, number: 3, by: 'member', agentId: bob.agentId, messageFile: file }),
];
const rowsAfter = (all: Parameters<typeof recorded>[0]) => [
  ...exportRows(projected(recorded([...all, submitted(ada), submitted(bob, sky1)])).db, {
    runs: [runId],
    identities: false,
  }),
];
const columnsOf = (rows: ReturnType<typeof rowsAfter>) =>
  answerTable.columnsOf(rows, { identities: false }).map(({ name }) => name);

const asMephisto = (rows: ReturnType<typeof rowsAfter>) => {
  const written = mephisto.write({ rows: () => rows } as unknown as Parameters<typeof mephisto.write>[0]);
  return Object.values(JSON.parse([...written].map(({ content }) => String(content)).join(''))) as {
    data: { outputs: Record<string, unknown> };
  }[];
};

describe('an exported answer', () => {
  it('has what was said in its conversation, by everybody', () => {
    const rows = rowsAfter(talked);
    expect(rows.map(({ messages }) => messages.length)).toEqual([3, 3]);
    expect(rows[0]?.messages).toMatchObject([
      { number: 1, by: 'member', name: 'Red', worker: ada.workerId, text: 'Ten?', to: null, file: null },
      { number: 2, by: 'task', name: 'System', worker: null, text: 'Say eight.', to: ['Green'] },
      { number: 3, by: 'member', name: 'Green', worker: bob.workerId, text: null, file },
    ]);
    expect(columnsOf(rows)).toContain('messages');
    const lines = [...fileLines.write({ rows: () => rows } as unknown as Parameters<typeof fileLines.write>[0])];
    expect(lines.map(({ content }) => JSON.parse(String(content)).hash)).toEqual([file.hash, file.hash]);
  });

  it("has them in Mephisto's record as in its state of a chat, beside what was handed in", () => {
    const [first] = asMephisto(rowsAfter(talked));
    const answer = asMephisto(rowsAfter(seated))[0]?.data.outputs;
    const timestamp = expect.any(Number);
    expect(first?.data.outputs).toEqual({
      messages: [
        { id: 'Red', text: 'Ten?', timestamp },
        { id: 'System', text: 'Say eight.', timestamp, to: ['Green'] },
        { id: 'Green', text: '', task_data: { file: file.hash }, timestamp },
      ],
      final_submission: answer,
    });
    expect(answer).not.toHaveProperty('messages');
  });

  it('shares them with the other answers of its conversation', () => {
    const [first, second] = rowsAfter(talked);
    expect(second?.messages).toBe(first?.messages);
  });

  it('does not hold those of more conversations than fit', () => {
    const other = facts.ConversationSaid({ assignmentId: sea, number: 1, by: 'task', message: { text: 'Hello' } });
    const { db } = projected(recorded([...talked, other]));
    const [all, few] = [openMessages(db), openMessages(db, 5)];
    const read = (messagesOf: typeof all) => [sky, sea, sky].map((one) => messagesOf(one));
    const [before, between, after] = read(all);
    expect(after).toBe(before);
    expect(between).toMatchObject([{ number: 1, text: 'Hello' }]);
    const [dropped, , again] = read(few);
    expect(again).not.toBe(dropped);
    expect([dropped, again]).toEqual([before, before]);
  });

  it('has none of an item without a conversation, and no column for it', () => {
    const rows = rowsAfter([...begun(), ...took(ada), ...took(bob, sky1)]);
    expect(rows.map(({ messages }) => messages)).toEqual([[], []]);
    expect(columnsOf(rows)).not.toContain('messages');
  });
});
