import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../../events/catalog.ts';
import {
  accepted,
  created,
  opening,
  person,
  rejected,
  returned,
  settings,
  submitted,
  took,
} from '../../events/fixtures.ts';
import type { AgentId, QualificationId, RunId, WorkerId } from '../../events/ids.ts';
import { assignmentIdOf, unitIdOf } from '../../events/ids.ts';
import { storedCommit } from '../../events/log.ts';
import { QualificationCreated } from '../../events/qualification.ts';
import { TaskRunOpened } from '../../events/task-run.ts';
import { WorkerBlocked, WorkerQualificationGranted } from '../../events/worker.ts';
import { projected } from '../specify.ts';
import { histories } from '../specify-runs.ts';
import { workerCounts } from './worker-counts.ts';
import { type WorkerQuery, workerPage, workerRow } from './worker-rows.ts';

type Action = 'holds' | 'returns' | 'waits' | 'accepted' | 'rejected';

/** A run of a task in which workers did these things, one unit after another; each took longer than the one before. */
function runOf(run: string, task: string, actions: readonly [name: string, action: Action][]): AnyNewFact[][] {
  const runId = run as RunId;
  const assignmentId = assignmentIdOf(runId, 0);
  const facts: AnyNewFact[][] = [
    [TaskRunOpened({ ...opening, settings, runId, task })],
    [created(assignmentId, actions.length)],
  ];
  actions.forEach(([name, action], nth) => {
    const unit = { assignmentId, unitId: unitIdOf(runId, 0, nth) };
    const who = { ...person(name), agentId: `agent-${runId}-${nth}` as AgentId };
    facts.push(took(who, unit));
    if (action === 'holds') return;
    facts.push([action === 'returns' ? returned(who, unit) : submitted(who, unit)]);
    if (action === 'accepted') facts.push([accepted(who, unit)]);
    if (action === 'rejected') facts.push([rejected(who, unit)]);
  });
  return facts;
}

function databaseOf(...commits: readonly { run: string; facts: readonly AnyNewFact[] }[]) {
  let seconds = 0;
  return projected(
    commits.map(({ run, facts }, nth) => {
      seconds += 1 + nth;
      const at = new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
      const json = facts.map((fact, place) =>
        JSON.stringify({ id: `${nth}.${place}`, at, by: 'reviewer:spec', ...fact }),
      );
      return storedCommit({ id: `commit-${nth}`, run, json }, nth + 1);
    }),
  ).db;
}

const inRun = (run: string, commits: readonly AnyNewFact[][]) => commits.map((facts) => ({ run, facts }));
const qualificationId = 'french-x7k2p' as QualificationId;
const above = (...facts: AnyNewFact[]) => [{ run: '-', facts }];

const db = databaseOf(
  ...inRun(
    'films-1',
    runOf('films-1', 'films', [
      ['ada', 'accepted'],
      ['ada', 'rejected'],
      ['ada', 'waits'],
      ['ada', 'holds'],
      ['bob', 'returns'],
    ]),
  ),
  ...inRun(
    'films-2',
    runOf('films-2', 'films', [
      ['bob', 'accepted'],
      ['cleo', 'rejected'],
      ['cleo', 'rejected'],
    ]),
  ),
  ...inRun('maps-1', runOf('maps-1', 'maps', [['ada', 'waits']])),
  ...above(QualificationCreated({ qualificationId, name: 'French', description: '' })),
  ...above(WorkerQualificationGranted({ workerId: 'worker-bob' as WorkerId, qualificationId, value: 4 })),
  ...above(WorkerBlocked({ workerId: 'worker-cleo' as WorkerId, reason: 'Sleeps.' })),
);

const now = '2026-01-01T00:30:00.000Z';
const page = (query: Partial<WorkerQuery> = {}) => workerPage(db, { sort: 'most', limit: 10, now, ...query });
const names = (query: Partial<WorkerQuery> = {}) => page(query).workers.map(({ id }) => id.replace('worker-', ''));

describe('the rows of workers', () => {
  it('show what each did and how it was reviewed, over all runs', () => {
    expect(page().workers).toMatchObject([
      {
        id: 'worker-ada',
        provider: 'inhouse',
        assigned: 1,
        submitted: 4,
        waiting: 2,
        accepted: 1,
        soft_rejected: 0,
        rejected: 1,
      },
      {
        id: 'worker-cleo',
        assigned: 0,
        submitted: 2,
        waiting: 0,
        rejected: 2,
        blocked: { reason: 'Sleeps.', by: 'reviewer:spec' },
      },
      { id: 'worker-bob', submitted: 1, accepted: 1, blocked: null, qualifications: [{ name: 'French', value: 4 }] },
    ]);
  });
  it('can be limited to a run or a task', () => {
    expect(page({ task: 'films' }).workers).toMatchObject([
      { id: 'worker-ada', submitted: 3, waiting: 1 },
      { id: 'worker-cleo' },
      { id: 'worker-bob', submitted: 1 },
    ]);
    expect(names({ run: 'maps-1' })).toEqual(['ada']);
    expect(names({ run: 'nowhere' })).toEqual([]);
    expect(page({ run: 'maps-1' }).total).toBe(1);
  });
  it('are sorted as requested', () => {
    expect(names({ sort: 'newest' })).toEqual(['cleo', 'bob', 'ada']);
    expect(names({ sort: 'rejected' })).toEqual(['cleo', 'ada', 'bob']);
  });
  it('are found by name, qualification or block', () => {
    expect(names({ search: 'mx CL', searchesNames: true })).toEqual(['cleo']);
    expect(names({ search: 'mx CL' })).toEqual([]);
    expect(names({ search: 'worker-a' })).toEqual(['ada']);
    expect(names({ search: '%' })).toEqual([]);
    expect(names({ qualification: qualificationId })).toEqual(['bob']);
    expect(names({ blocked: true })).toEqual(['cleo']);
    expect(names({ blocked: false })).toEqual(['ada', 'bob']);
    expect(page({ blocked: false }).total).toBe(2);
  });
  it('are read page by page, each once', () => {
    for (const sort of ['most', 'newest', 'rejected'] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const { workers, cursor: next } = page({ sort, limit: 1, cursor });
        seen.push(...workers.map(({ id }) => id.replace('worker-', '')));
        cursor = next;
      } while (cursor);
      expect(seen).toEqual(names({ sort }));
    }
    for (const cursor of ['', '~', 'x~y', '7'])
      expect(() => page({ cursor })).toThrow(expect.objectContaining({ code: 'request/bad-shape' }));
  });
  it('have the median time of the last answers', () => {
    const times = databaseOf(
      ...inRun(
        'films-1',
        runOf('films-1', 'films', [
          ['ada', 'waits'],
          ['ada', 'waits'],
          ['ada', 'waits'],
          ['ada', 'holds'],
        ]),
      ),
    );
    expect(workerRow(times, 'worker-ada', now)?.median_seconds).toBe(6);
    expect(workerRow(db, 'worker-nobody', now)).toBeUndefined();
  });
  it('are the same when read one by one', () => {
    for (const row of page().workers) expect(workerRow(db, row.id, now)).toEqual(row);
  });
  it('match the counts of the actors, in any history', () =>
    fc.assert(
      fc.property(histories, ({ commits, runs }) => {
        const { db } = projected(commits);
        const live = new Map<string, { submitted: number; active: number }>();
        for (const run of runs.values()) {
          for (const [id, { submitted, held }] of run.workers) {
            const before = live.get(id) ?? { submitted: 0, active: 0 };
            live.set(id, { submitted: before.submitted + submitted, active: before.active + held.length });
          }
        }
        const rows = workerPage(db, { sort: 'most', limit: 1000, now }).workers;
        expect(rows.map(({ id }) => id).sort()).toEqual([...live.keys()].sort());
        for (const { id, submitted, assigned, waiting, accepted, soft_rejected, rejected } of rows) {
          expect({ submitted, active: assigned }).toEqual(live.get(id));
          expect(waiting + accepted + soft_rejected + rejected).toBe(submitted);
        }
        expect(workerPage(db, { sort: 'newest', limit: 1, now }).total).toBe(live.size);
      }),
      { numRuns: 60 },
    ));
  it('are counted from indexes alone', () => {
    const plan = db.all<{ detail: string }>(sql`explain query plan select * from ${workerCounts(['films-1'])}`);
    const searches = plan.map(({ detail }) => detail).filter((detail) => detail.startsWith('SEARCH units'));
    expect(searches).toEqual([
      expect.stringContaining('COVERING INDEX units_handed_in_by_worker'),
      expect.stringContaining('INDEX units_of_run_by_status'),
    ]);
  });
});
