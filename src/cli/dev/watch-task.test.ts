import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Client } from '../connection/client.ts';
import type { Context } from '../connection/context.ts';
import { watchTask } from './watch-task.ts';

const config = `task_name: signs
task_title: Signs
task_description: Read.
data: items.json
page: page
build: node build.js
`;

/** A task that is watched, what was asked of its run, and what was said. */
async function open(refuse: () => void = () => undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-watch-task-'));
  for (const name of ['src', 'page']) mkdirSync(join(folder, name));
  const save = (name: string, text: string) => writeFileSync(join(folder, name), text);
  save('manyhands.yaml', config);
  save('items.json', '[]');
  save('src/main.js', '1');
  const asked: string[] = [];
  const said: string[] = [];
  const context = {
    terminal: { notify: (text: string) => void said.push(text) },
    settings: () => ({ dataFolder: join(folder, 'data') }),
  } as unknown as Context;
  const client = {
    async call({ name }: { name: string }) {
      asked.push(name);
      refuse();
      return { changed: true };
    },
  } as unknown as Client;
  const ended = new AbortController();
  const watched = await watchTask(context, { folder });
  onTestFinished(() => {
    ended.abort();
    watched.close();
    rmSync(folder, { recursive: true });
  });
  const follow = (goesOn = false) => watched.follow({ client, run: 'signs-1', goesOn, signal: ended.signal });
  const remove = (name: string) => rmSync(join(folder, name));
  return { save, remove, asked, said, ended, follow };
}

const aMoment = () => new Promise((resolve) => setTimeout(resolve, 600));
const seen = (what: unknown[], expected: unknown[]) =>
  vi.waitFor(() => expect(what).toEqual(expected), { timeout: 5_000 });

describe('a task that is watched', () => {
  it('has its page built for a file that was saved while it was launched', async () => {
    const { save, asked, follow } = await open();
    save('src/main.js', '2');
    await aMoment();
    void follow();
    await seen(asked, ['rebuildPage']);
  });

  it('has nothing built for files that are written again as they were, or only for a moment', async () => {
    const { save, remove, asked, follow } = await open();
    void follow();
    save('src/main.js', '2');
    await seen(asked, ['rebuildPage']);
    save('src/main.js', '2');
    save('vite.config.js.timestamp-1.mjs', '');
    remove('vite.config.js.timestamp-1.mjs');
    await aMoment();
    expect(asked).toEqual(['rebuildPage']);
  });

  it('has its page built when a run that was launched before is gone on with', async () => {
    const { asked, follow } = await open();
    void follow(true);
    await seen(asked, ['rebuildPage']);
  });

  it.each([
    ['run/not-open', 'Signs-1 is over.\nThe same command launches another run.'],
    ['task/build-failed', 'Signs-1 is over.\nThe former page stays.'],
  ])('says what is next when a page is refused with %s', async (code, sentence) => {
    const { said, follow } = await open(() => {
      throw Object.assign(new Error('Signs-1 is over.'), { code });
    });
    void follow(true);
    await vi.waitFor(() => expect(said).toContain(sentence), { timeout: 5_000 });
  });

  it('is left when its server ends', async () => {
    const { ended, follow } = await open();
    const left = follow();
    ended.abort(new Error('The log is gone.'));
    await left;
  });
});
