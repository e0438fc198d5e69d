import { createHash } from 'node:crypto';
import type { SpecialItem } from '../../actors/made-units.ts';
import { assessedIn, type Elsewhere, mayScreen } from '../../actors/special-units.ts';
import type { WorkerId } from '../../events/ids.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import type { Runtime } from '../runtime.ts';
import type { AssessmentSettings } from './onboarding.ts';
import { type Person, taskWorkerOf } from './task-worker.ts';

/**
 * Whether gold units of two runs count together: they are of one task, or of tasks with one `gold_qualification_base`, whose counts are kept in the same
 * qualifications.
 */
export function countTogether({ mailbox: one }: OpenRun, { mailbox: other }: OpenRun): boolean {
  const { task, settings } = one.run.taskRun.context;
  const { task: otherTask, settings: otherSettings } = other.run.taskRun.context;
  return task === otherTask || (settings.gold && settings.gold.correctId === otherSettings.gold?.correctId) === true;
}

/** How a worker has done in the other runs that count together with this one. */
export function assessedElsewhere(runtime: Pick<Runtime, 'runs'>, here: OpenRun, workerId: WorkerId): Elsewhere {
  const sum = {
    correct: 0,
    incorrect: 0,
    completed: 0,
    sinceGold: 0,
    keys: [] as string[],
    unanswered: [] as string[],
  };
  for (const other of runtime.runs()) {
    if (other === here || !countTogether(here, other)) continue;
    const worker = other.mailbox.run.special.workers.get(workerId);
    if (!worker) continue;
    sum.correct += worker.correct;
    sum.incorrect += worker.incorrect;
    sum.completed += worker.completed;
    sum.sinceGold += worker.sinceGold;
    sum.keys.push(...worker.keys);
    sum.unanswered.push(...worker.unanswered);
  }
  return sum;
}

/** What tells a gold item from others, also in other runs: a digest of its content. */
const keyOf = (item: Record<string, unknown>): string =>
  createHash('sha256').update(JSON.stringify(item)).digest('base64url').slice(0, 16);

const listOf = (items: unknown): Record<string, unknown>[] => (Array.isArray(items) ? items : []);

/** The item of the unit that is due for a worker; null if there is none. */
export async function specialItemFor(
  settings: AssessmentSettings,
  run: OpenRun,
  person: Person,
  purpose: 'screening' | 'gold',
): Promise<SpecialItem | null> {
  return purpose === 'gold' ? goldItemFor(settings, run, person) : screeningItemFor(settings, run, person);
}

/** From the task's code, else the next of the list, from the beginning again after its end. */
async function screeningItemFor({ runtime, functionsOf }: AssessmentSettings, run: OpenRun, person: Person) {
  if (!mayScreen(run.mailbox.run.special, run.mailbox.run.taskRun.context.settings)) return null;
  const functions = await functionsOf(run);
  const items = listOf(configOf(run).screening_data);
  const item = functions?.names.has('screeningItem')
    ? await functions.call('screeningItem', { worker: taskWorkerOf(runtime, person) })
    : (items[run.mailbox.run.special.counts.screening % Math.max(1, items.length)] ?? null);
  return item && { purpose: 'screening' as const, item };
}

/**
 * From the task's code, else any of the list that the worker has not had in any run of the task. If none is left, one that they had and did
 * not answer: who closes the page of a gold unit is not shut out for good.
 */
async function goldItemFor(settings: AssessmentSettings, run: OpenRun, { workerId, ...person }: Person) {
  const own = assessedIn(run.mailbox.run.special, workerId);
  const elsewhere = assessedElsewhere(settings.runtime, run, workerId);
  const had = new Set([...own.keys, ...elsewhere.keys]);
  const fresh = await unseenGold(settings, run, { workerId, ...person }, had);
  const unanswered = [...own.unanswered, ...(elsewhere.unanswered ?? [])];
  if (fresh || unanswered.length === 0) return fresh;
  for (const key of unanswered) had.delete(key);
  return unseenGold(settings, run, { workerId, ...person }, had);
}

async function unseenGold(
  { runtime, functionsOf }: AssessmentSettings,
  run: OpenRun,
  person: Person,
  had: ReadonlySet<string>,
) {
  const functions = await functionsOf(run);
  if (functions?.names.has('goldItem')) {
    const found = await functions.call('goldItem', { worker: taskWorkerOf(runtime, person), had: [...had] });
    if (!found || had.has(found.key)) return null;
    const { key, item, expected } = found;
    return { purpose: 'gold' as const, key, item: expected === undefined ? item : { ...item, expected } };
  }
  const left = listOf(configOf(run).gold_data)
    .map((item) => ({ key: keyOf(item), item }))
    .filter(({ key }) => !had.has(key));
  const chosen = left[Math.floor(Math.random() * left.length)];
  return chosen ? { purpose: 'gold' as const, ...chosen } : null;
}
