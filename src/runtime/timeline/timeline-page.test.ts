import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../../events/catalog.ts';
import * as facts from '../../events/fixtures.ts';
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

  it.each<[Partial<TimelineQuery>, string[]]>([
    [
      { kinds: ['unit.accepted', 'agent'], worker: ada.workerId },
      ['agent.connected', 'agent.error-logged', 'unit.accepted'],
    ],
    [{ unit: sky1.unitId }, ['agent.connected', 'unit.assigned', 'unit.submitted']],
    [{ unit: sky1.unitId, worker: ada.workerId }, []],
    [{ text: 'WELL SEEN' }, ['unit.accepted']],
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
