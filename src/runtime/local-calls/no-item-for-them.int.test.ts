import { expect, it } from 'vitest';
import { memoryLog } from '../../adapters/nats/log/memory.ts';
import { AssignmentCreated } from '../../events/assignment.ts';
import { dataEnded, launched, noon, opened, runId } from '../../events/fixtures.ts';
import { type AssignmentId, assignmentIdOf } from '../../events/ids.ts';
import { openAssessments } from '../assessment/assessments.ts';
import { openRefusedItems } from '../assessment/refused-items.ts';
import type { RefusedRows } from '../ports/refused-rows.ts';
import type { TaskFunctions } from '../ports/task-functions.ts';
import type { Tasks } from '../ports/tasks.ts';
import { openRuntime } from '../runtime.ts';
import { localCalls } from './local-calls.ts';

const nowhere: RefusedRows = {
  all: () => [],
  keep: () => undefined,
  remove: () => undefined,
  removeRun: () => undefined,
};

/** A launched run with one item, whose code lets nobody but Ada have it. */
async function runForAda() {
  const log = memoryLog();
  const run = opened({ unitsPerAssignment: 2 });
  const facts = [
    { ...run, data: { ...run.data, config: { code: 'task.ts' } } },
    AssignmentCreated({ assignmentId: assignmentIdOf(runId, 0) as AssignmentId, units: 2, shared: {} }),
    ...[dataEnded, launched],
  ];
  const json = facts.map((fact, nth) => JSON.stringify({ id: `fact-${nth}`, at: noon, by: 'spec', ...fact }));
  await log.append({ id: 'commit', run: runId, json }, 0);
  const functions: TaskFunctions = {
    names: new Set(['mayWork']),
    call: (async (_: string, { worker, items }: { worker: { name: string }; items: unknown[] }) =>
      items.map(() => worker.name === 'ada')) as TaskFunctions['call'],
    close: async () => undefined,
  };
  const now = () => Date.parse(noon);
  const notify = () => undefined;
  const runtime = await openRuntime({ log, tasks: {} as Tasks, now, notify, refusalNow: () => undefined });
  const refusedItems = openRefusedItems(now);
  const assessments = openAssessments({ runtime, functionsOf: async () => functions, refusedItems, notify });
  const calls = localCalls({
    runtime,
    assessments,
    procedures: { call: async () => ({ result: null }) },
    refusedRows: nowhere,
    now,
  });
  const arrive = (worker: string) =>
    calls.run.arrive({ run: runId, provider: 'inhouse', worker, registration: `page of ${worker}` });
  return { calls, arrive };
}

it('tells the requester of workers to whom the code of the task gives no item, from their first visit on', async () => {
  const { calls, arrive } = await runForAda();
  expect(await arrive('ada')).toMatchObject({ isNew: true });
  for (let visit = 0; visit < 2; visit++) {
    expect(await arrive('bob')).toMatchObject({ refusal: { code: 'work/none' } });
    expect(await calls.workspace.figures()).toMatchObject([
      { refused: [{ reason: 'no-item-for-them', workers: 1 }], foundNoWork: 0 },
    ]);
  }
});
