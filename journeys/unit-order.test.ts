import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { openWorker } from '../bench/crowd/worker.ts';
import { client } from '../src/api/client.ts';
import { overview } from '../src/api/runs.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems } from './submitting.ts';

const items = ['a', 'a', 'b', 'b', 'c'].map((topic, n) => ({ n, topic, urgency: n % 2 }));

describe('the order of a run', () => {
  let daemon: TestDaemon;
  beforeAll(async () => {
    daemon = await openTestDaemon();
  });
  afterAll(() => daemon.end());

  /** The numbers of the items that a new worker gets one after another. */
  async function allFor(run: string, name: string): Promise<unknown[]> {
    const worker = openWorker(daemon.port, run, name);
    const numbers: unknown[] = [];
    for (let work = await worker.arrive(); work; work = await worker.arrive()) {
      numbers.push(work.data.n);
      await worker.submit(work, { colour: 'blue' });
    }
    worker.close();
    return numbers;
  }

  it('decides what each worker gets, also after a restart, and is told with its seed', async () => {
    const topics = await launchItems(daemon, 'topics', items, { round_robin: 'topic', priority: 'urgency' });
    const random = { unit_order: 'random', units_per_assignment: 2 };
    const [one, same, drawn] = [
      await launchItems(daemon, 'one', items, { ...random, unit_order_seed: 7 }),
      await launchItems(daemon, 'same', items, { ...random, unit_order_seed: 7 }),
      await launchItems(daemon, 'drawn', items, random),
    ];
    expect(await allFor(topics.id, 'ada')).toEqual([1, 3, 4, 0, 2]);
    const first = await allFor(one.id, 'ada');
    expect(await allFor(same.id, 'ada')).toEqual(first);
    daemon = await daemon.reopen();
    expect(await allFor(same.id, 'bob')).toEqual(await allFor(one.id, 'bob'));

    await settled(daemon.port);
    const { runs } = await client(daemon.url).call(overview, {});
    const orderOf = ({ id }: { id: string }) => runs.find((run) => run.id === id)?.unit_order;
    expect(orderOf(topics)).toBe('groups of "topic" in turn, then highest "urgency" first, then first in, first out');
    expect(orderOf(drawn)).toMatch(/^random \(seed \d+\)$/);
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });

  it('goes back to items whose answers agree too little, up to a maximum', async () => {
    const agreement = { question: 'colour', threshold: 0.6, max_units: 4 };
    const settings = { units_per_assignment: 2, agreement };
    const { id } = await launchItems(daemon, 'agreement', [{ n: 0 }, { n: 1 }], settings);
    const answers = async (name: string, colours: readonly string[]) => {
      const worker = openWorker(daemon.port, id, name);
      const got: unknown[] = [];
      for (let work = await worker.arrive(); work; work = await worker.arrive()) {
        got.push(work.data.n);
        await worker.submit(work, { colour: colours[Number(work.data.n)] });
      }
      worker.close();
      return got;
    };
    expect(await answers('ada', ['blue', 'grey'])).toEqual([0, 1]);
    expect(await answers('bob', ['red', 'grey'])).toEqual([0, 1]);
    daemon = await daemon.reopen();
    expect(await answers('cara', ['pink'])).toEqual([0]);
    expect(await answers('dave', ['blue'])).toEqual([0]);
    expect(await answers('eve', ['blue'])).toEqual([]);
    await settled(daemon.port);
    const { runs } = await client(daemon.url).call(overview, {});
    const shown = { status: 'completed', units: 6, completed: 6, open: 0, most_units_per_assignment: 4 };
    expect(runs.find((run) => run.id === id)).toMatchObject(shown);
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });

  it('is refused with the line of an item that has no number as its priority', () =>
    expect(launchItems(daemon, 'wrong', [...items, { urgency: 'soon' }], { priority: 'urgency' })).rejects.toThrow(
      /items\.\w+, \w+ 6: .*is its priority, and must be a number, not/,
    ));
});
