import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTask } from '../bench/task.ts';
import { client } from '../src/api/client.ts';
import { overview } from '../src/api/runs.ts';
import * as api from '../src/api/workers.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchWith } from './films.ts';
import { launchItems } from './submitting.ts';
import { workerPackets } from './worker-packets.ts';

let daemon: TestDaemon;
beforeAll(async () => {
  daemon = await openTestDaemon();
});
afterAll(() => daemon.end());

const { post, arrive, submit, onboard, heldBy } = workerPackets(() => daemon);
async function launchCode(name: string, code: string, settings: object, items: Iterable<Record<string, unknown>>) {
  const folder = writeTask(join(daemon.folder, name), name, items, { allowed_concurrent: 1, ...settings });
  writeFileSync(join(folder, 'task.mjs'), code);
  return (await launchWith(daemon.port, folder)).id;
}

describe('the code of a task', () => {
  const items = Array.from({ length: 120 }, (_, n) => ({ n, language: n % 60 === 59 ? 'fr' : 'en' }));

  it('says which items a worker may have, and is asked about all of them before there is said to be none', async () => {
    const code = `export default { mayWork: ({ qualifications }, { language }) => language === 'fr' === ('french' in qualifications) };`;
    const run = await launchCode('languages', code, { qualifications: [] }, items);
    const first = await arrive(run, 'ada');
    expect(first.init_task_data).toMatchObject({ n: 0, language: 'en' });
    await submit(run, first, {});
    await client(daemon.url).call(api.createQualification, { body: { name: 'french' } });
    const { qualifications } = await client(daemon.url).call(api.listQualifications, {});
    const params = { worker: first.worker_id, qualification: qualifications.find(({ name }) => name === 'french')!.id };
    await client(daemon.url).call(api.grantQualification, { params, body: { value: 1 } });
    for (const n of [59, 119]) {
      const french = await arrive(run, 'ada');
      expect(french.init_task_data).toMatchObject({ n });
      await submit(run, french, {});
    }
    expect(await arrive(run, 'ada')).toMatchObject({
      agent_id: null,
      failure_reason: expect.stringMatching(/no available/),
    });
  });

  it('fails for one item: no worker gets that one, all get the others, and the requester reads which', async () => {
    const code = `import { existsSync } from 'node:fs';
      export default {
        mayWork(worker, { n }) {
          if (n < 2 && !existsSync(new URL('ready', import.meta.url))) throw new Error('no rule for ' + n);
          return n < 4;
        },
      };`;
    const run = await launchCode('partly', code, {}, items);
    const problems = async () => {
      const { runs } = await client(daemon.url).call(overview, {});
      return runs.find(({ id }) => id === run)!.problems;
    };
    expect((await arrive(run, 'ada')).init_task_data).toMatchObject({ n: 2 });
    expect(await problems()).toEqual([
      expect.stringMatching(/^No worker gets item 1 .* no rule for 0 \(\.\/task\.mjs:4\)\./),
      expect.stringMatching(/^No worker gets item 2 /),
    ]);
    writeFileSync(join(daemon.folder, 'partly', 'ready'), '');
    expect((await arrive(run, 'bob')).init_task_data).toMatchObject({ n: 0 });
    expect(await problems()).toEqual([]);
  });

  it('fails for all items: workers come later', async () => {
    const code = `export default { mayWork() { throw new Error('no rules'); } };`;
    const run = await launchCode('none', code, {}, items);
    for (let visit = 0; visit < 2; visit++)
      expect(await arrive(run, 'ada')).toMatchObject({ agent_id: null, failure_code: 'work/later' });
  });

  it('gives every item once, however many workers ask for the same ones at once', async () => {
    const code = `export default { mayWork: (worker, { n }) => n < 30 };`;
    const run = await launchCode('races', code, {}, items.slice(0, 40));
    const got = await Promise.all(Array.from({ length: 30 }, (_, w) => arrive(run, `worker-${w}`)));
    expect(got.map(({ init_task_data }) => init_task_data?.n).toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 30 }, (_, n) => n),
    );
    expect((await arrive(run, 'late')).agent_id).toBeNull();
  });

  it('makes and judges the onboarding, and hears of each submission', async () => {
    const code = `
      export default {
        onboarding: { data: ({ name }) => [{ text: 'Welcome, ' + name }] },
        validateOnboarding: ({ inputs, outputs }) =>
          outputs.name === inputs.text.slice(9) ? true : { passed: false, explanation: 'That is not your name.' },
        onSubmitted({ answer, grant, revoke }) {
          if (answer.careful) grant('careful', 3);
          else revoke('careful');
        },
      };`;
    const settings = { onboarding_qualification: 'welcomed', onboarding_max_mistakes: 1 };
    const run = await launchCode('welcome', code, settings, items);
    const page = await arrive(run, 'Ada');
    expect(page.init_task_data).toEqual({ text: 'Welcome, Ada' });
    const { data: again } = await onboard(run, page, { name: 'Eve' });
    expect(again.init_task_data).toMatchObject({ onboarding: { explanation: 'That is not your name.' } });
    const { data: unit } = await onboard(run, page, { name: 'Ada' });
    expect(unit.init_task_data).toMatchObject({ n: 0 });
    await submit(run, unit, { careful: true });
    await expect.poll(() => heldBy(unit)).toMatchObject({ welcomed: 1, careful: 3 });
    const required = { qualifications: [{ name: 'careful', comparator: 'GreaterThan', value: 2 }] };
    const { id: strict } = await launchItems(daemon, 'strict', items, { allowed_concurrent: 1, ...required });
    expect((await arrive(strict, 'Ada')).init_task_data).toMatchObject({ n: 0 });
    expect(await arrive(strict, 'Eve')).toMatchObject({ agent_id: null, failure_code: 'work/not-qualified' });
    await submit(run, await arrive(run, 'Ada'), { careful: false });
    await expect.poll(() => heldBy(unit)).toEqual({ welcomed: 1 });
    const { id: later } = await launchItems(daemon, 'strict', items, { allowed_concurrent: 1, ...required });
    expect(await arrive(later, 'Ada')).toMatchObject({ agent_id: null, failure_code: 'work/not-qualified' });
  });

  it('keeps an answer that it fails to judge, and judges it when it can', async () => {
    const code = `
      import { existsSync } from 'node:fs';
      export default {
        screening: {
          item: () => ({ text: 'Press the button' }),
          passes({ answer }) {
            if (!existsSync(new URL('ready', import.meta.url))) throw new Error('not ready');
            return answer.pressed;
          },
        },
      };`;
    const settings = {
      ...{ use_screening_task: true, passed_qualification_name: 'pressed', block_qualification: 'out' },
      max_screening_units: 5,
    };
    const run = await launchCode('buttons', code, settings, items);
    const unit = await arrive(run, 'ada');
    expect(unit.init_task_data).toEqual({ text: 'Press the button' });
    await submit(run, unit, { pressed: true });
    const body = { provider_data: { worker_name: 'ada', agent_registration_id: 'again' } };
    expect(await post(run, '/request_agent', body)).toMatchObject({ status: 503, code: 'onboarding/not-judged' });
    writeFileSync(join(daemon.folder, 'buttons', 'ready'), '');
    await expect
      .poll(async () => (await arrive(run, 'ada'))?.init_task_data, { timeout: 10_000 })
      .toMatchObject({ n: 0 });
    await expect.poll(() => heldBy(unit)).toMatchObject({ pressed: 1 });
  });

  it('tells workers nothing of its own errors, which may name right answers', async () => {
    const code = `export default {
      gold: { item() { throw new Error('the answer is tulip'); }, isCorrect: () => true },
    };`;
    const settings = { use_golds: true, gold_qualification_base: 'flowers', max_gold_units: 5 };
    const run = await launchCode('flowers', code, settings, items);
    const body = { provider_data: { worker_name: 'ada', agent_registration_id: 'flowers' } };
    const reply = await post(run, '/request_agent', body);
    expect(reply.data).toMatchObject({ agent_id: null, failure_code: 'work/later' });
    expect(JSON.stringify(reply)).not.toContain('tulip');
  });
});
