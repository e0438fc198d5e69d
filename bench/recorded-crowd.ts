import { openWorker } from './crowd/worker.ts';
import { recordedAnswers, recordedItems } from './snow2008.ts';

/** An item of the recordings as a task's data; `gold` is what the experts say, 1 or 0. */
type GoldItem = { id: string; text: string; hypothesis: string; gold: string };

/** Items that the same people answered, all of them, and who these are. */
type Group = { items: GoldItem[]; workers: string[] };

/** How many people answered each item. */
export const answersEach = 10;

/** The recorded items, those that the same people answered side by side, which is how they were once given out. */
export function recordedGroups(): Group[] {
  const workersOf = new Map<string, string[]>();
  const goldOf = new Map<string, string>();
  for (const { item, worker, gold } of recordedAnswers()) {
    workersOf.set(item, [...(workersOf.get(item) ?? []), worker]);
    goldOf.set(item, gold);
  }
  const groups = new Map<string, Group>();
  for (const { id, text, hypothesis } of recordedItems()) {
    const workers = (workersOf.get(id) ?? []).toSorted();
    const group = groups.get(workers.join()) ?? { items: [], workers };
    groups.set(workers.join(), group);
    group.items.push({ id, text, hypothesis, gold: goldOf.get(id) ?? '' });
  }
  return [...groups.values()];
}

/**
 * Lets each worker give exactly the answers that this worker once gave, to a run of these groups' items in this order: a run gives
 * items out in order, so that those of a group fall to its people. Gives the number of answers.
 */
export async function giveRecordedAnswers(port: number, run: string, groups: readonly Group[]): Promise<number> {
  const recorded = new Map(recordedAnswers().map(({ item, worker, response }) => [`${worker} ${item}`, response]));
  let given = 0;

  async function answer(name: string, visits: readonly string[]) {
    const worker = openWorker(port, run, name);
    for (const visit of visits) {
      const work = await worker.arrive(visit);
      const response = recorded.get(`${name} ${work?.data.id}`);
      if (!work || response === undefined) throw new Error(`${name} was given ${work?.data.id ?? 'no item'} instead.`);
      await worker.submit(work, { response });
      given++;
    }
    worker.close();
  }

  for (const { items, workers } of groups)
    await Promise.all(
      workers.map((name) =>
        answer(
          name,
          items.map(({ id }) => `${name} ${id}`),
        ),
      ),
    );
  return given;
}
