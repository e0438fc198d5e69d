import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../../events/catalog.ts';
import * as facts from '../../events/fixtures.ts';
import type { AgentId, QualificationId } from '../../events/ids.ts';
import { OnboardingStarted } from '../../events/onboarding.ts';
import { ProcedureAnswered, ProcedureCalled } from '../../events/procedure.ts';
import { QualificationCreated } from '../../events/qualification.ts';
import { WorkerQualificationGranted } from '../../events/worker.ts';
import { projected, recorded } from '../../projections/specify.ts';
import { type TimelineOf, type TimelineQuery, timelinePage } from './timeline-page.ts';

const { ada, bob, sky0, sky1, runId } = facts;
const history: AnyNewFact[] = [
  ...facts.begun(),
  ...facts.took(ada, sky0),
  ...facts.took(bob, sky1),
  facts.submitted(ada, sky0),
  facts.errorLogged(ada),
  facts.submitted(bob, sky1),
  facts.accepted(ada, sky0, { note: 'Well seen.' }),
  facts.bonusGranted(ada, sky0),
];
const commits = recorded(history);
const { db } = projected(commits);
let reads = 0;
const log = {
  at: async (sequence: number) => {
    reads++;
    return commits[sequence - 1];
  },
};
const page = (of: TimelineOf, query: Partial<TimelineQuery> = {}) =>
  timelinePage({ log, db }, of, { newestFirst: false, limit: 100, ...query });
const ofRun: TimelineOf = { kind: 'run', run: runId };
const ofUnit: TimelineOf = { kind: 'unit', run: runId, unitId: sky0.unitId };
const ofAda: TimelineOf = { kind: 'worker', workerId: ada.workerId };
const timeOf = (nth: number) => (commits.at(nth) as (typeof commits)[number]).facts[0]?.at as string;
const types = async (of: TimelineOf, query: Partial<TimelineQuery> = {}) =>
  (await page(of, query)).entries.map(({ type }) => type);

describe('a timeline', () => {
  it('of a run has every fact, in either order', async () => {
    const all = history.map(({ type }) => type);
    expect(await types(ofRun)).toEqual(all);
    expect(await types(ofRun, { newestFirst: true })).toEqual(all.toReversed());
  });

  it('of a unit has its facts and those of its item, with who, why and the state after each', async () => {
    const { entries } = await page(ofUnit);
    expect(entries.map(({ type, state }) => [type, state])).toEqual([
      ['assignment.created', 'collecting'],
      ['agent.connected', 'working'],
      ['unit.assigned', 'assigned'],
      ['unit.submitted', 'completed'],
      ['agent.error-logged', expect.any(String)],
      ['unit.accepted', 'accepted'],
      ['unit.bonus-granted', 'accepted'],
    ]);
    expect(entries.find(({ type }) => type === 'unit.accepted')).toMatchObject({
      by: 'spec',
      why: 'Well seen.',
      unit: sky0.unitId,
      worker: ada.workerId,
      run: runId,
      says: expect.stringContaining('accepted'),
    });
    expect(entries.map(({ details }) => JSON.stringify(details)).join()).not.toContain(ada.worker);
  });

  it('of a worker has what they did, also where a fact names their agent alone', async () => {
    expect(await types(ofAda)).toEqual([
      ...['agent.connected', 'unit.assigned', 'unit.submitted', 'agent.error-logged', 'unit.accepted'],
      'unit.bonus-granted',
    ]);
  });

  it('of a session has what its agent did, and of a qualification who has it', async () => {
    expect(await types({ kind: 'agent', run: runId, agentId: ada.agentId })).toEqual([
      ...['agent.connected', 'unit.assigned', 'unit.submitted', 'agent.error-logged', 'unit.accepted'],
      'unit.bonus-granted',
    ]);
    const qualificationId = 'q1' as QualificationId;
    const told = recorded([
      ...history,
      QualificationCreated({ qualificationId, name: 'native', description: '' }),
      WorkerQualificationGranted({ workerId: ada.workerId, qualificationId, value: 1 }),
    ]);
    const read = { db: projected(told).db, log: { at: async (sequence: number) => told[sequence - 1] } };
    const { entries } = await timelinePage(
      read,
      { kind: 'qualification', qualificationId },
      { newestFirst: false, limit: 9 },
    );
    expect(entries.map(({ type, worker }) => [type, worker])).toEqual([
      ['qualification.created', null],
      ['worker.qualification-granted', ada.workerId],
    ]);
  });

  it('of a worker, a unit and a session has what their page called, also in an onboarding', async () => {
    const call = { agentId: ada.agentId, callId: 'c1', name: 'shorten' };
    const { workerId, worker, provider } = ada;
    const inOnboarding = OnboardingStarted({
      ...{ agentId: 'onboarding-1' as AgentId, workerId, worker, provider, registration: 'r1' },
    });
    const told = recorded([
      ...facts.begun(),
      inOnboarding,
      ProcedureCalled({ ...call, agentId: inOnboarding.data.agentId }),
      ...facts.took(ada, sky0),
      ProcedureCalled(call),
      ProcedureAnswered({ agentId: ada.agentId, callId: 'c1', result: 1, milliseconds: 5 }),
    ]);
    const read = { db: projected(told).db, log: { at: async (sequence: number) => told[sequence - 1] } };
    const calls = async (of: TimelineOf) => {
      const { entries } = await timelinePage(read, of, { newestFirst: false, limit: 100, kinds: ['procedure'] });
      return entries.map(({ type, worker, state }) => [type, worker, state]);
    };
    const [called, answered] = [
      ['procedure.called', ada.workerId, 'called'],
      ['procedure.answered', ada.workerId, 'answered'],
    ];
    expect(await calls(ofAda)).toEqual([called, called, answered]);
    expect(await calls(ofUnit)).toEqual([called, answered]);
    expect(await calls({ kind: 'agent', run: runId, agentId: ada.agentId })).toEqual([called, answered]);
  });

  it('has the same facts on pages of any size, also where everything shares a bucket', async () => {
    const long = recorded([
      ...history,
      ...Array.from({ length: 600 }, (_, nth) => facts.commented(`comment-${nth}`, 'Nothing to the others.')),
      facts.softRejected(bob, sky1),
    ]);
    const log = { at: async (sequence: number) => long[sequence - 1] };
    const apart = { db: projected(long).db, log };
    const shared = { db: projected(long).db, log };
    // The rows as they would be if the subjects had one bucket.
    const width = 2 ** 32;
    shared.db.$client.exec(`insert or ignore into timeline select one.key / ${width} * ${width} + other.key % ${width}
      from (select key from timeline group by key / ${width}) one, (select key from timeline group by key % ${width}) other`);
    const all = async (read: typeof apart, of: TimelineOf, query: Omit<TimelineQuery, 'cursor'>) => {
      const positions: string[] = [];
      let cursor: string | undefined;
      do {
        const next = await timelinePage(read, of, { ...query, cursor });
        positions.push(...next.entries.map(({ position }) => position));
        cursor = next.cursor;
      } while (cursor !== undefined);
      return positions;
    };
    for (const of of [
      { kind: 'unit', run: runId, unitId: sky1.unitId },
      { kind: 'worker', workerId: bob.workerId },
    ] as const)
      for (const newestFirst of [true, false]) {
        const whole = await all(apart, of, { newestFirst, limit: 1000 });
        expect(whole.length).toBeGreaterThan(3);
        for (const limit of [1, 3, 200]) expect(await all(shared, of, { newestFirst, limit })).toEqual(whole);
      }
  });

  it.each<[Partial<TimelineQuery>, string[]]>([
    [
      { kinds: ['unit.accepted', 'agent'], worker: ada.workerId },
      ['agent.connected', 'agent.error-logged', 'unit.accepted'],
    ],
    [{ unit: sky1.unitId }, ['agent.connected', 'unit.assigned', 'unit.submitted']],
    [{ unit: sky1.unitId, worker: ada.workerId }, []],
    [{ text: 'WELL SEEN' }, ['unit.accepted']],
    [{ since: timeOf(-2) }, ['unit.accepted', 'unit.bonus-granted']],
    [
      { until: timeOf(2), kinds: ['task-run'] },
      history
        .slice(0, 2)
        .map(({ type }) => type)
        .filter((type) => type.startsWith('task-run')),
    ],
  ])('of a run can be filtered by %j', async (query, expected) => expect(await types(ofRun, query)).toEqual(expected));

  it('shows what a comment says at present, and nothing of what it said before or of a removed one', async () => {
    const talk = recorded([
      ...history,
      ...[facts.commented('comment-1', 'A first secret.'), facts.commentEdited('comment-1', 'Better so.')],
      ...[facts.commented('comment-2', 'A second secret.'), facts.commentRemoved('comment-2')],
    ]);
    const read = { db: projected(talk).db, log: { at: async (sequence: number) => talk[sequence - 1] } };
    const query = { newestFirst: false, limit: 100 };
    const { entries } = await timelinePage(read, ofUnit, query);
    expect(entries.slice(-4).map(({ type, why }) => [type, why])).toEqual([
      ['unit.commented', null],
      ['unit.comment-edited', 'Better so.'],
      ['unit.commented', null],
      ['unit.comment-removed', null],
    ]);
    expect(JSON.stringify(entries)).not.toContain('secret');
    expect(await timelinePage(read, ofUnit, { ...query, text: 'secret' })).toEqual({ entries: [] });
  });

  it.each([true, false])('comes in pages without gaps or repetitions (newest first: %s)', async (newestFirst) => {
    const read: string[] = [];
    let cursor: string | undefined;
    do {
      const next = await page(ofRun, { newestFirst, limit: 2, cursor });
      read.push(...next.entries.map(({ position }) => position));
      cursor = next.cursor;
    } while (cursor !== undefined);
    const positions = history.map((_, nth) => `${nth + 1}.0`);
    expect(read).toEqual(newestFirst ? positions.toReversed() : positions);
  });

  it('reads a bounded part of a long history for a page, and goes on with the next', async () => {
    const long = recorded([
      ...facts.begun(),
      ...Array.from({ length: 450 }, () => [facts.paused, facts.resumed]).flat(),
    ]);
    const many = projected(long).db;
    reads = 0;
    const at = async (sequence: number) => {
      reads++;
      return long[sequence - 1];
    };
    const settings = { db: many, log: { at } };
    const first = await timelinePage(settings, ofRun, { newestFirst: true, limit: 10, text: 'nowhere' });
    expect(first).toMatchObject({ entries: [], cursor: expect.any(String) });
    expect(reads).toBeLessThan(600);
    const query = { newestFirst: true, limit: 10, text: 'nowhere', cursor: first.cursor };
    expect(await timelinePage(settings, ofRun, query)).toEqual({ entries: [] });
  });

  it('names a fact that this version cannot read', async () => {
    const strange = recorded([...facts.begun(), { type: 'unit.vanished', version: 1, data: {} }]);
    const read = { db: projected(strange).db, log: { at: async (sequence: number) => strange[sequence - 1] } };
    const { entries } = await timelinePage(read, ofRun, { newestFirst: true, limit: 1 });
    expect(entries[0]).toMatchObject({
      type: 'unit.vanished',
      state: null,
      why: expect.stringMatching(/^This fact cannot be read: /),
    });
  });
});
