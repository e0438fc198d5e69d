import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFakeClock } from '../src/adapters/providers/fakes/clock.ts';
import { openFaults } from '../src/adapters/providers/fakes/faults.ts';
import { type FakeProlific, openFakeProlific } from '../src/adapters/providers/prolific/fake/fake-prolific.ts';
import { client } from '../src/api/client.ts';
import { listOffers, makeOffer, planOffer } from '../src/api/offers.ts';
import { registerRequester } from '../src/api/requesters.ts';
import { acceptUnit } from '../src/api/review.ts';
import { listUnits } from '../src/api/units.ts';
import { seeded } from '../src/projections/statistics/seeded.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchWith } from './films.ts';
import { visit } from './visitor.ts';

const durations = { publishingMs: 50, processingMs: 50, bulkApproveMs: 50, bonusMs: 50 };
const task = {
  ...{ task_name: 'cafes', task_title: 'Cafes', task_description: 'Say it.', data: 'items.jsonl' },
  ...{ task_reward: 1, currency: 'GBP', questions: [{ key: 'mood', labels: ['good', 'bad'] }] },
};

describe('a participant of a study at Prolific', () => {
  let daemon: TestDaemon;
  let prolific: FakeProlific;
  let browser: TestBrowser;
  let run: string;
  let receipt: string;
  const clock = openFakeClock();
  const api = () => client(daemon.url);
  const study = () => `${prolific.url}/studies/${[...prolific.world.studies.keys()][0]}`;
  const options = () => ({ app_url: prolific.url });

  beforeAll(async () => {
    const random = seeded(3);
    prolific = await openFakeProlific({ clock, faults: openFaults(random), random, durations, port: 0 });
    daemon = await openTestDaemon();
    browser = await openBrowser();
    const credentials = { api_key: prolific.token, url: `${prolific.url}/api/v1/` };
    await api().call(registerRequester, { body: { provider: 'prolific', name: 'lab', credentials } });
    const folder = join(daemon.folder, 'cafes');
    mkdirSync(folder);
    writeFileSync(join(folder, 'items.jsonl'), '{"text":"Lovely."}\n{"text":"Cold."}\n');
    const offers = [{ provider: 'prolific', requester: 'lab', pay_after_seconds: null, options: options() }];
    writeFileSync(join(folder, 'manyhands.yaml'), JSON.stringify({ ...task, offers }));
    run = (await launchWith(daemon.port, folder)).id;
    const asked = { requester: 'lab', pay_after_seconds: null, options: options() };
    const params = { run };
    const { total_cents } = await api().call(planOffer, { params, body: asked });
    await api().call(makeOffer, { params, body: { ...asked, total_cents } });
    while ((await api().call(listOffers, { params })).offers[0]?.state !== 'published') await pause(50);
  });
  afterAll(async () => {
    await browser?.close();
    await daemon?.end();
    await prolific?.close();
    clock.close();
  });

  it('takes part, works, and lands at Prolific as one who is done', async () => {
    // The simulated Prolific is another server, and has no icon.
    const { page, leave } = await browser.visitor({
      mayFail: /http:\/\/127\.0\.0\.1:\d+\/(studies|submissions|favicon)/,
    });
    await page.goto(study());
    await page.getByRole('button', { name: 'Take part' }).click();
    await page.locator('.text').first().waitFor();
    expect(new URL(page.url()).search).toBe('');
    receipt = await page.evaluate(
      () => (globalThis as unknown as { manyhandsPage: { receipt: string } }).manyhandsPage.receipt,
    );
    const here = page.url();
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/submissions\/complete\?cc=/);
    await page.getByText('Your submission was received.').waitFor();
    expect([...prolific.world.submissions.values()].map(({ status }) => status)).not.toContain('ACTIVE');
    // One place is for one unit: who comes again finds the way back.
    await page.goto(here);
    await page.getByRole('heading', { name: 'All done' }).waitFor();
    await page.getByText('You have submitted the task that this place was for.').waitFor();
    expect(await page.getByRole('link', { name: 'Continue' }).getAttribute('href')).toContain(
      `${prolific.url}/submissions/complete?cc=`,
    );
    await page.getByRole('link', { name: 'Your work here' }).click();
    await page.getByText('State: sent, not checked yet').waitFor();
    await expectFitForEveryone(page);
    await leave();
  });

  it('reads on the receipt what became of it, and nobody else does', async () => {
    const { units } = await api().call(listUnits, { query: { run, status: 'completed', limit: 10 } });
    const body = { bonus_cents: 50, message: 'So <thorough>', note: 'For us alone' };
    await api().call(acceptUnit, { params: { unit: String(units[0]?.id) }, body });
    const host = `${run}.localhost:${daemon.port}`;
    const open = (path: string, headers = {}) =>
      visit(daemon.port, path, { host, headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate', ...headers } });
    let got = await open(receipt);
    for (; !got.text.includes('accepted'); got = await open(receipt)) await pause(50);
    expect(got.text).toContain('State: accepted');
    expect(got.text).toContain('£1.00');
    expect(got.text).toContain('Bonus on its way: <bdi>£0.50');
    expect(got.text).toContain('So &lt;thorough&gt;');
    expect(got.text).not.toContain('For us alone');
    expect(got.text).not.toContain('<script');
    expect((await open(receipt, { 'accept-language': 'ar' })).text).toContain('dir="rtl"');
    expect((await open('/receipt')).headers['x-refusal']).toBe('link/needed');
    expect((await open(`${receipt}x`)).headers['x-refusal']).toBe('link/mangled');
  });

  it('is not known by a link that is not filled in, and only looks without a place', async () => {
    const host = `${run}.localhost:${daemon.port}`;
    const open = (query: string) =>
      visit(daemon.port, `/?${query}`, { host, headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } });
    const placeholder = encodeURIComponent('{{%PROLIFIC_PID%}}');
    expect((await open(`PROLIFIC_PID=${placeholder}`)).headers['x-refusal']).toBe('link/no-worker-in-it');
    expect((await open('PROLIFIC_PID=abc')).headers.location).toBe('./?preview=');
    const ofMturk = 'workerId=A1B2&assignmentId=3XYZ&hitId=3HIT&turkSubmitTo=https://www.mturk.com';
    expect((await open(ofMturk)).headers['x-refusal']).toBe('link/not-offered');
  });
});
