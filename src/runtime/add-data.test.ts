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
    { reader: readerOf(items), sha256: 'a', ...more },
    'reviewer:anna',
  );

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
      let left = broken ? 1 : Number.POSITIVE_INFINITY;
      const log: Log = {
        ...stored,
        append: (draft, expected) => {
          if (left-- <= 0) throw new CommitTooLarge();
          return stored.append(draft, expected);
        },
      };
      // As after kill -9: everything is read anew from the log.
      const run = await opened(log);
      expect(run.mailbox.run.additions[0]?.made ?? 0).toBe(madeBefore);
      const outcome = adding(log, run, large);
      if (broken) await expect(outcome).rejects.toMatchObject({ code: 'request/too-large' });
      else expect(await outcome).toMatchObject({ items: 7, added: 7, units: 14, duplicates: 0, wasAdded: false });
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
    await additions.add(run, { reader: readerOf([item(5), item(6), item(7)]), sha256: 'a' }, 'spec');
    expect(additions.problems([run])).toEqual([]);
    expect(await textsIn(log)).toEqual([0, 1, 5, 6, 7].map((nth) => `text ${nth}`));
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
      misspelt.add(loose, { reader: readerOf([{ shared: { texts: 'a' } }]), sha256: 'a' }, 'spec'),
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
    const request = { reader: readerOf([item(3)]), sha256: 'a' };
    await expect(imported.add(run, request, 'spec')).rejects.toMatchObject({ code: 'run/imported' });
    await run.mailbox.ask({ type: 'task-run.stop' }, 'spec');
    await expect(adding(log, run, [item(3)])).rejects.toMatchObject({ code: 'run/not-open' });
  });
});
