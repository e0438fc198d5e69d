import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled } from '../bench/api.ts';
import { client } from '../src/api/client.ts';
import { getRun, overview } from '../src/api/runs.ts';
import { ordinaryUnitsOf, specialUnitsOf } from '../src/api/unit-counts.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems } from './submitting.ts';
import { type Details, workerPackets } from './worker-packets.ts';

const items = Array.from({ length: 12 }, (_, n) => ({ n }));
let daemon: TestDaemon;
beforeAll(async () => {
  daemon = await openTestDaemon();
});
afterAll(() => daemon.end());

const { arrive, submit, heldBy } = workerPackets(() => daemon);
async function refusedIn(run: string) {
  const { runs } = await client(daemon.url).call(overview, {});
  return runs.find(({ id }) => id === run)?.refused;
}

describe('screening', () => {
  const settings = {
    ...{ use_screening_task: true, passed_qualification_name: 'passed', block_qualification: 'out' },
    ...{ max_screening_units: 3, allowed_concurrent: 1, completion_code: 'C-1', maximum_units_per_worker: 2 },
    screening_data: [{ text: 'Press the red button', expected: { button: 'red' } }],
  };
  let run: string;
  beforeAll(async () => {
    run = (await launchItems(daemon, 'buttons', items, settings)).id;
  });

  it('gives a unit first that decides, without its right answer', async () => {
    const first = await arrive(run, 'ada');
    expect(first.init_task_data).toEqual({ text: 'Press the red button' });
    await submit(run, first, { button: 'red' });
    const unit = await arrive(run, 'ada');
    expect(unit.init_task_data).toEqual({ n: 0 });
    await expect.poll(() => heldBy(first)).toEqual({ passed: 1 });
    await submit(run, unit, {});
    expect(await arrive(run, 'ada')).toMatchObject({ agent_id: null, completion: { code: 'C-1' } });
  });

  it('gives nothing to who failed, in other runs either, and screens nobody twice', async () => {
    const first = await arrive(run, 'bob');
    await submit(run, first, { button: 'blue' });
    const refused = await arrive(run, 'bob');
    expect(refused).toMatchObject({ agent_id: null, failure_reason: expect.stringMatching(/qualified/) });
    // It would tell the panel that they have done what was asked.
    expect(refused).not.toHaveProperty('completion');
    await expect.poll(() => heldBy(first)).toEqual({ out: 1 });
    expect(await arrive(run, 'bob')).not.toHaveProperty('completion');
    const other = (await launchItems(daemon, 'buttons', items, { ...settings, maximum_units_per_worker: 0 })).id;
    expect((await arrive(other, 'bob')).agent_id).toBeNull();
    expect((await arrive(other, 'ada')).init_task_data).toEqual({ n: 0 });
  });

  it.each(['stay', 'https://panel.example.org/{code}'])(
    'completes the study only for who passed: %s',
    async (after) => {
      const own = { ...settings, passed_qualification_name: 'ready', block_qualification: 'unready' };
      const { id } = await launchItems(daemon, 'staying', items, { ...own, after_submission: after });
      const answering = async (name: string, button: string) => submit(id, await arrive(id, name), { button });
      expect(await answering(`cara ${after}`, 'red')).toMatchObject({ completion: { code: 'C-1' } });
      expect(await answering(`dave ${after}`, 'blue')).not.toHaveProperty('completion');
    },
  );

  it('gives no more screening units than allowed, also after a restart', async () => {
    await arrive(run, 'eve');
    await daemon.stop();
    daemon = await openTestDaemon({}, daemon.folder);
    expect(await arrive(run, 'kim')).toMatchObject({ agent_id: null, failure_code: 'work/none' });
    expect(await refusedIn(run)).toContainEqual({ reason: 'no-screening-left', workers: 1 });
    await settled(daemon.port);
    const row = await client(daemon.url).call(getRun, { params: { run } });
    expect(specialUnitsOf(row)).toMatchObject({ units: 3, open: 0, assigned: 1, completed: 2 });
    expect(ordinaryUnitsOf(row)).toMatchObject({ units: 12, open: 11, assigned: 0, completed: 1 });
  });
});

describe('gold units', () => {
  const gold_data = Array.from({ length: 4 }, (_, g) => ({ g, right: `answer ${g}` }));
  const settings = {
    ...{ use_golds: true, gold_qualification_base: 'signs', max_gold_units: 10, min_golds: 1, max_incorrect_golds: 1 },
    ...{ gold_every: 2, gold_data, allowed_concurrent: 1, quality: { gold: { sign: 'right' } } },
  };
  let run: string;
  beforeAll(async () => {
    run = (await launchItems(daemon, 'signs', items, settings)).id;
  });
  const isGold = ({ init_task_data }: Details) => init_task_data !== null && 'g' in init_task_data;
  const answerTo = ({ init_task_data }: Details) => ({ sign: `answer ${init_task_data?.g}` });

  it('come first and then after every second unit, each once, without the right answer', async () => {
    const had: unknown[] = [];
    for (let n = 0; n < 10; n++) {
      const unit = await arrive(run, 'ada');
      expect(unit.init_task_data).not.toHaveProperty('right');
      had.push(isGold(unit) ? `gold ${unit.init_task_data?.g}` : 'unit');
      await submit(run, unit, isGold(unit) ? answerTo(unit) : { sign: 'x' });
    }
    expect(had.map((one) => String(one).split(' ')[0])).toEqual(
      'gold unit unit gold unit unit gold unit unit gold'.split(' '),
    );
    expect(new Set(had.filter((one) => one !== 'unit')).size).toBe(4);
    const worker = await arrive(run, 'ada');
    await expect.poll(() => heldBy(worker)).toMatchObject({ 'signs-correct-golds': 4, 'signs-completed-count': 6 });
    // No gold item is left for this worker, who has shown enough.
    expect(worker.init_task_data).toHaveProperty('n');
  });

  it('give nothing to a worker who answered too many wrong, in all runs of the task together', async () => {
    const first = await arrive(run, 'bob');
    await submit(run, first, { sign: 'no idea' });
    const other = (await launchItems(daemon, 'signs', items, settings)).id;
    const second = await arrive(other, 'bob');
    expect(isGold(second)).toBe(true);
    expect(second.init_task_data).not.toEqual(first.init_task_data);
    await submit(other, second, { sign: 'no idea' });
    for (const of of [run, other]) expect((await arrive(of, 'bob')).agent_id).toBeNull();
    await expect.poll(() => heldBy(first)).toMatchObject({ 'signs-wrong-golds': 2, 'signs-disqualified': 1 });
  });

  it('give nothing either to a worker whose wrong answers in two runs are judged at the same time', async () => {
    const other = (await launchItems(daemon, 'signs', items, settings)).id;
    const units = [await arrive(run, 'lea'), await arrive(other, 'lea')] as const;
    await Promise.all([submit(run, units[0], { sign: 'no' }), submit(other, units[1], { sign: 'no' })]);
    await expect.poll(() => heldBy(units[0])).toMatchObject({ 'signs-wrong-golds': 2, 'signs-disqualified': 1 });
    for (const of of [run, other]) expect((await arrive(of, 'lea')).agent_id).toBeNull();
  });

  it('count together in tasks that name the same qualifications for it', async () => {
    const first = await arrive(run, 'max');
    await submit(run, first, answerTo(first));
    await expect.poll(() => heldBy(first)).toMatchObject({ 'signs-correct-golds': 1 });
    const other = (await launchItems(daemon, 'signals', items, { ...settings, gold_every: 1 })).id;
    const unit = await arrive(other, 'max');
    expect(isGold(unit)).toBe(false);
    await submit(other, unit, { sign: 'x' });
    const gold = await arrive(other, 'max');
    expect(gold.init_task_data).not.toEqual(first.init_task_data);
    await submit(other, gold, answerTo(gold));
    await expect.poll(() => heldBy(first)).toMatchObject({ 'signs-correct-golds': 2, 'signs-completed-count': 1 });
  });

  it('are refused at the launch if there are too few, or one has no right answer', async () => {
    const launch = (changed: object) => launchItems(daemon, 'signs', items, { ...settings, ...changed });
    await expect(launch({ gold_data: gold_data.slice(0, 1) })).rejects.toThrow(
      'has 1 different item, and a worker may need 2',
    );
    await expect(launch({ gold_data: [...gold_data, { g: 9 }] })).rejects.toThrow('Item 5 of');
    const questions = [{ key: 'sign', labels: ['answer 0', 'answer 1', 'answer 2', 'answer 3'] }];
    const asked = { quality: { gold: { sign: 'right' }, questions } };
    await expect(launch({ ...asked, gold_data: [...gold_data, { right: 'answr' }] })).rejects.toThrow(
      'nobody can give it',
    );
    await expect(launch({ ...asked, gold_data: [...gold_data, { expected: { sgn: 'x' } }] })).rejects.toThrow(
      'no question has',
    );
    await expect(launch({ gold_data: 'none.csv' })).rejects.toThrow('not a file of the task folder');
    await expect(launch({ allowed_concurrent: 2 })).rejects.toThrow('must be 1 with screening and gold units');
  });
});
