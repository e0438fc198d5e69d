import { type ArrivalCommand, candidatesFor } from '../../actors/arriving.ts';
import { freeAt } from '../../actors/free-for.ts';
import type { FreeUnit } from '../../actors/free-units.ts';
import type { Refusal } from '../../actors/refusal.ts';
import { unitIdOf } from '../../events/ids.ts';
import { hasCode } from '../config/code-keys.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import type { TaskFunctions, TaskFunctionTypes, TaskWorker } from '../ports/task-functions.ts';
import { refuse } from '../refusals/refusals.ts';
import type { Assessments } from './assessments.ts';
import { isOfCode } from './failing.ts';
import { taskWorkerOf } from './task-worker.ts';

/** How many items the task's code is asked about in one call. */
const batchItems = 50;
/** How many candidates are looked up at a time: the run goes on in between. */
const lookUpItems = 1000;
/** How long, and how often, an arriving worker may wait for the search of the items for which the code fails. */
const maxSearchMs = 5000;
const maxSearchCalls = 400;

/**
 * The arrival with the assignments that the task's code lets its worker have, if it decides about that. An item for which it fails counts as refused for
 * a minute, and the requester reads why; rejects if it fails for all.
 */
export async function withAllowed(
  assessments: Assessments,
  run: OpenRun,
  arrival: ArrivalCommand,
): Promise<ArrivalCommand> {
  if (!hasCode(configOf(run))) return arrival;
  const { settings } = assessments;
  const functions = await settings.functionsOf(run);
  if (!functions?.names.has('mayWork')) return arrival;
  const worker = taskWorkerOf(settings.runtime, arrival);
  const known = settings.refusedItems.of(run, worker);
  const search: Search = { functions, worker, until: performance.now() + maxSearchMs, calls: 0 };
  for (;;) {
    const candidates = nextCandidates(run, arrival, known);
    if (candidates.length === 0) break;
    for (let at = 0; at < candidates.length; at += batchItems) {
      const some = candidates.slice(at, at + batchItems);
      const verdicts = await verdictsOn(search, await itemsOf(run, some));
      for (const [nth, { index }] of some.entries()) noteItem(assessments, run, { index, known }, verdicts[nth]!);
      const allowed = some.filter((_, nth) => verdicts[nth] === true).map(({ index }) => index);
      if (allowed.length > 0) return { ...arrival, allowed };
    }
  }
  if (known.size > 0 && ![...known.values()].includes('refused')) throw refuse('work/later');
  return { ...arrival, allowed: null };
}

const itemsOf = (run: OpenRun, some: readonly FreeUnit[]) =>
  Promise.all(some.map(({ index, place }) => run.items.dataOf(unitIdOf(run.runId, index, place))));

/** What the code says about an item, or how it failed. */
type Verdict = boolean | Refusal;

type Noted = { index: number; known: Map<number, 'refused' | 'failed'> };

function noteItem({ failing, report }: Assessments, run: OpenRun, { index, known }: Noted, verdict: Verdict): void {
  // It may be answered or withdrawn before the code works, or come back.
  const isOpen = () => freeAt(run.mailbox.run.freeUnits, undefined, index) !== undefined;
  const item = { name: `item ${index + 1}`, isOpen };
  if (verdict !== true) known.set(index, verdict === false ? 'refused' : 'failed');
  if (typeof verdict === 'boolean') {
    failing.worked(run, item);
    return;
  }
  const sentence = `No worker gets ${item.name} at present. ${verdict.message}`;
  failing.note(run, item, sentence);
  report(run, new Error(sentence));
}

type Search = { functions: TaskFunctions; worker: TaskWorker; until: number; calls: number };
type Items = TaskFunctionTypes['mayWork']['takes']['items'];

/** Asks about all items at once; if that fails, about each half, until the items are found for which it fails. */
async function verdictsOn(search: Search, items: Items): Promise<Verdict[]> {
  const { functions, worker, until } = search;
  try {
    return await functions.call('mayWork', { worker, items });
  } catch (error) {
    // A call that hangs takes its whole time limit.
    if (!isOfCode(error) || error.code === 'task/not-answering' || error.code === 'task/closed') throw error;
    if (items.length === 1) return [error];
    if (performance.now() > until || ++search.calls > maxSearchCalls) throw error;
    const middle = Math.ceil(items.length / 2);
    return [...(await verdictsOn(search, items.slice(0, middle))), ...(await verdictsOn(search, items.slice(middle)))];
  }
}

function nextCandidates(run: OpenRun, arrival: ArrivalCommand, known: ReadonlyMap<number, unknown>): FreeUnit[] {
  const some: FreeUnit[] = [];
  for (const free of candidatesFor(run.mailbox.run, arrival)) {
    if (known.has(free.index)) continue;
    if (some.push(free) >= lookUpItems) break;
  }
  return some;
}
