import { createHash } from 'node:crypto';
import type { SpecialItem } from '../../actors/made-units.ts';
import { assessedIn, type Elsewhere, mayScreen } from '../../actors/special-units.ts';
import type { WorkerId } from '../../events/ids.ts';
import type { UnitPurpose } from '../../events/unit.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import type { TaskFunctions } from '../ports/task-functions.ts';
import type { Runtime } from '../runtime.ts';
import { type Person, taskWorkerOf } from './task-worker.ts';

/** What is known of a worker's units in each other run that counts together with this one. */
function* inOtherRuns(runtime: Pick<Runtime, 'runsCountedWith'>, here: OpenRun, workerId: WorkerId) {
  for (const other of runtime.runsCountedWith(here)) {
    const known = other.mailbox.run.special.workers.get(workerId);
    if (known) yield known;
  }
}

/** How a worker has done in the other runs that count together with this one. */
export function assessedElsewhere(
  runtime: Pick<Runtime, 'runsCountedWith'>,
  here: OpenRun,
  workerId: WorkerId,
): Required<Elsewhere> {
  const sum = { correct: 0, incorrect: 0, completed: 0, sinceGold: 0 };
  for (const { correct, incorrect, completed, sinceGold } of inOtherRuns(runtime, here, workerId)) {
    sum.correct += correct;
    sum.incorrect += incorrect;
    sum.completed += completed;
    sum.sinceGold += sinceGold;
  }
  return sum;
}

type Knowing = Pick<Runtime, 'runsCountedWith' | 'workspace'>;

/** The item of the unit that is due for a worker, from the task's data; null if there is none. */
export function itemFromData(
  runtime: Knowing,
  run: OpenRun,
  { workerId }: Person,
  purpose: UnitPurpose,
): SpecialItem | null {
  if (purpose === 'screening') return mayScreenIn(run) ? screeningItem(run) : null;
  const { had, unanswered } = goldHad(runtime, run, workerId);
  const unseen = goldItem(run, (key) => !had.has(key));
  return unseen ?? goldItem(run, (key) => unanswered.has(key));
}

/** The same from the task's code, as far as that makes such items. */
export async function itemFromCode(
  { names, call }: TaskFunctions,
  runtime: Knowing,
  run: OpenRun,
  person: Person & { purpose: UnitPurpose },
): Promise<SpecialItem | null> {
  const { purpose } = person;
  const worker = taskWorkerOf(runtime, person);
  if (!names.has(purpose === 'gold' ? 'goldItem' : 'screeningItem')) return itemFromData(runtime, run, person, purpose);
  if (purpose === 'screening') {
    const item = mayScreenIn(run) ? await call('screeningItem', { worker }) : null;
    return item && { purpose, item };
  }
  const { had, unanswered } = goldHad(runtime, run, person.workerId);
  async function unseenBy(keys: ReadonlySet<string>): Promise<SpecialItem | null> {
    const found = await call('goldItem', { worker, had: [...keys] });
    if (!found || keys.has(found.key)) return null;
    const { key, item, expected } = found;
    return { purpose: 'gold', key, item: expected === undefined ? item : { ...item, expected } };
  }
  const unseen = await unseenBy(had);
  if (unseen || unanswered.size === 0) return unseen;
  return unseenBy(new Set([...had].filter((key) => !unanswered.has(key))));
}

const mayScreenIn = ({ mailbox: { run } }: OpenRun) => mayScreen(run.special, run.taskRun.context.settings);

/** The next of the list, from the beginning again after its end. */
function screeningItem(run: OpenRun): SpecialItem | null {
  const items = listOf(configOf(run).screening_data);
  const item = items[run.mailbox.run.special.counts.screening % Math.max(1, items.length)];
  return item ? { purpose: 'screening', item } : null;
}

/**
 * The gold items that a worker has had in the runs of the task, and those of them that they did not answer, which they get again if no
 * other is left: who closes the page of a gold unit is not shut out for good.
 */
function goldHad(runtime: Knowing, run: OpenRun, workerId: WorkerId) {
  const all = [assessedIn(run.mailbox.run.special, workerId), ...inOtherRuns(runtime, run, workerId)];
  // Closed in one run and answered in another, it is answered.
  const answered = new Set(all.flatMap(({ keys, unanswered }) => [...keys].filter((key) => !unanswered.has(key))));
  return {
    had: new Set(all.flatMap(({ keys }) => [...keys])),
    unanswered: new Set(all.flatMap(({ unanswered }) => [...unanswered]).filter((key) => !answered.has(key))),
  };
}

/** Any item of the list that may be given. */
function goldItem(run: OpenRun, mayGive: (key: string) => boolean): SpecialItem | null {
  const left = goldItemsOf(run).filter(({ key }) => mayGive(key));
  return left[Math.floor(Math.random() * left.length)] ?? null;
}

const listOf = (items: unknown): Record<string, unknown>[] => (Array.isArray(items) ? items : []);

/** What tells a gold item from others, also in other runs: a digest of its content. */
const keyOf = (item: Record<string, unknown>): string =>
  createHash('sha256').update(JSON.stringify(item)).digest('base64url').slice(0, 16);

type GoldItem = SpecialItem & { key: string };

/** By the list of a config: digests of all items, for each gold unit again, would take a millisecond. */
const keyed = new WeakMap<object, readonly GoldItem[]>();

function goldItemsOf(run: OpenRun): readonly GoldItem[] {
  const items = listOf(configOf(run).gold_data);
  const known = keyed.get(items);
  if (known) return known;
  const fresh = items.map((item): GoldItem => ({ purpose: 'gold', key: keyOf(item), item }));
  keyed.set(items, fresh);
  return fresh;
}
