import { requireAddable } from '../actors/added-data.ts';
import { unfinishedAddition } from '../actors/additions.ts';
import { itemOrder } from '../actors/item-order.ts';
import { isCollecting } from '../actors/task-run.ts';
import type { Log } from '../events/log.ts';
import { nearestOf } from '../projections/spelling/nearest.ts';
import { askUntilStored } from './ask-until-stored.ts';
import { type ExistingItems, existingItems } from './existing-items.ts';
import { requireKeysOfAdded } from './launch-plan.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { configOf, type OpenRun } from './open-run.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import type { DataReader, DataSummary, Item } from './ports/tasks.ts';
import { inCommits } from './producer.ts';
import { refuse } from './refusals/refusals.ts';

/** A file of items to add to an open run, opened, and known by its SHA-256. */
export type AddDataRequest = {
  reader: DataReader;
  sha256: string;
  reason?: string;
  /** Leaves out the items that the run has already. */
  onlyNew?: boolean;
  /** Checks the file, and adds nothing. */
  isDry?: boolean;
};

/** What became of a file; `added` and `units` are 0 if its items were there already. */
export type DataOutcome = {
  sequence: number;
  /** How many items the file has, and how many of these the run had before. */
  items: number;
  duplicates: number;
  added: number;
  units: number;
  /** Whether the same file was added before. */
  wasAdded: boolean;
  /** What may be a mistake, one sentence each. */
  notes: string[];
};

const batchItems = 500;
const maxNotes = 10;

type Context = { log: Log; workspace: OpenWorkspace };

/** Adds files of items to runs, each whole: one that broke off goes on when the same file comes again. */
export function dataAdditions(context: Context) {
  const inProgress = new Set<OpenRun>();
  const add = oneAtATime(async (run, request: AddDataRequest, by: string) => {
    inProgress.add(run);
    return addData(context, run, request, by).finally(() => inProgress.delete(run));
  });
  return {
    add,
    /** The additions that broke off, one sentence each. */
    problems: (runs: readonly OpenRun[]): string[] =>
      runs.flatMap((run) => {
        const state = run.mailbox.run;
        const unfinished = unfinishedAddition(state);
        if (!unfinished || inProgress.has(run) || !isCollecting(state.taskRun)) return [];
        const missing = unfinished.items - unfinished.made;
        return [
          `Run ${run.runId} lacks ${missing} of ${unfinished.items} items of the file that was added last, since that broke off. Add the same file again: it goes on where it ended.`,
        ];
      }),
  };
}

async function addData(
  { log, workspace }: Context,
  run: OpenRun,
  request: AddDataRequest,
  by: string,
): Promise<DataOutcome> {
  const { runId, mailbox } = run;
  const { reader, sha256, isDry } = request;
  if (workspace.mailbox.state.brought.has(runId)) throw refuse('run/imported', { run: runId });
  const known = mailbox.run.additions.find((addition) => addition.sha256 === sha256);
  const isWhole = known !== undefined && known.made >= known.items;
  if (!isWhole) requireAddable(mailbox.run, sha256);
  const summary = (await reader.summarize())!;
  if (isWhole) {
    const nothing = { added: 0, units: 0, duplicates: known.items, wasAdded: true, notes: [] };
    return { sequence: mailbox.sequence, items: summary.length, ...nothing };
  }
  const existing = await existingItems(log, runId, sha256);
  requireKeysOfAdded(configOf(run), summary);
  requireNoMisspeltKey(summary, existing);
  const onlyNew = known ? known.onlyNew : request.onlyNew;
  const isAdded = (item: Item) => !(onlyNew && existing.has(item));
  const checked = await check(run, reader, existing, isAdded);
  const { added, duplicates } = checked;
  const outcome = { items: summary.length, duplicates, wasAdded: false, notes: notesOn(summary, existing) };
  if (isDry || added === 0) return { ...outcome, ...checked, sequence: mailbox.sequence };
  await record(run, { ...request, onlyNew, total: added, by, isAdded });
  return { ...outcome, ...checked, sequence: mailbox.sequence };
}

/** Reads every item once before any is recorded. */
async function check(run: OpenRun, reader: DataReader, existing: ExistingItems, isAdded: (item: Item) => boolean) {
  const { settings } = run.mailbox.run.taskRun.context;
  const sums = { added: 0, units: 0, duplicates: 0 };
  for await (const item of itemsOf(reader)) {
    requireKnownCondition(run, item);
    if (existing.has(item)) sums.duplicates++;
    if (!isAdded(item)) continue;
    sums.added++;
    sums.units += item.units?.length || settings.unitsPerAssignment;
  }
  return sums;
}

/** Workers get the conditions of the launch in their order, so there can be no further one. */
function requireKnownCondition({ runId, mailbox: { run } }: OpenRun, { shared }: Item): void {
  const { within } = run.taskRun.context.settings.treatments ?? {};
  if (within === undefined) return;
  const order = itemOrder(shared, { within });
  const condition = 'group' in order ? order.group : undefined;
  if (condition !== undefined && !run.freeUnits.inOrder?.groups.has(condition))
    throw refuse('data/new-condition', { run: runId, key: within, condition });
}

type Recording = AddDataRequest & { total: number; by: string; isAdded: (item: Item) => boolean };

/** Records the items after those that an earlier attempt has recorded, in commits that are whole. */
async function record({ mailbox }: OpenRun, recording: Recording): Promise<void> {
  const { reader, sha256, total, onlyNew, reason, by, isAdded } = recording;
  const addition = () => mailbox.run.additions.find((one) => one.sha256 === sha256);
  const made = () => addition()?.made ?? 0;
  let skip = made();
  const ask = (items: readonly Item[]) => {
    const from = made();
    const isDone = () => addition() !== undefined && made() === from + items.length;
    const command = { type: 'task-run.add-data', sha256, total, from, items, onlyNew, reason } as const;
    return askUntilStored(mailbox, { command, by, isDone });
  };
  const addSome = async (some: readonly Item[]) => {
    for (const items of inCommits(some)) {
      // The largest item fills a commit alone.
      if (!addition() && items.length === 1) await ask([]);
      await ask(items);
    }
  };
  let batch: Item[] = [];
  for await (const item of itemsOf(reader)) {
    if (!isAdded(item) || skip-- > 0) continue;
    batch.push(item);
    if (batch.length < batchItems) continue;
    await addSome(batch);
    batch = [];
  }
  await addSome(batch);
}

async function* itemsOf(reader: DataReader): AsyncGenerator<Item> {
  await reader.start(0);
  for (;;) {
    const { items, done } = await reader.next(batchItems);
    yield* items;
    if (done) return;
  }
}

/** The keys of the file that no item of the run has, and the other way round. */
function differences({ keys }: DataSummary, existing: ExistingItems) {
  const here = [...existing.keys.keys()];
  return {
    unknown: (keys ?? []).filter((key) => !existing.keys.has(key)),
    missing: keys ? here.filter((key) => !keys.includes(key)) : [],
  };
}

function requireNoMisspeltKey(summary: DataSummary, existing: ExistingItems): void {
  const { unknown, missing } = differences(summary, existing);
  for (const key of unknown) {
    const meant = nearestOf(key, missing);
    if (meant !== undefined) throw refuse('data/misspelt-key', { key, meant });
  }
}

function notesOn(summary: DataSummary, existing: ExistingItems): string[] {
  const { unknown, missing } = differences(summary, existing);
  const inAll = missing.filter((key) => existing.keys.get(key) === existing.count);
  return [
    ...unknown.map((key) => `No item of the run has the key "${key}" so far.`),
    ...inAll.map((key) => `All items of the run have the key "${key}" so far, and no item of the file has it.`),
  ].slice(0, maxNotes);
}
