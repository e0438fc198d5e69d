import type * as sdk from '@aws-sdk/client-mturk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeMturk } from './fake-mturk.ts';
import { createHit, doWork, openStanding, sdkWithin, startMs } from './fixtures.ts';

let fake: FakeMturk;
let client: sdk.MTurkClient;
beforeEach(async () => {
  fake = await openStanding();
  client = sdkWithin(fake);
});
afterEach(() => fake.close());

const send = (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
  fake.app.inject({ method, url, ...(payload ? { payload } : {}) });
const sendForm = (url: string, fields: Record<string, string>) =>
  fake.app.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });

describe('the controls', () => {
  it('order faults, list them and clear them', async () => {
    const fault = { kind: 'error-500', operation: 'SendBonus', share: 0.5 };
    expect((await send('POST', '/fake/faults', fault)).json().ordered).toMatchObject([fault]);
    expect((await send('GET', '/fake/faults')).json().kinds['drop-after']).toContain('connection');
    expect((await send('POST', '/fake/faults', { kind: 'other' })).statusCode).toBe(400);
    expect((await send('DELETE', '/fake/faults')).json().ordered).toEqual([]);
  });

  it('move the clock, and show the books', async () => {
    const { hitId } = await createHit(client);
    expect((await send('POST', '/fake/clock', { advance_ms: 3_600_000 })).json()).toEqual({
      now_ms: startMs + 3_600_000,
    });
    expect((await send('GET', '/fake/books')).json()).toMatchObject({ balanceCents: 1_000_000, holds: [] });
    expect((await send('GET', '/')).body).toContain(hitId);
    expect((await send('POST', '/fake/clock', { advance_ms: -1 })).statusCode).toBe(400);
  });
});

describe('the screen', () => {
  it('shows HITs, assignments, money and faults, with everything escaped', async () => {
    const { hitId } = await createHit(client, { Title: '<script>alert(1)</script>' });
    const assignmentId = doWork(fake, hitId);
    const { body } = await send('GET', '/');
    expect(body).not.toContain('<script>');
    for (const text of ['&lt;script&gt;', assignmentId, '$9999.40 can be spent', 'Reviewable', 'drop-after'])
      expect(body).toContain(text);
  });

  it('has forms that lead back to it', async () => {
    const ordered = await sendForm('/fake/faults', { kind: 'twice', operation: '', share: '1', times: '2' });
    expect([ordered.statusCode, ordered.headers.location]).toEqual([303, '/']);
    expect(fake.faults.ordered()).toMatchObject([{ kind: 'twice', times: 2 }]);
    await sendForm('/fake/faults/clear', {});
    expect(fake.faults.ordered()).toEqual([]);
    await sendForm('/fake/clock', { advance_ms: '60000' });
    expect(fake.clock.now()).toBe(startMs + 60_000);
  });
});
