import Fastify from 'fastify';
import { expect, it } from 'vitest';
import type { Drafts } from '../../saved-tasks/drafts.ts';
import { refuse } from '../../saved-tasks/refusals.ts';
import type { SavedTasks } from '../../saved-tasks/saved-tasks.ts';
import type { Caller } from '../http/caller.ts';
import { answerErrors } from '../http/errors.ts';
import { appRoutes } from '../http/hosts.ts';
import { tasksApi } from './api-tasks.ts';

const fail = () =>
  Promise.reject(refuse('data/not-writable', { place: '/srv/data/drafts/items.csv', reason: 'its disk is full' }));
const drafts = { begin: fail, addFile: fail, check: fail, finish: fail } as unknown as Drafts;
const savedTasks = { placeOf: () => '', retitle: fail, copy: fail } as unknown as SavedTasks;

async function appFor(login: Caller['login']) {
  const app = Fastify();
  answerErrors(app, () => undefined);
  app.addHook('onRequest', async (request) => {
    request.caller = { by: 'reviewer:anna', role: 'owner', login };
  });
  await app.register(tasksApi, { drafts, savedTasks, sendLaunch: fail as never, urlOf: () => '' });
  return app;
}

const draft = 'd'.repeat(26);
const wishes = { kind: 'choice', title: 'Cafés' };
const file = { 'content-type': 'application/octet-stream' };
const json = { 'content-type': 'application/json' };
const requests = [
  { method: 'POST', url: '/api/drafts?file=a.csv', headers: file, body: 'a\n1\n' },
  { method: 'PUT', url: `/api/drafts/${draft}/files?path=a.png`, headers: file, body: 'a' },
  { method: 'PUT', url: `/api/drafts/${draft}`, headers: json, body: JSON.stringify(wishes) },
  { method: 'POST', url: '/api/tasks', headers: json, body: JSON.stringify({ ...wishes, draft, name: 'cafes' }) },
  { method: 'PATCH', url: '/api/tasks/cafes', headers: json, body: JSON.stringify({ title: 'Cafés' }) },
  { method: 'POST', url: '/api/tasks/cafes/copy', headers: json, body: JSON.stringify({ name: 'bars' }) },
] as const;

it.each(requests)('names folders of its machine only to an owner there: $method $url', async ({ url, ...request }) => {
  for (const [login, path] of [
    ['none', '/srv/data/drafts/items.csv cannot be written'],
    ['token', 'items.csv cannot be written'],
  ] as const) {
    const app = await appFor(login);
    const reply = await fetch(new URL(`${appRoutes}${url}`, await app.listen({ port: 0, host: '127.0.0.1' })), request);
    const { code, message } = (await reply.json()) as { code: string; message: string };
    expect(code).toBe('data/not-writable');
    expect(message).toContain(path);
    expect(message.includes('/srv')).toBe(login === 'none');
    await app.close();
  }
});
