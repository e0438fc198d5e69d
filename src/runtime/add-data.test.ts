import { describe, expect, it } from 'vitest';
import { memoryLog } from '../adapters/nats/log/memory.ts';
import { noon, opening, runId, settings } from '../events/fixtures.ts';
import type { RunId } from '../events/ids.ts';
import { CommitTooLarge, type Log } from '../events/log.ts';
import { type AddDataRequest, dataAdditions } from './add-data.ts';
import { type OpenRun, openRun } from './open-run.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import type { DataReader, Item } from './ports/tasks.ts';

let ids = 0;
const mailbox = {
  stamp: (by: string) => ({ id: `fact-${ids++}`, at: noon, by }),
  commitId: () => `commit-${ids++}`,
  pause: () => new Promise<void>((resolve) => setTimeout(resolve, 5)),
};

/** A reader of these items, in batches. */
function readerOf(items: readonly Item[]): DataReader {
  let at = 0;
  return {
    kind: 'list',
    summarize: async () => ({
      length: items.length,
      withUnits: { items: 0, units: 0 },
      keys: [...new Set(items.flatMap(({ shared }) => Object.keys(shared)))],
      groups: 0,
      first: {},
    }),
    start: async (skip) => {
      at = skip;
    },
    async next(size) {
      const some = items.slice(at, at + size);
      at += some.length;
      return { items: some, done: some.length === 0 };
    },
    close: async () => undefined,
  };
}

const workspaceWith = (...brought: RunId[]) =>
  ({ mailbox: { state: { brought: new Set(brought) } } }) as unknown as OpenWorkspace;
const opened = (log: Log) => openRun(runId, log, mailbox, () => undefined);

async function launched(log: Log, changes: Partial<typeof settings> = {}, config: object = {}): Promise<OpenRun> {
  const run = await opened(log);
  const begun = { ...opening, config: { ...opening.config, ...config }, settings: { ...settings, ...changes } };
  await run.mailbox.ask({ type: 'task-run.open', ...begun }, 'spec');
  await run.mailbox.ask({ type: 'assignment.create', items: [item(0), item(1)] }, 'spec');
  await run.mailbox.ask({ type: 'task-run.launch' }, 'spec');
  return run;
}

const item = (nth: number, more: object = {}): Item => ({ shared: { text: `text ${nth}`, ...more } });
/** Items of which a commit has two. */
const large = [...Array(7).keys()].map((nth) => item(10 + nth, { filling: 'x'.repeat(120_000) }));
const adding = (log: Log, run: OpenRun, items: readonly Item[], more: Partial<AddDataRequest> = {}) =>
  dataAdditions({ log, workspace: workspaceWith() }).add(
    run,
    { reader: readerOf(items), sha256: 'a', format: 'csv', ...more },
    'reviewer:anna',
  );
/** A log that takes this many more commits. */
function takingOnly(log: Log, commits: number): Log {
  let left = commits;
  return {
    ...log,
    append: (draft, expected) => {
      if (left-- <= 0) throw new CommitTooLarge();
      return log.append(draft, expected);
    },
  };
}

async function textsIn(log: Log): Promise<unknown[]> {
  const texts: unknown[] = [];
  for await (const { facts } of log.read(runId))
    for (const { type, data } of facts as readonly { type: string; data: { shared?: { text?: unknown } } }[])
      if (type === 'assignment.created') texts.push(data.shared?.text);
  return texts;
}

describe('adding data to a run', () => {
  it('adds each item once, however often it breaks off', async () => {
    const stored = memoryLog();
    await launched(stored);
    for (const [broken, madeBefore] of [
      [true, 0],
      [true, 2],
      [false, 4],
    ] as const) {
      const log = takingOnly(stored, broken ? 1 : Number.POSITIVE_INFINITY);
      // As after kill -9: everything is read anew from the log.
      const run = await opened(log);
      expect(run.mailbox.run.additions[0]?.made ?? 0).toBe(madeBefore);
      const outcome = adding(log, run, large);
      if (broken) await expect(outcome).rejects.toMatchObject({ code: 'request/too-large' });
      else expect(await outcome).toMatchObject({ items: 7, added: 3, units: 6, duplicates: 0, wasAdded: false });
    }
    const all = ['text 0', 'text 1', ...large.map(({ shared }) => shared.text)];
    expect(await textsIn(stored)).toEqual(all);
    const again = await adding(stored, await opened(stored), large);
    expect(again).toMatchObject({ added: 0, wasAdded: true });
    expect(await textsIn(stored)).toEqual(all);
  });

  it('names what broke off among the problems until it is whole', async () => {
    const log = memoryLog();
    const run = await launched(log);
    const additions = dataAdditions({ log, workspace: workspaceWith() });
    const first = { type: 'task-run.add-data', sha256: 'a', total: 3, from: 0, items: [item(5)] } as const;
    await run.mailbox.ask(first, 'spec');
    expect(additions.problems([run])).toEqual([expect.stringContaining('lacks 2 of 3 items')]);
    await additions.add(run, { reader: readerOf([item(5), item(6), item(7)]), sha256: 'a', format: 'csv' }, 'spec');
    expect(additions.problems([run])).toEqual([]);
    expect(await textsIn(log)).toEqual([0, 1, 5, 6, 7].map((nth) => `text ${nth}`));
  });

  it('goes on with the same items, whatever the code of the task made while the file was read', async () => {
    const stored = memoryLog();
    await launched(stored);
    const run = await opened(takingOnly(stored, 2));
    const reader = readerOf(large);
    const made = { type: 'assignment.create', items: [large[3]!] } as const;
    const slow = { ...reader, summarize: () => reader.summarize() };
    let isFirst = true;
    slow.start = async (skip) => {
      if (isFirst) await run.mailbox.ask(made, 'launcher');
      isFirst = false;
      return reader.start(skip);
    };
    await expect(adding(stored, run, large, { reader: slow, onlyNew: true })).rejects.toThrow();
    const rest = await opened(stored);
    expect(rest.mailbox.run.additions).toMatchObject([{ items: 7, made: 2, existing: 2 }]);
    expect(await adding(stored, rest, large)).toMatchObject({ added: 5, units: 10, duplicates: 0 });
    expect(rest.mailbox.run.additions).toMatchObject([{ items: 7, made: 7 }]);
    const texts = large.map(({ shared }) => shared.text);
    expect(await textsIn(stored)).toEqual(['text 0', 'text 1', large[3]!.shared.text, ...texts]);
  });

  it('refuses to go on if the file has another number of items to add than was recorded', async () => {
    const log = memoryLog();
    const run = await launched(log);
    // As recorded before the items that were read had a number.
    const old = { type: 'task-run.add-data', sha256: 'a', total: 3, from: 0, items: [item(5)], onlyNew: true } as const;
    await run.mailbox.ask(old, 'spec');
    await expect(adding(log, run, [item(5), item(6)])).rejects.toMatchObject({
      code: 'data/other-count',
      message: expect.stringContaining('2 items to add, and 3 were recorded'),
    });
    expect(await textsIn(log)).toHaveLength(3);
    // Items that a file had twice were added then.
    expect(await adding(log, run, [item(5), item(6), item(6)])).toMatchObject({ added: 2 });
  });

  it('takes the same bytes in another format for another file', async () => {
    const stored = memoryLog();
    await launched(stored);
    const run = await opened(takingOnly(stored, 1));
    await expect(adding(stored, run, large, { format: 'csv' })).rejects.toThrow();
    const rest = await opened(stored);
    await expect(adding(stored, rest, large, { format: 'tsv' })).rejects.toMatchObject({ code: 'run/data-unfinished' });
    expect(await adding(stored, rest, large, { format: 'csv' })).toMatchObject({ added: 5 });
    expect(await adding(stored, rest, [item(3)], { format: 'tsv' })).toMatchObject({ added: 1, wasAdded: false });
    expect(await adding(stored, rest, large, { format: 'csv' })).toMatchObject({ added: 0, wasAdded: true });
  });

  it('tells of one that broke off only what is missing, also when nothing is to be recorded', async () => {
    const stored = memoryLog();
    await launched(stored);
    await expect(adding(stored, await opened(takingOnly(stored, 1)), large)).rejects.toThrow();
    const rest = await opened(stored);
    expect(await adding(stored, rest, large, { isDry: true })).toMatchObject({
      ...{ items: 7, added: 5, units: 10 },
      notes: expect.arrayContaining(['2 of 7 items were added before adding broke off; it goes on with the rest.']),
    });
  });

  it('leaves out an item that the file has twice, in whatever order its keys are', async () => {
    const log = memoryLog();
    const run = await launched(log);
    const nested = (value: object) => ({ shared: { text: 'a', more: [value] } });
    const twice = [nested({ a: 1, b: { c: 2, d: 3 } }), nested({ b: { d: 3, c: 2 }, a: 1 }), item(1)];
    expect(await adding(log, run, twice, { onlyNew: true })).toMatchObject({
      ...{ items: 3, added: 1, duplicates: 1 },
      notes: expect.arrayContaining(['The file repeats items of its own once; repeats are left out.']),
    });
    expect(await adding(log, run, twice.slice(1), { sha256: 'b', isDry: true })).toMatchObject({ duplicates: 2 });
    // The order of a list is a value, and a list of pairs is no object.
    const others = [nested([1, 2]), nested([2, 1]), nested([['a', 1]]), nested({ a: 1 })];
    expect(await adding(log, run, others, { onlyNew: true, sha256: 'c' })).toMatchObject({ added: 4, duplicates: 0 });
  });

  it('leaves out what the file has twice also when it goes on', async () => {
    const stored = memoryLog();
    await launched(stored);
    const twice = large.flatMap((one) => [one, one]);
    const broken = adding(stored, await opened(takingOnly(stored, 1)), twice, { onlyNew: true });
    await expect(broken).rejects.toThrow();
    expect(await adding(stored, await opened(stored), twice)).toMatchObject({ items: 14, added: 5 });
    expect(await textsIn(stored)).toEqual(['text 0', 'text 1', ...large.map(({ shared }) => shared.text)]);
  });

  it('tells items that the run has, and leaves them out if asked to', async () => {
    const log = memoryLog();
    const run = await launched(log);
    const more = [item(1), item(2)];
    expect(await adding(log, run, more, { isDry: true })).toMatchObject({ added: 2, duplicates: 1 });
    expect(await textsIn(log)).toEqual(['text 0', 'text 1']);
    expect(await adding(log, run, more, { onlyNew: true })).toMatchObject({ added: 1, units: 2, duplicates: 1 });
    expect(await adding(log, run, [item(2)], { onlyNew: true, sha256: 'b' })).toMatchObject({
      added: 0,
      duplicates: 1,
    });
    expect(await adding(log, run, more, { sha256: 'c' })).toMatchObject({ added: 2, duplicates: 2 });
    expect(await textsIn(log)).toEqual([0, 1, 2, 1, 2].map((nth) => `text ${nth}`));
  });

  it('refuses a misspelt key, tells others, and records nothing', async () => {
    const log = memoryLog();
    const run = await launched(log, {}, { show: ['text'] });
    const refused = (items: Item[]) => expect(adding(log, run, items)).rejects;
    await refused([{ shared: { txet: 'a' } }]).toMatchObject({ code: 'data/unknown-key' });
    const loose = await launched(memoryLog());
    const misspelt = dataAdditions({ log, workspace: workspaceWith() });
    await expect(
      misspelt.add(loose, { reader: readerOf([{ shared: { texts: 'a' } }]), sha256: 'a', format: 'csv' }, 'spec'),
    ).rejects.toMatchObject({ code: 'data/misspelt-key', message: expect.stringContaining('did you mean "text"') });
    expect((await adding(log, run, [item(3, { source: 'x' })], { isDry: true })).notes).toEqual([
      'No item of the run has the key "source" so far.',
    ]);
    expect(await textsIn(log)).toEqual(['text 0', 'text 1']);
  });

  it('refuses imported and stopped runs', async () => {
    const log = memoryLog();
    const run = await launched(log);
    const imported = dataAdditions({ log, workspace: workspaceWith(runId) });
    const request = { reader: readerOf([item(3)]), sha256: 'a', format: 'csv' };
    await expect(imported.add(run, request, 'spec')).rejects.toMatchObject({ code: 'run/imported' });
    await run.mailbox.ask({ type: 'task-run.stop' }, 'spec');
    await expect(adding(log, run, [item(3)])).rejects.toMatchObject({ code: 'run/not-open' });
  });
});
