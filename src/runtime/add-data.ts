import { requireAddable } from '../actors/added-data.ts';
import { type Addition, isOfFile, unfinishedAddition } from '../actors/additions.ts';
import { counted, countedOf } from '../actors/counted.ts';
import { itemOrder } from '../actors/item-order.ts';
import { isCollecting } from '../actors/task-run.ts';
import type { Log } from '../events/log.ts';
import { nearestOf } from '../projections/spelling/nearest.ts';
import { askUntilStored } from './ask-until-stored.ts';
import { type ExistingItems, existingItems, printOf } from './existing-items.ts';
import { requireOwn } from './imported.ts';
import { requireKeysOfAdded } from './launch-plan.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { configOf, type OpenRun } from './open-run.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import type { DataReader, DataSummary, Item } from './ports/tasks.ts';
import { inCommits } from './producer.ts';
import { refuse } from './refusals/refusals.ts';

/** A file of items to add to an open run, opened, and known by its SHA-256 and format. */
export type AddDataRequest = {
  reader: DataReader;
  sha256: string;
  /** The ending of its name, without the dot. */
  format: string;
  reason?: string;
  /** Leaves out the items that the run has already, and those that the file has before. */
  onlyNew?: boolean;
  /** Checks the file, and adds nothing. */
  isDry?: boolean;
};

/** What became of a file; `added` and `units` are of what this attempt adds, 0 if its items were there already. */
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
          `Run ${run.runId} lacks ${missing} of ${counted(unfinished.items, 'item')} of the file that was added last, since that broke off. Add the same file again: it goes on where it ended.`,
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
  const { reader, isDry } = request;
  requireOwn(workspace, run);
  const known = mailbox.run.additions.find((addition) => isOfFile(addition, request));
  const isWhole = known !== undefined && known.made >= known.items;
  if (!isWhole) requireAddable(mailbox.run, request);
  const summary = (await reader.summarize())!;
  if (isWhole) {
    const nothing = { added: 0, units: 0, duplicates: known.items, wasAdded: true, notes: [] };
    return { sequence: mailbox.sequence, items: summary.length, ...nothing };
  }
  const existing = await existingItems(log, runId, known);
  requireKeysOfAdded(configOf(run), summary);
  requireNoMisspeltKey(summary, existing);
  const onlyNew = known ? known.onlyNew : request.onlyNew;
  // Before the number of existing items was recorded, those that a file had twice were added twice.
  const onlyOnce = onlyNew && (!known || known.existing !== undefined);
  const choose = () => choiceOf(existing, { onlyNew, onlyOnce });
  const made = known?.made ?? 0;
  const { total, repeated, ...sums } = await check(run, reader, choose(), made);
  if (known && total !== known.items)
    throw refuse('data/other-count', { run: runId, counted: total, recorded: known.items });
  const notes = [...progressNotes(repeated, known), ...notesOn(summary, existing)];
  const outcome = { items: summary.length, ...sums, wasAdded: false, notes };
  if (!isDry && total > 0)
    await record(run, { ...request, onlyNew, total, existing: existing.count, by, choose: choose() });
  return { ...outcome, sequence: mailbox.sequence };
}

type Choice = (item: Item) => 'added' | 'added-again' | 'existing' | 'repeated';

/** What becomes of each item of a file, asked for all in their order: each reading needs a choice of its own. */
function choiceOf(existing: ExistingItems, { onlyNew, onlyOnce }: { onlyNew?: boolean; onlyOnce?: boolean }): Choice {
  const seen = new Set<string>();
  return (item) => {
    const print = printOf(item);
    if (existing.has(print)) return onlyNew ? 'existing' : 'added-again';
    if (!onlyOnce) return 'added';
    if (seen.has(print)) return 'repeated';
    seen.add(print);
    return 'added';
  };
}

const isAdded = (choice: ReturnType<Choice>) => choice === 'added' || choice === 'added-again';

/** Reads every item once before any is recorded; `added` and `units` are without those `made` before. */
async function check(run: OpenRun, reader: DataReader, choose: Choice, made: number) {
  const { settings } = run.mailbox.run.taskRun.context;
  const sums = { total: 0, added: 0, units: 0, duplicates: 0, repeated: 0 };
  for await (const item of itemsOf(reader)) {
    requireKnownCondition(run, item);
    const choice = choose(item);
    if (choice === 'existing' || choice === 'added-again') sums.duplicates++;
    if (choice === 'repeated') sums.repeated++;
    if (!isAdded(choice) || ++sums.total <= made) continue;
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

type Recording = AddDataRequest & { total: number; existing: number; by: string; choose: Choice };

/** Records the items after those that an earlier attempt has recorded, in commits that are whole. */
async function record({ mailbox }: OpenRun, recording: Recording): Promise<void> {
  const { reader, sha256, format, total, existing, onlyNew, reason, by, choose } = recording;
  const addition = () => mailbox.run.additions.find((one) => isOfFile(one, recording));
  const made = () => addition()?.made ?? 0;
  let skip = made();
  const ask = (items: readonly Item[]) => {
    const from = made();
    const isDone = () => addition() !== undefined && made() === from + items.length;
    const file = { sha256, format, total, existing, onlyNew, reason };
    const command = { type: 'task-run.add-data', ...file, from, items } as const;
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
    if (!isAdded(choose(item)) || skip-- > 0) continue;
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

/** What of the file is not added now, beside the items that the run had before. */
function progressNotes(repeated: number, known?: Addition): string[] {
  const times = repeated === 1 ? 'once' : `${repeated} times`;
  return [
    ...(known
      ? [
          `${countedOf(known.made, known.items, 'item', ['was', 'were'])} added before adding broke off; it goes on with the rest.`,
        ]
      : []),
    ...(repeated > 0 ? [`The file repeats items of its own ${times}; repeats are left out.`] : []),
  ];
}

function notesOn(summary: DataSummary, existing: ExistingItems): string[] {
  const { unknown, missing } = differences(summary, existing);
  const inAll = missing.filter((key) => existing.keys.get(key) === existing.count);
  return [
    ...unknown.map((key) => `No item of the run has the key "${key}" so far.`),
    ...inAll.map((key) => `All items of the run have the key "${key}" so far, and no item of the file has it.`),
  ].slice(0, maxNotes);
}
