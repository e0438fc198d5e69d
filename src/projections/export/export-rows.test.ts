import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { AnswerFilter } from '../../api/exports.ts';
import { AgentConnected } from '../../events/agent.ts';
import type { AnyNewFact } from '../../events/catalog.ts';
import {
  accepted,
  ada,
  adjudicated,
  assigned,
  blue,
  bob,
  commentEdited,
  commented,
  commentRemoved,
  connected,
  created,
  errorLogged,
  file,
  issuedBy,
  metadataSubmitted,
  opened,
  openedForDevelopment,
  opening,
  person,
  rejected,
  runId,
  settings,
  sky,
  sky0,
  sky1,
  skyCreated,
  softRejected,
  submitted,
  submittedLate,
  supplemented,
  supplementUndone,
  timedOut,
  took,
  unitAt,
} from '../../events/fixtures.ts';
import { storedCommit } from '../../events/log.ts';
import { TaskRunOpened } from '../../events/task-run.ts';
import { countedRunsIn } from '../runs/scope.ts';
import { minute, projected, recorded } from '../specify.ts';
import type { Database } from '../store/database.ts';
import { withoutTraces } from '../units/metadata.ts';
import { runRows } from '../units/run-rows.ts';
import { units } from '../units/units.ts';
import type { ExportRow } from './export-row.ts';
import { exportRows } from './export-rows.ts';
import { countRows, exportOf, runsOf } from './export-scope.ts';
import { snapshotOf } from './snapshot.ts';

function all(db: Database, of: string, identities = false): ExportRow[] {
  const what = exportOf(db, of);
  return what ? [...exportRows(db, { runs: runsOf(db, what), identities })] : [];
}

describe('the export of a task', () => {
  const other = 'colours-2' as typeof runId;
  const finished = TaskRunOpened({ ...opening, runId: other, settings });

  it('leaves out its runs for development, which have exports of their own', () => {
    const { db } = projected(recorded([openedForDevelopment, finished]));
    expect(runsOf(db, exportOf(db, 'colours')!)).toEqual([other]);
    expect(runsOf(db, [{ run: runId }, { task: 'colours' }])).toEqual([runId, other]);
    expect([countedRunsIn(db, { task: 'colours' }), countedRunsIn(db, { run: runId })]).toEqual([[other], [runId]]);
    expect(runRows(db, () => '').map(({ id, development }) => [id, development])).toEqual([
      [other, false],
      [runId, true],
    ]);
  });

  it('is refused where all its runs are for development', () => {
    const { db } = projected(recorded([openedForDevelopment]));
    expect(() => snapshotOf(db, ['colours'])).toThrow('Export one by its id.');
    expect(snapshotOf(db, [runId]).runs).toEqual([runId]);
  });
});

describe('the export', () => {
  const { unitId } = sky0;
  const attempts = [
    connected(ada),
    assigned(ada),
    timedOut(ada),
    connected(bob),
    assigned(bob),
    submitted(bob, sky0, blue, [file]),
    submittedLate(ada),
  ];
  const beside = [metadataSubmitted(bob), errorLogged(bob)];
  const { db } = projected(
    recorded([opened(), skyCreated, ...attempts, ...beside, rejected(bob, sky0, { note: 'wrong' }), accepted(bob)]),
  );

  it('has a row for each answer, with everything an analysis needs', () => {
    const [counting, late, ...others] = all(db, runId);
    expect(others).toEqual([]);
    expect(counting).toEqual({
      task: 'colours',
      run: runId,
      assignment: sky,
      unit: unitId,
      worker: bob.workerId,
      agent: bob.agentId,
      status: 'accepted',
      purpose: null,
      special: false,
      correct: null,
      assigned_at: minute(5),
      submitted_at: minute(7),
      seconds: 120,
      active_seconds: null,
      signals: null,
      flagged: null,
      late: false,
      data: { image: 'sky.png', hint: 'look up' },
      answer: blue,
      files: [expect.objectContaining({ name: 'why.txt' })],
      review: { decision: 'accepted', note: null, message: null, by: 'spec', at: minute(12) },
      reviews: [
        { decision: 'rejected', note: 'wrong', message: null, by: 'spec', at: minute(11) },
        { decision: 'accepted', note: null, message: null, by: 'spec', at: minute(12) },
      ],
      final: null,
      pay_cents: 0,
      bonus_cents: null,
      bonuses: [],
      calls: [],
      messages: [],
      metadata: [{ at: minute(9), content: { tip: 'brighter' }, files: [] }],
    });
    expect(late).toMatchObject({
      agent: ada.agentId,
      status: 'late',
      late: true,
      answer: { colour: 'grey' },
      review: null,
      reviews: [],
      pay_cents: null,
      bonuses: [],
      calls: [],
      messages: [],
      metadata: [],
    });
  });

  it('has what a panel put into the link of its worker, with the names of people alone', () => {
    const arrived = AgentConnected({ ...ada, unitId: sky0.unitId, provider: 'lab-pool', link: 'visit=7' });
    const { db } = projected(recorded([opened(), created(sky, 2), arrived, assigned(ada), submitted(ada)]));
    const rowOf = (identities: boolean) => [...exportRows(db, { runs: [runId], identities })][0];
    expect(rowOf(true)).toMatchObject({ provider: 'lab-pool', link: 'visit=7' });
    expect(rowOf(false)).not.toHaveProperty('link');
  });

  it('has the comments on an answer that were not removed, with the names of people alone', () => {
    const asked = issuedBy('reviewer:anna', commented('c-1'));
    const reply = issuedBy('reviewer:ben', commented('c-2', 'Ask Ada Lovelace.', sky0, 'c-1'));
    const edited = issuedBy('reviewer:anna', commentEdited('c-1', 'Is it blue?'));
    const gone = [commented('c-3', 'Nonsense.'), commentRemoved('c-3')];
    const { db } = projected(
      recorded([opened(), created(sky, 2), ...took(ada), submitted(ada), asked, reply, edited, ...gone]),
    );
    const commentsOf = (identities: boolean) => [...exportRows(db, { runs: [runId], identities })][0]?.comments;
    expect(commentsOf(false)).toBeUndefined();
    expect(commentsOf(true)).toEqual([
      { id: 'c-1', by: 'reviewer:anna', at: minute(5), text: 'Is it blue?', edited_at: minute(7), reply_to: null },
      { id: 'c-2', by: 'reviewer:ben', at: minute(6), text: 'Ask Ada Lovelace.', edited_at: null, reply_to: 'c-1' },
    ]);
  });

  it('has the answers that were asked for alone, and counts them', () => {
    const [eve, dan] = [person('Eve'), person('Dan')];
    const review = [accepted(ada), rejected(bob, sky1), softRejected(eve, unitAt(0, 2))];
    const people = [ada, bob, eve, dan].map((who, n) => ({ who, unit: unitAt(0, n) }));
    const work = people.flatMap(({ who, unit }) => [...took(who, unit), submitted(who, unit)]);
    const { db } = projected(recorded([opened(), created(sky, 4), ...work, ...review]));
    const workersOf = (answers: AnswerFilter) => {
      const rows = [...exportRows(db, { runs: [runId], identities: false, answers })];
      expect(countRows(db, [runId], { answers })).toBe(rows.length);
      return rows.map(({ worker }) => worker);
    };
    expect(workersOf('all')).toHaveLength(4);
    expect(workersOf('accepted')).toEqual([ada.workerId]);
    expect(workersOf('not-rejected')).toEqual([ada.workerId, dan.workerId]);
    expect([
      ...exportRows(projected(recorded([opened(), skyCreated, ...attempts])).db, {
        runs: [runId],
        identities: false,
        answers: 'not-rejected',
      }),
    ]).toHaveLength(1);
  });

  it('has the final answer to the item, who settled it when, and over how many answers', () => {
    const work = [
      ...took(ada),
      submitted(ada),
      adjudicated({ colour: 'azure' }),
      ...took(bob, sky1),
      submitted(bob, sky1),
    ];
    const { db } = projected(recorded([opened(), created(sky, 2), ...work]));
    const final = { answer: { colour: 'azure' }, note: null, by: 'spec', over: 1, at: expect.any(String) };
    expect(all(db, runId).map((row) => row.final)).toEqual([final, final]);
  });

  it('includes the names of workers at their providers only on request', () => {
    expect(all(db, runId, true)[0]).toMatchObject({ worker_name: bob.worker, provider: bob.provider });
    expect(JSON.stringify(all(db, runId))).not.toContain('Mx');
  });

  it('has no current decision where the last one was undone, and still all earlier ones', () => {
    db.update(units).set({ status: 'completed' }).where(eq(units.unitId, unitId)).run();
    expect(all(db, runId)[0]).toMatchObject({ status: 'completed', review: null, reviews: [{}, {}] });
    db.update(units).set({ status: 'accepted' }).where(eq(units.unitId, unitId)).run();
  });

  it('has the note and the message that hold after additions to the decision, and after they were taken back', () => {
    const decided = [accepted(ada, sky0, { note: 'fine', message: 'Thanks.' })];
    const reviewAfter = (...facts: AnyNewFact[]) => {
      const work = [opened(), skyCreated, ...took(ada), submitted(ada), ...decided, ...facts];
      return all(projected(recorded(work)).db, runId)[0]?.review;
    };
    const of = (note: string, message: string) => ({ decision: 'accepted', note, message, by: 'spec', at: minute(5) });
    const added = supplemented(ada, sky0, { decision: 'accepted', note: 'very fine' });
    const told = supplemented(ada, sky0, { decision: 'accepted', message: 'Many thanks.' });
    const left = { note: 'very fine', message: 'Thanks.' };
    expect(reviewAfter()).toEqual(of('fine', 'Thanks.'));
    expect(reviewAfter(added)).toEqual(of('very fine', 'Thanks.'));
    expect(reviewAfter(added, told)).toEqual(of('very fine', 'Many thanks.'));
    expect(reviewAfter(added, told, supplementUndone(ada, sky0, { note: 'a slip', left }))).toEqual(
      of('very fine', 'Thanks.'),
    );
  });

  it('leaves out traces of a worker’s machine, at any depth', () => {
    const sent = {
      opinion: 'good',
      userAgent: 'x',
      env: [{ 'user-agent': 'x', ip_address: 'x', IP: 'x', zip: 'kept' }],
    };
    expect(withoutTraces(sent)).toEqual({ opinion: 'good', env: [{ zip: 'kept' }] });
  });

  it('takes all runs of a task, and no others', () => {
    const study = [opened(), skyCreated, ...took(ada), submitted(ada)];
    const inRun = (run: string, task: string) =>
      JSON.parse(
        JSON.stringify(study)
          .replaceAll(runId, run)
          .replaceAll('"colours"', `"${task}"`)
          .replaceAll(ada.agentId, `agent-${run}`),
      ) as typeof study;
    const names = { [runId]: 'colours', 'colours-2': 'colours', 'shapes-1': 'shapes' };
    const facts = Object.entries(names).flatMap(([run, task]) => inRun(run, task));
    const runOf = (n: number) => (Object.keys(names)[Math.floor(n / study.length)] ?? '') as typeof runId;
    const commits = recorded(facts).map(({ id, json, sequence }, n) =>
      storedCommit({ id, run: runOf(n), json: [...json] }, sequence),
    );
    const { db } = projected(commits);
    const rowsOf = (of: string) => all(db, of).map(({ task, run }) => [task, run]);
    expect(rowsOf('colours')).toEqual([
      ['colours', runId],
      ['colours', 'colours-2'],
    ]);
    expect(rowsOf('colours-2')).toEqual([['colours', 'colours-2']]);
    expect(rowsOf('shapes')).toEqual([['shapes', 'shapes-1']]);
    expect(countRows(db, [runId, 'colours-2'])).toBe(2);
    expect(exportOf(db, 'another-run')).toBeUndefined();
  });

  it('has each answer once over many pages', () => {
    const total = 450;
    const work = Array.from({ length: total }, (_, n) => {
      const who = person(`w${n}`);
      const unit = unitAt(0, n);
      return [...took(who, unit), submitted(who, unit, n)];
    });
    const facts = [opened(), created(sky, total), ...work.flat()];
    const rows = all(projected(recorded(facts)).db, runId);
    expect(rows.map(({ answer }) => answer)).toEqual(Array.from({ length: total }, (_, n) => n));
  });
});
