import { describe, expect, it } from 'vitest';
import { workspaceAfter } from '../actors/specify.ts';
import { requireDevelopment } from '../actors/task-run.ts';
import type { RunId } from '../events/ids.ts';
import { TaskConfig } from './config/task-keys.ts';
import type { ManagedRuns } from './managed-runs.ts';
import { pageRebuilds } from './rebuild-page.ts';
import { refuse } from './refusals/refusals.ts';

const runId = 'signs-1' as RunId;
const config = TaskConfig.parse({ task_name: 'signs', task_title: 'Signs', task_description: 'Read.', data: 'a.csv' });

type Given = {
  development?: boolean;
  config?: object;
  status?: string;
  fails?: boolean;
  /** At which command the process ends. */
  ends?: number;
  recorded?: string;
  /** The paths of the task's page. */
  parts?: { page?: string; taskSource?: string };
  /** What happens to the run while its page is built. */
  during?: (taskRun: { matches(one: string): boolean }) => void;
};

/** A run whose task folder has the page `source`; the page of each run is a text. */
function open({
  development = true,
  config: opened = config,
  status = 'launched',
  fails,
  ends,
  recorded = '',
  parts = {},
  during,
}: Given = {}) {
  const pages = new Map([[runId as string, 'one']]);
  const state = { source: 'one', building: 0, most: 0, forced: 0, read: 0 };
  const asked: object[] = [];
  let commands = 0;
  const taskRun = {
    context: { runId, ...(development ? { developedPage: recorded } : {}) } as { developedPage?: string },
    value: status,
    matches: (one: string) => one === status,
  };
  const mailbox = {
    sequence: 4,
    run: { taskRun },
    async ask(command: { sha256: string }) {
      if (++commands === ends) throw new Error('The process ended.');
      // As the run decides it.
      requireDevelopment(taskRun as never);
      taskRun.context.developedPage = command.sha256;
      asked.push(command);
      return { sequence: 5 };
    },
  };
  const run = {
    runId,
    mailbox,
    beginsAt: () => 1,
    opening: () => ({ launched: { folder: '/signs' }, config: opened }),
  };
  const tasks = {
    load: async () => ({ config, recorded: config, ...parts }),
    async open() {
      state.read++;
      return { summarize: async () => undefined, close: async () => undefined };
    },
    async preparePage({ task }: { task: { config: TaskConfig } }, place: string) {
      if (task.config.force_rebuild) state.forced++;
      state.most = Math.max(state.most, ++state.building);
      const { source } = state;
      pages.set(place, 'half');
      await new Promise((resolve) => setImmediate(resolve));
      state.building--;
      during?.(taskRun);
      if (fails) throw refuse('run/no-code', { run: runId });
      pages.set(place, source);
    },
    pageSha256: async (place: string) => `sha of ${pages.get(place)}`,
    copyPage: async (from: string, to: string) => void pages.set(to, pages.get(from)!),
    removePage: async (place: string) => void pages.delete(place),
  };
  const runs = {
    managed: new Map([[runId, { run }]]),
    tasks,
    functions: { of: async () => undefined },
    workspace: { mailbox: { state: workspaceAfter() }, restoredAt: 0 },
  } as unknown as ManagedRuns;
  const rebuild = pageRebuilds(runs);
  return { pages, state, asked, rebuild: () => rebuild(runId, 'anna') };
}

const note = (page: string) => ({ type: 'task-run.note-page', sha256: `sha of ${page}` });

describe('a page that is built anew', () => {
  it('takes the place of the former one, and both are recorded', async () => {
    const { pages, state, asked, rebuild } = open();
    state.source = 'two';
    expect(await rebuild()).toEqual({ sequence: 5, isChanged: true });
    expect([...pages]).toEqual([[runId, 'two']]);
    expect(asked).toEqual([note('one'), note('two')]);
  });

  it('is not recorded if it is the same', async () => {
    const { asked, rebuild } = open();
    expect([await rebuild(), asked]).toEqual([{ sequence: 4, isChanged: false }, []]);
  });

  it('is built whatever the age of its files, since one may be saved while another build reads them', async () => {
    const { state, rebuild } = open();
    await rebuild();
    await rebuild();
    expect(state.forced).toBe(2);
  });

  it.each([
    [{ page: '/signs/page' }, 0],
    [{ taskSource: '/signs/bundle.js' }, 0],
    [{ taskSource: '/signs/form.html' }, 1],
    [{}, 1],
  ])('is built without reading the items, where it shows none by itself: %j', async (parts, times) => {
    const { state, rebuild } = open({ parts });
    await rebuild();
    expect(state.read).toBe(times);
  });

  it('is recorded if it took its place before, and that could not be recorded', async () => {
    const { asked, rebuild } = open({ recorded: 'sha of none' });
    expect(await rebuild()).toEqual({ sequence: 5, isChanged: true });
    expect(asked).toEqual([note('one')]);
  });

  it('leaves the former one of a run that has ended meanwhile', async () => {
    const { pages, state, rebuild } = open({
      during: (taskRun) => Object.assign(taskRun, { value: 'stopped', matches: (one: string) => one === 'stopped' }),
    });
    state.source = 'two';
    await expect(rebuild()).rejects.toMatchObject({ code: 'run/not-open' });
    expect([...pages]).toEqual([[runId, 'one']]);
  });

  it('is recorded the next time if it took its place just before the process ended', async () => {
    const { pages, asked, state, rebuild } = open({ ends: 2 });
    state.source = 'two';
    await expect(rebuild()).rejects.toThrow('ended');
    expect([pages.get(runId), asked]).toEqual(['two', [note('one')]]);
    expect(await rebuild()).toEqual({ sequence: 5, isChanged: true });
    expect([pages.get(runId), asked]).toEqual(['two', [note('one'), note('two')]]);
  });

  it('leaves the former one where it has a fault', async () => {
    const { pages, state, rebuild } = open({ fails: true });
    state.source = 'two';
    await expect(rebuild()).rejects.toThrow();
    expect([...pages]).toEqual([[runId, 'one']]);
  });

  it('is built once at a time', async () => {
    const { pages, state, rebuild } = open();
    state.source = 'two';
    const done = await Promise.all([rebuild(), rebuild(), rebuild()]);
    expect(done.map(({ isChanged }) => isChanged)).toEqual([true, false, false]);
    expect([state.most, pages.get(runId)]).toEqual([1, 'two']);
  });

  it.each<[string, Given]>([
    ['run/not-for-development', { development: false }],
    ['run/not-open', { status: 'completed' }],
    ['run/config-changed', { config: { ...config, units_per_assignment: 2 } }],
  ])('is refused with %s: %j', async (code, given) => {
    const { state, pages, rebuild } = open(given);
    state.source = 'two';
    await expect(rebuild()).rejects.toMatchObject({ code });
    expect([...pages]).toEqual([[runId, 'one']]);
  });
});
