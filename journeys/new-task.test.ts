import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, lines } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { type ApiError, client } from '../src/api/client.ts';
import { addDraftFile, beginDraft, checkDraft } from '../src/api/drafts.ts';
import { copyTask, listTasks, retitleTask, saveTask } from '../src/api/tasks.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { sendBytes } from './send-bytes.ts';

const wishes = { kind: 'choice' as const, title: 'Is it good?', labels: ['good', 'bad'], gold: 'truth' };

describe('a task that is made over HTTP', () => {
  let daemon: TestDaemon;
  let server: ReturnType<typeof client>;
  let draft: string;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    server = client(daemon.url);
  });
  afterAll(() => daemon?.end());

  const fileOf = (text: string) => ({ bytes: new Blob([text]), size: Buffer.byteLength(text) });
  const begin = (text: string, file = 'reviews.csv') =>
    server.call(beginDraft, { query: { file }, file: fileOf(text) });
  const codeOf = (call: Promise<unknown>) =>
    call.then(
      () => 'done',
      (error: ApiError) => `${error.status} ${error.code}`,
    );
  const inFolder = (name: string) => readdirSync(join(daemon.folder, 'data', name));

  it('begins with its items, and shows its page to whoever knows the draft, at an origin of its own', async () => {
    const begun = await begin('photo,truth\ncats/a.png,good\n');
    draft = begun.id;
    expect(begun).toMatchObject({ items: 1, keys: ['photo', 'truth'], first: { photo: 'cats/a.png' } });
    const file = { bytes: new Blob(['pixel']), size: 5 };
    await server.call(addDraftFile, { params: { draft }, query: { path: 'cats/a.png' }, file });
    const checked = await server.call(checkDraft, { params: { draft }, body: { ...wishes, media: 'image' } });
    expect(checked).toMatchObject({ plan: { items: 1, units: 3 }, missing_files: { count: 0 } });

    const { hostname: host, pathname, search } = new URL(checked.preview_url);
    const get = (path: string) => sendBytes(daemon.port, { host, method: 'GET', path });
    const { body, headers } = await get(pathname + search);
    expect(body.toString()).toContain('"sample":{"photo":"cats/a.png"}');
    expect(headers['content-security-policy']).toBe(
      `frame-ancestors http://localhost:${daemon.port} http://127.0.0.1:${daemon.port}`,
    );
    expect((await get('/cats/a.png')).body.toString()).toBe('pixel');
    expect((await get('/wrap_crowd_source.js')).body.toString()).toContain('getAssignmentId');
    for (const path of ['/manyhands.yaml', '/items.csv', '/..%2fitems.csv', '/../items.csv'])
      expect((await get(path)).status).toBe(404);
  });

  it('is saved in the data folder, launched, and answered; workers never see the right answer', async () => {
    const made = await server.call(saveTask, { body: { ...wishes, media: 'image', draft, name: 'cats' } });
    expect(made).toMatchObject({ name: 'cats', title: 'Is it good?', problem: null });
    expect(inFolder('drafts')).toEqual([]);
    const outcome: Record<string, unknown>[] = [];
    for await (const line of lines(daemon.port, 'POST', '/api/tasks/cats/runs')) outcome.push(line);
    const { run } = outcome.at(-1) as { run: { id: string; title: string } };
    expect(run.title).toBe('Is it good?');
    const ada = openWorker(daemon.port, run.id, 'ada');
    const work = (await ada.arrive()) as Work;
    expect(JSON.stringify(work)).not.toContain('truth');
    await ada.submit(work, { answer: 'good' });
    ada.close();
  });

  it('is launched from its folder, too, as the terminal does', async () => {
    const { tasks } = await server.call(listTasks, {});
    expect(tasks[0]?.folder).toBe(join(daemon.folder, 'data/tasks/cats'));
    expect(await launch(daemon.port, tasks[0]!.folder!)).toMatchObject({ status: 'launched' });
  });

  it('is copied, gets another title, and keeps both after a restart', async () => {
    await server.call(copyTask, { params: { task: 'cats' }, body: { name: 'dogs' } });
    await server.call(retitleTask, { params: { task: 'dogs' }, body: { title: 'Is this a dog?' } });
    daemon = await daemon.reopen();
    server = client(daemon.url);
    const { tasks } = await server.call(listTasks, {});
    expect(tasks.map(({ name, title }) => [name, title])).toEqual([
      ['cats', 'Is it good?'],
      ['dogs', 'Is this a dog?'],
    ]);
  });

  it('is refused if its file, its name or its settings cannot be, and nothing is left of it', async () => {
    expect(await codeOf(begin('text\na', 'a.js'))).toBe('400 draft/bad-data');
    expect(await codeOf(begin('text,text\na,b\n'))).toBe('400 data/bad-row');
    const { id } = await begin('text,truth\na,good\n');
    const save = (changed: object) =>
      codeOf(server.call(saveTask, { body: { ...wishes, draft: id, name: 'x', ...changed } }));
    expect(await save({ name: 'cats' })).toBe('409 task/name-taken');
    for (const name of ['../x', '..', 'X', 'a/b', '', 'a'.repeat(41)])
      expect(await save({ name })).toBe('400 request/bad-shape');
    expect(await save({ labels: ['good'] })).toBe('400 request/bad-shape');
    expect(await save({ gold: 'nowhere' })).toBe('400 data/unknown-key');
    expect(await save({ draft: 'nowhere' })).toBe('404 draft/unknown');
    expect(await codeOf(server.call(retitleTask, { params: { task: 'x' }, body: { title: 'y' } }))).toBe(
      '404 task/not-saved',
    );
    expect(inFolder('tasks').sort()).toEqual(['cats', 'dogs']);
    expect(existsSync(join(daemon.folder, 'data/x'))).toBe(false);
  });
});
