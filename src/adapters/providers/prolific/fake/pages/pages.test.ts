import { afterEach, describe, expect, it } from 'vitest';
import { openForTests } from '../for-tests.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
const open = async () => {
  const all = await openForTests();
  opened.push(all.fake);
  const form = (url: string, fields: Record<string, string>) =>
    all.fake.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    });
  return { ...all, form };
};

describe('the pages of participants', () => {
  it('give a place, lead to the study, and take the code', async () => {
    const { fake, clock, call, publish, form } = await open();
    const study = await publish({ description: '<script>alert(1)</script>' });
    const shown = await fake.app.inject({ url: `/studies/${study}` });
    expect(shown.body).toContain('&lt;script&gt;alert(1)');
    expect(shown.body).not.toContain('<script>');
    const taken = await form(`/studies/${study}`, { participant: '' });
    const id = /i=([0-9a-f]{24})$/.exec(String(taken.headers.location))?.[1];
    expect(taken.statusCode).toBe(303);
    const cookie = String(taken.headers['set-cookie']).split(';')[0] ?? '';
    const end = await fake.app.inject({ url: '/submissions/complete?cc=RIGHT', headers: { cookie } });
    expect(end.statusCode).toBe(200);
    clock.advance(fake.world.durations.processingMs);
    const { body } = await call('GET', `submissions/${id}/`);
    expect(body).toMatchObject({ status: 'AWAITING REVIEW', entered_code: 'RIGHT' });
  });

  it('say why there is no place', async () => {
    const { publish, form, fake } = await open();
    const study = await publish({ total_available_places: 1 });
    fake.participants.reserve(study, fake.participants.add().id);
    const refused = await form(`/studies/${study}`, { participant: '' });
    expect([refused.statusCode, refused.body]).toEqual([409, 'All places are taken.']);
  });
});

describe('the screen', () => {
  it('shows everything, escaped, and steers', async () => {
    const { fake, faults, call, publish, submit, form } = await open();
    const study = await publish({ name: '<b>Colours</b>' });
    const submission = submit(study, '"><img src=x>');
    await call('POST', `submissions/${submission}/transition/`, { action: 'APPROVE' });
    await form('/screen/faults', { kind: 'error-500', times: '2' });
    expect(faults.ordered()).toMatchObject([{ kind: 'error-500', times: 2 }]);
    const { body, headers } = await fake.app.inject({ url: '/' });
    expect(headers['content-type']).toContain('text/html');
    for (const text of [
      '&lt;b&gt;Colours',
      '&quot;&gt;&lt;img',
      'APPROVED',
      'reward',
      'error-500',
      'width=device-width',
    ])
      expect(body).toContain(text);
    expect(body).not.toContain('<img');
    await form('/screen/faults/clear', {});
    expect(faults.ordered()).toEqual([]);
    const before = fake.world.clock.now();
    await form('/screen/clock', { minutes: '5' });
    expect(fake.world.clock.now() - before).toBe(300_000);
  });
});
