import { afterEach, describe, expect, it } from 'vitest';
import { events, rebuild } from '../../api/log.ts';
import { rejectUnit } from '../../api/review.ts';
import { getRun, listRuns } from '../../api/runs.ts';
import { type Answer, breakAfter, type FakeServer, openFakeServer, type Routes, refuseWith } from '../for-tests.ts';
import { openClient } from './client.ts';

const answering = (answer: Answer) => answer;

let server: FakeServer;
const open = async (routes: Routes, signal?: AbortSignal, token?: string) => {
  server = await openFakeServer(routes);
  return openClient(server.url, signal, token);
};
afterEach(() => server.stop());

describe('the client of the command line', () => {
  it('sends and reads JSON', async () => {
    const client = await open({ 'POST /api/units/films.1.0/reject': { sequence: 12 } });
    const call = { params: { unit: 'films.1.0' }, body: { note: 'ñ' } };
    expect(await client.call(rejectUnit, call)).toEqual({ sequence: 12 });
    expect(server.asked).toEqual([{ route: 'POST /api/units/films.1.0/reject', body: { note: 'ñ' } }]);
  });

  it('sends its token', async () => {
    let authorization: string | undefined;
    const routes = {
      'GET /api/runs': answering((response, request) => {
        ({ authorization } = request.headers);
        response.end('{"runs":[]}');
      }),
    };
    const client = await open(routes, undefined, 'secret');
    await client.call(listRuns);
    expect(authorization).toBe('Bearer secret');
  });

  it('throws what the server refuses, with its sentence and its code', async () => {
    const client = await open({ 'GET /api/runs/x': refuseWith('run/unknown', 'No run is called "x".', 404) });
    await expect(client.call(getRun, { params: { run: 'x' } })).rejects.toMatchObject({
      name: 'ApiError',
      code: 'run/unknown',
      message: 'No run is called "x".',
    });
  });

  it('recognises a reply that is not from Manyhands', async () => {
    const client = await open({
      'GET /api/runs': answering((response) => response.end('<html>')),
      'GET /api/runs/missing': answering((response) => response.writeHead(404).end('Not found')),
      'GET /api/runs/moved': answering((response) => response.writeHead(302, { location: '/' }).end()),
    });
    await expect(client.call(listRuns)).rejects.toMatchObject({ code: 'daemon/odd-answer' });
    for (const run of ['missing', 'moved'])
      await expect(client.call(getRun, { params: { run } })).rejects.toMatchObject({ code: 'daemon/odd-answer' });
  });

  it('notices a stream that breaks off before its end', async () => {
    const client = await open({ 'GET /api/events': breakAfter('first\nsecond') });
    const seen: string[] = [];
    const read = async () => {
      for await (const line of client.lines(events)) seen.push(line);
    };
    await expect(read()).rejects.toMatchObject({ code: 'daemon/gone' });
    expect(seen).toEqual(['first']);
  });

  it('notices a reply that breaks off before its end', async () => {
    const client = await open({ 'GET /api/runs': breakAfter('{"runs":') });
    await expect(client.call(listRuns)).rejects.toMatchObject({ code: 'daemon/gone' });
  });

  it('throws an error that comes as the last line', async () => {
    const error = { code: 'log/unavailable', message: 'The log does not answer.' };
    const client = await open({
      'POST /api/rebuild': answering((response) => response.end(JSON.stringify({ error }))),
    });
    await expect(client.stream(rebuild).next()).rejects.toMatchObject(error);
  });

  it('notices that no server is there', async () => {
    const client = await open({});
    await server.stop();
    await expect(client.call(listRuns)).rejects.toMatchObject({ code: 'daemon/gone' });
  });

  it('ends an endless stream with the reason of its signal', async () => {
    const ended = new AbortController();
    const routes = { 'GET /api/events': answering((response) => response.write('first\n')) };
    const client = await open(routes, ended.signal);
    const read = async () => {
      for await (const _ of client.lines(events)) ended.abort(new Error('enough'));
    };
    await expect(read()).rejects.toThrow('enough');
  });
});
