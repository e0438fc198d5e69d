import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, breakAfter, type FakeServer, openFakeServer, type Routes, refuseWith } from '../for-tests.ts';
import { openClient, pathTo } from './client.ts';

const answering = (answer: Answer) => answer;

let server: FakeServer;
const open = async (routes: Routes, signal?: AbortSignal) => {
  server = await openFakeServer(routes);
  return openClient(server.url, signal);
};
afterEach(() => server.stop());

describe('a client of a house', () => {
  it('asks and answers in JSON', async () => {
    const client = await open({ 'POST /api/units/films.1.0/reject': { sequence: 12 } });
    expect(await client.post('/api/units/films.1.0/reject', { note: 'ñ' })).toEqual({ sequence: 12 });
    expect(server.asked).toEqual([{ route: 'POST /api/units/films.1.0/reject', body: { note: 'ñ' } }]);
  });

  it('passes on what the house refuses, in its words and with its code', async () => {
    const client = await open({ 'GET /api/runs/x': refuseWith('run/unknown', 'No task run is called "x".', 404) });
    await expect(client.get('/api/runs/x')).rejects.toMatchObject({
      name: 'Refused',
      code: 'run/unknown',
      message: 'No task run is called "x".',
    });
  });

  it('tells a stranger behind the address from a house', async () => {
    const client = await open({
      'GET /page': answering((response) => response.end('<html>')),
      'GET /missing': answering((response) => response.writeHead(404).end('Not found')),
    });
    await expect(client.get('/page')).rejects.toMatchObject({ code: 'daemon/odd-answer' });
    await expect(client.get('/missing')).rejects.toMatchObject({ code: 'daemon/odd-answer' });
  });

  it('notices a stream that breaks off before its end', async () => {
    const client = await open({ 'GET /stream': breakAfter('first\nsecond') });
    const seen: string[] = [];
    const read = async () => {
      for await (const line of client.lines('GET', '/stream')) seen.push(line);
    };
    await expect(read()).rejects.toMatchObject({ code: 'daemon/gone' });
    expect(seen).toEqual(['first']);
  });

  it('notices that nobody is there', async () => {
    const client = await open({});
    await server.stop();
    await expect(client.get('/api/runs')).rejects.toMatchObject({ code: 'daemon/gone' });
  });

  it('ends a stream that goes on for ever with the reason it was given', async () => {
    const ended = new AbortController();
    const client = await open({ 'GET /stream': answering((response) => response.write('first\n')) }, ended.signal);
    const read = async () => {
      for await (const _ of client.lines('GET', '/stream')) ended.abort(new Error('enough'));
    };
    await expect(read()).rejects.toThrow('enough');
  });
});

describe('a path of the API', () => {
  it('keeps what was typed from reaching other paths', () => {
    expect(pathTo(['api', 'runs', '../units?x=1'])).toBe('/api/runs/..%2Funits%3Fx%3D1');
  });

  it('leaves out what is undefined', () => {
    expect(pathTo(['api', 'events'], { from: 3, filter: 'facts.*.>', follow: undefined })).toBe(
      '/api/events?from=3&filter=facts.*.%3E',
    );
  });
});
