import { describe, expect, it } from 'vitest';
import { manyhandsAt } from './data-browser.ts';
import { launch } from './launching.ts';

/** A server that replies to a launch with these lines, and the bodies of its requests. */
function serverWith(...lines: unknown[]) {
  const sent: unknown[] = [];
  const fetch = async (_address: string | URL | Request, init?: RequestInit) => {
    sent.push(JSON.parse(String(init?.body)));
    return new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };
  return { client: manyhandsAt('http://server', { fetch: fetch as typeof globalThis.fetch }), sent };
}

describe('a launch by a script', () => {
  it('reports progress, and resolves to the run', async () => {
    const progress = { step: 'Making assignments', done: 300, total: 942 };
    const { client, sent } = serverWith({ progress }, { run: { id: 'films-x7k2p' } });
    const steps: unknown[] = [];
    const run = await launch(client, '/tasks/films', {
      config: 'pilot',
      overrides: { units_per_assignment: 5, task_title: 'Pilot' },
      onProgress: (step) => steps.push(step),
    });
    expect([run.id, steps]).toEqual(['films-x7k2p', [progress]]);
    expect(sent).toEqual([
      { folder: '/tasks/films', config: 'pilot', overrides: { units_per_assignment: 5, task_title: 'Pilot' } },
    ]);
  });

  it('throws refusals with their code', async () => {
    const error = { code: 'task/no-config', message: 'There is no manyhands.yaml in /tasks/films.' };
    await expect(launch(serverWith({ error }).client, '/tasks/films')).rejects.toMatchObject(error);
    await expect(launch(serverWith().client, '/tasks/films')).rejects.toThrow('without a run');
  });
});
