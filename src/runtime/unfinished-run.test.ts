import { describe, expect, it } from 'vitest';
import { TaskConfig } from './config/task-keys.ts';
import type { ManagedRun, ManagedRuns } from './managed-runs.ts';
import type { Task, TaskFolder } from './ports/tasks.ts';
import { unfinishedRun } from './unfinished-run.ts';

const config = TaskConfig.parse({ task_name: 'signs', task_title: 'Signs', task_description: 'Read.', data: 'a.csv' });
const request: TaskFolder = { folder: '/signs', overrides: { task_reward: '1' } };
const task = { folder: '/signs', recorded: config } as Task;
const launched = { folder: '/signs', overrides: { task_reward: '1' }, dataSha256: 'aa' };

type Changes = { state?: string; launched?: object; config?: object; isImported?: boolean };

function runsOf(...all: Changes[]): Pick<ManagedRuns, 'managed' | 'code' | 'tasks'> {
  const managed = all.map(({ state = 'launched', launched: more, config: other }, n): [string, ManagedRun] => {
    const taskRun = { matches: (one: string) => one === state };
    const opening = () => ({ launched: { ...launched, ...more }, config: other ?? config });
    return [
      `signs-${n}`,
      { run: { runId: `signs-${n}`, mailbox: { run: { taskRun } }, opening } } as unknown as ManagedRun,
    ];
  });
  const isTrusted = ({ runId }: { runId: string }) => !all[Number(runId.at(-1))]?.isImported;
  const tasks = { dataSha256: async () => 'aa' };
  return { managed: new Map(managed), code: { isTrusted }, tasks } as unknown as ReturnType<typeof runsOf>;
}
const found = async (...all: Changes[]) => (await unfinishedRun(runsOf(...all), request, task))?.run.runId;

describe('the run with which the same command goes on', () => {
  it.each(['opening', 'launched', 'paused'])('is one that is not over: %s', async (state) =>
    expect(await found({ state })).toBe('signs-0'),
  );

  it.each<Changes>([
    { state: 'completed' },
    { state: 'stopped' },
    { launched: { folder: '/others' } },
    { launched: { config: 'pilot' } },
    { launched: { development: true } },
    { launched: { overrides: {} } },
    { launched: { dataSha256: 'bb' } },
    { launched: { dataSha256: undefined } },
    { config: { ...config, units_per_assignment: 2 } },
    { isImported: true },
  ])('is none that differs: %j', async (changes) => expect(await found(changes)).toBeUndefined());

  it('is one for development where that is asked for, and no other', async () => {
    const all = runsOf({ launched: { development: true } }, {});
    expect((await unfinishedRun(all, { ...request, development: true }, task))?.run.runId).toBe('signs-0');
    expect(await unfinishedRun(runsOf({}), { ...request, development: true }, task)).toBeUndefined();
  });

  it('is the newest', async () => expect(await found({}, {}, { state: 'stopped' })).toBe('signs-1'));

  it('may have been launched before there were all of the keys', async () => {
    const { unit_order: _, block_mobile: __, ...earlier } = config;
    expect(await found({ config: earlier })).toBe('signs-0');
  });
});
