import { describe, expect, it } from 'vitest';
import { command, withFakeServer } from '../../for-tests.ts';

const unit = 'films-1.0.0';
const routes = {
  [`GET /api/units/${unit}`]: {
    thread: [
      {
        id: 'c1',
        at: '2026-03-01T09:00:00.000Z',
        by: 'reviewer:ben',
        text: 'Sure?\u001b[2J',
        reply_to: null,
        edited_at: null,
      },
      { id: 'c2', at: '2026-03-01T09:00:00.000Z', by: 'reviewer:anna', text: null, reply_to: 'c1', edited_at: null },
    ],
  },
  [`POST /api/units/${unit}/comments`]: { comment: 'c9', sequence: 3 },
  [`PATCH /api/units/${unit}/comments/c1`]: { sequence: 4 },
  [`DELETE /api/units/${unit}/comments/c1`]: { sequence: 5 },
};
const run = (...words: string[]) =>
  withFakeServer(routes, async ({ asked }, dataFolder) => ({
    ...(await command(['review', 'comment', unit, ...words], { dataFolder })),
    asked,
  }));

describe('review comment', () => {
  it('lists the comments on an answer without letting them act on the terminal', async () => {
    const { out } = await run();
    expect(out).toContain('c1');
    expect(out).toContain('ben: Sure?\\u001b[2J');
    expect(out).toContain('anna (reply to c1): (removed)');
  });

  it.each([
    [['Is it?'], `POST /api/units/${unit}/comments`, { text: 'Is it?' }],
    [['Yes.', '--reply-to', 'c1'], `POST /api/units/${unit}/comments`, { text: 'Yes.', reply_to: 'c1' }],
    [['No.', '--edit', 'c1'], `PATCH /api/units/${unit}/comments/c1`, { text: 'No.' }],
    [['--remove', 'c1'], `DELETE /api/units/${unit}/comments/c1`, undefined],
  ])('writes with %j', async (words, route, body) => {
    const { code, asked } = await run(...words);
    expect(code).toBe(0);
    expect(asked).toEqual([{ route, body }]);
  });

  it.each([
    [['--edit', 'c1'], '(comment/no-text)'],
    [['Hm.', '--remove', 'c1'], '(comment/text-not-needed)'],
    [['Hm.', '--edit', 'c1', '--reply-to', 'c2'], '(comment/one-at-a-time)'],
  ])('is refused with %j, and asks the server for nothing', async (words, code) => {
    const refused = await run(...words);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(code);
    expect(refused.asked).toEqual([]);
  });
});
