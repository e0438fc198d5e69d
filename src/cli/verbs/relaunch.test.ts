import { describe, expect, it } from 'vitest';
import { aPlan, aRun, command, lines, withFakeServer } from '../for-tests.ts';

const launched = aRun({ id: 'films-b', title: 'Films again' });

describe('relaunch', () => {
  const relaunch = (reply: unknown, ...options: string[]) =>
    withFakeServer({ 'POST /api/runs/films-x7k2p/launch': lines(reply) }, async ({ asked }, dataFolder) => ({
      ...(await command(['relaunch', 'films-x7k2p', ...options], { dataFolder })),
      asked: asked.map(({ body }) => body),
    }));

  it('launches what a run was launched with, and prints the new run', async () => {
    const { code, out, asked } = await relaunch({ plan: aPlan, run: launched });
    expect([code, asked]).toEqual([0, [{}]]);
    expect(out).toMatch(/^run +films-b$/m);
    const { out: json } = await relaunch({ plan: aPlan, run: launched }, '--json');
    expect(JSON.parse(json)).toEqual(launched);
  });

  it('takes the files as they are now with --as-is, and else says that they have changed', async () => {
    expect((await relaunch({ plan: aPlan, run: launched }, '--as-is')).asked).toEqual([{ as_is: true }]);
    const error = { code: 'run/task-changed', message: 'The data of the task is not what it was.' };
    const { code, err } = await relaunch({ error });
    expect([code, err.includes(`${error.message} (run/task-changed)`)]).toEqual([1, true]);
  });
});
