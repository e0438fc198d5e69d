import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines } from '../bench/api.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { refuse } from '../src/runtime/refusals/refusals.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser, type Visitor } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';
import { expectSignals, leaveSignals, saysSignals } from './signalling.ts';

type Fact = { type: string; data: Record<string, unknown> };

describe('an app made for Mephisto, unchanged', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: LaunchedRun;
  let ada: Visitor;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    run = await launchWith(daemon.port, join(packageFolder, 'examples/02-mephisto-app'));
    ada = await browser.visitor();
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  async function facts(kind: string): Promise<Fact[]> {
    const found: Fact[] = [];
    for await (const fact of lines(daemon.port, 'GET', `/api/events?filter=facts.${run.id}.${kind}`)) {
      found.push(fact as Fact);
    }
    return found;
  }
  const heading = (name: string) => ada.page.getByRole('heading', { name });
  const button = (name: string) => ada.page.getByRole('button', { name });

  it('is built with the package from npm', () => {
    const { version } = createRequire(import.meta.url)('mephisto-task/package.json');
    expect(version).toBe('2.0.4');
    const page = readFileSync(join(packageFolder, 'examples/02-mephisto-app/page/index.html'), 'utf8');
    expect(page).toContain('wrap_crowd_source.js');
  });

  it('shows its preview without a worker', async () => {
    await ada.page.goto(`${run.worker_url}?preview`);
    await ada.page.getByText('You will see the name of a city').waitFor();
    expect(await facts('agent.>')).toEqual([]);
  });

  it('gets work', async () => {
    await ada.page.goto(run.worker_url);
    await heading('Juneau').waitFor();
    expect((await facts('agent.connected')).map(({ data }) => data)).toEqual([
      expect.objectContaining({ unitId: `${run.id}.0.0`, provider: 'inhouse' }),
    ]);
  });

  it('sends an opinion beside the answer', async () => {
    await button('This was easy to understand').click();
    await ada.page.getByText('Submitted metadata').waitFor();
    const [fact] = await facts('agent.metadata-submitted');
    expect(fact?.data.metadata).toEqual({ opinion: { type: 'opinion', text: 'Easy to understand' } });
  });

  it('reports a fault', async () => {
    const logged = ada.page.waitForResponse((response) => response.url().includes('/log_error'));
    await button('Something is broken').click();
    expect((await logged).status()).toBe(200);
    const [fact] = await facts('agent.error-logged');
    expect(fact?.data.error).toMatchObject({ message: 'The worker pressed the button for faults.' });
  });

  it('gets replies on the socket that pages for live tasks open', async () => {
    const [connected] = await facts('agent.connected');
    const [alive, heartbeat] = await ada.page.evaluate(
      async ([subject_id, host]) => {
        const socket = new WebSocket(`ws://${host}/`);
        const heard: Record<string, unknown>[] = [];
        await new Promise((resolve) => {
          socket.onopen = () => {
            for (const packet_type of ['nonsense', 'alive', 'heartbeat']) {
              socket.send(JSON.stringify({ packet_type, subject_id, client_timestamp: 1234.5 }));
            }
          };
          socket.onmessage = ({ data }) => heard.push(JSON.parse(data)) === 2 && resolve(undefined);
        });
        socket.close();
        return heard;
      },
      [connected?.data.agentId, new URL(run.worker_url).host],
    );
    expect(alive).toMatchObject({ packet_type: 'update_status', data: { status: 'in task' } });
    expect(heartbeat).toMatchObject({ packet_type: 'heartbeat', data: { last_mephisto_ping: 1_234_500 } });
  });

  it('resumes its unit after a reload', async () => {
    await ada.page.reload();
    await heading('Juneau').waitFor();
    expect(await facts('agent.connected')).toHaveLength(1);
  });

  it('submits, and continues with the next unit', async () => {
    await ada.page.getByLabel('is the capital of').fill('Alaska');
    await button('Submit').click();
    await heading('Denver').waitFor();
    await ada.page.getByLabel('is the capital of').fill('Colorado');
    await ada.page.keyboard.press('Enter');
    await heading('Atlanta').waitFor();
    const submitted = (await facts('unit.submitted')).map(({ data }) => [data.unitId, data.answer]);
    expect(submitted).toEqual([
      [`${run.id}.0.0`, { state: 'Alaska' }],
      [`${run.id}.1.0`, { state: 'Colorado' }],
    ]);
  });

  it('says so when there is no work', async () => {
    for await (const _ of lines(daemon.port, 'POST', `/api/runs/${run.id}/stop`, {}));
    const bob = await browser.visitor();
    await bob.page.goto(run.worker_url);
    await bob.page.getByText(refuse('work/all-done').message).waitFor();
    await bob.leave();
  });

  it('shows an onboarding of several pages, whose explanations the frame shows', async () => {
    const { id, worker_url } = await launchWith(daemon.port, join(packageFolder, 'examples/02-mephisto-app'), {
      frame: 'true',
      build: '',
      onboarding_qualification: 'states',
      onboarding_max_mistakes: '1',
      onboarding_data: JSON.stringify([
        { city: 'Boise', expected: { state: 'Idaho' }, explanation: 'Boise is in the west.' },
        { city: 'Salem', expected: { state: 'Oregon' } },
      ]),
    });
    const { page, leave } = await browser.visitor();
    const answer = async (city: string, state: string) => {
      await page.getByRole('heading', { name: city }).waitFor();
      await page.getByLabel('is the capital of').fill(state);
      await page.getByRole('button', { name: 'Submit' }).click();
    };
    await page.goto(worker_url);
    await page.getByText('Training, page 1 of 2').waitFor();
    await answer('Boise', 'Ohio');
    await page.getByRole('alert').getByText('Boise is in the west.').waitFor();
    await expectFitForEveryone(page);
    await answer('Boise', 'Idaho');
    await page.getByText('Training, page 2 of 2').waitFor();
    await answer('Salem', 'Oregon');
    await page.getByText('5 min left').waitFor();
    await answer('Juneau', 'Alaska');
    await page.getByRole('heading', { name: 'Denver' }).waitFor();
    run = { ...run, id };
    expect((await facts('onboarding.*')).map(({ type }) => type.slice('onboarding.'.length))).toEqual([
      'started',
      'page-submitted',
      'page-judged',
      'page-submitted',
      'page-judged',
      'page-submitted',
      'passed',
      'granted',
    ]);
    await leave();
  });

  /** Names the state of the city on a page, and gives the city. */
  async function name(page: Visitor['page'], states: Record<string, string>, before = ''): Promise<string> {
    const shown = page.getByRole('heading', { level: 1 });
    await shown.filter({ hasNotText: before || 'no city' }).waitFor();
    const city = await shown.innerText();
    await page.getByLabel('is the capital of').fill(states[city] ?? 'Alaska');
    await page.getByRole('button', { name: 'Submit' }).click();
    return city;
  }
  const known = [
    { city: 'Boise', expected: { state: 'Idaho' } },
    { city: 'Salem', expected: { state: 'Oregon' } },
  ];

  it('screens its workers with the first unit, of which the page knows nothing', async () => {
    const { worker_url } = await launchWith(daemon.port, join(packageFolder, 'examples/02-mephisto-app'), {
      ...{ build: '', use_screening_task: 'true', screening_data: JSON.stringify(known), max_screening_units: '10' },
      ...{ passed_qualification_name: 'capitals-passed', block_qualification: 'capitals-failed' },
    });
    const passes = await browser.visitor();
    await passes.page.goto(`${worker_url}?worker_id=dan`);
    const first = await name(passes.page, { Boise: 'Idaho', Salem: 'Oregon' });
    await passes.page.getByRole('heading', { name: 'Juneau' }).waitFor();
    expect(['Boise', 'Salem']).toContain(first);
    const fails = await browser.visitor();
    await fails.page.goto(`${worker_url}?worker_id=eve`);
    await name(fails.page, {});
    await fails.page.getByText(refuse('work/not-qualified').message).waitFor();
    await Promise.all([passes.leave(), fails.leave()]);
  });

  it('has gold units among its others, with the answers kept from the page', async () => {
    const { worker_url } = await launchWith(daemon.port, join(packageFolder, 'examples/02-mephisto-app'), {
      ...{ build: '', use_golds: 'true', gold_data: JSON.stringify(known), max_gold_units: '10', min_golds: '1' },
      ...{ gold_qualification_base: 'capitals', gold_every: '1', max_incorrect_golds: '0' },
    });
    const { page, leave } = await browser.visitor();
    const bodies: string[] = [];
    page.on('response', async (response) => bodies.push(await response.text().catch(() => '')));
    await page.goto(`${worker_url}?worker_id=fay`);
    const cities = [await name(page, { Boise: 'Idaho', Salem: 'Oregon' })];
    cities.push(await name(page, {}, cities[0]));
    cities.push(await name(page, {}, cities[1]));
    expect(cities.map((city) => known.some((one) => one.city === city))).toEqual([true, false, true]);
    await page.getByText(refuse('work/not-qualified').message).waitFor();
    expect(bodies.some((body) => body.includes(cities[0]!))).toBe(true);
    expect(bodies.join()).not.toMatch(/expected":|Idaho|Oregon/);
    await leave();
  });

  it.each(['true', 'false'])(
    'counts signals where the run asks for them, and tells its worker, with frame: %s',
    async (frame) => {
      const overrides = { frame, build: '', signals: 'true' };
      const { id, worker_url } = await launchWith(
        daemon.port,
        join(packageFolder, 'examples/02-mephisto-app'),
        overrides,
      );
      const { page, leave } = await browser.visitor();
      await page.goto(`${worker_url}?worker_id=ada`);
      await page.getByText(saysSignals).waitFor();
      const field = page.getByLabel('is the capital of');
      const sent = await leaveSignals(page, field);
      await field.fill('Alaska');
      await page.getByRole('button', { name: 'Submit' }).click();
      await page.getByRole('heading', { name: 'Denver' }).waitFor();
      await expectSignals({ daemon, browser, run: id, sent });
      await leave();
    },
  );
});
