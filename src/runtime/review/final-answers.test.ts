import { describe, expect, it } from 'vitest';
import type { RuntimeCalls } from '../calls.ts';
import { openFinalAnswers } from './final-answers.ts';

const config = {
  task: 'genres',
  questions: [{ key: 'genre', type: 'choice', labels: ['Drama', 'Comedy'] }],
};

/** Final answers of a run that asks for a genre, and the commands that they led to. */
function given(known: unknown[] = []) {
  const commands: unknown[] = [];
  const run = {
    describe: async () => ({ config }),
    decide: async ({ command }: { command: unknown }) => ({ facts: 1, sequence: commands.push(command) }),
  } as unknown as RuntimeCalls['run'];
  const calls = { run } as RuntimeCalls;
  return { commands, finalAnswers: openFinalAnswers({ calls, knownAnswers: () => known }) };
}

describe('a final answer', () => {
  it('is recorded when the questions allow it', async () => {
    const { commands, finalAnswers } = given();
    expect(await finalAnswers.decide('films-x7k2p.4', { answer: { genre: 'Drama' } }, 'ada')).toBe(1);
    expect(commands).toMatchObject([{ type: 'assignment.adjudicate', answer: { genre: 'Drama' } }]);
  });

  it('is refused when no question offers it, and nothing is recorded', async () => {
    const { commands, finalAnswers } = given();
    const refused = finalAnswers.decide('films-x7k2p.4', { answer: { genre: 'Opera' } }, 'ada');
    await expect(refused).rejects.toMatchObject({ code: 'assignment/impossible-answer' });
    expect(commands).toEqual([]);
  });

  it('may be any answer that the item has, even one that no question offers', async () => {
    const { commands, finalAnswers } = given([{ genre: 'Comedy' }, { genre: 'Opera' }]);
    await finalAnswers.decide('films-x7k2p.4', { answer: { genre: 'Opera' } }, 'ada');
    expect(commands).toHaveLength(1);
  });

  it('tells what was seen, also that it was empty', async () => {
    const { commands, finalAnswers } = given([undefined]);
    await finalAnswers.withdraw('films-x7k2p.4', { seen: { by: 'bob' } }, 'ada');
    expect(commands).toMatchObject([{ type: 'assignment.withdraw-adjudication', seen: { by: 'bob', answer: null } }]);
  });

  it('needs an item', async () => {
    const { finalAnswers } = given();
    for (const refused of [finalAnswers.decide('?', { answer: 1 }, 'ada'), finalAnswers.withdraw('?', {}, 'ada')])
      await expect(refused).rejects.toMatchObject({ code: 'assignment/unknown' });
  });
});
