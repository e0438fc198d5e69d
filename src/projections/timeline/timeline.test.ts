import { describe, expect, it } from 'vitest';
import { accepted, ada, begun, errorLogged, sky, sky0, submitted, took } from '../../events/fixtures.ts';
import { projected, recorded } from '../specify.ts';
import { openFactIds, ownLife, sequencesOf, subjectsOfUnit } from './timeline.ts';

describe('the positions of a history', () => {
  const facts = [...begun(), ...took(ada, sky0), submitted(ada), errorLogged(ada), accepted(ada)];
  const { db } = projected(recorded(facts));
  const start = begun().length;
  const all = { newestFirst: false, limit: 100 };

  it('are found by run, unit, worker and item, also where a fact names the agent alone', () => {
    const run = sky.slice(0, sky.lastIndexOf('.'));
    expect(sequencesOf(db, [run], all)).toEqual(facts.map((_, nth) => nth + 1));
    const ofAda = [1, 2, 3, 4, 5].map((nth) => start + nth);
    expect(sequencesOf(db, [sky0.unitId], all)).toEqual(ofAda);
    expect(sequencesOf(db, [ada.workerId], all)).toEqual(ofAda);
    expect(sequencesOf(db, [sky], all)).toEqual([2]);
    expect(sequencesOf(db, [ownLife(run)], all)[0]).toBe(1);
  });

  it('come in pages from either end, each commit once', () => {
    const of = subjectsOfUnit(sky0.unitId);
    const whole = sequencesOf(db, of, all);
    expect(new Set(whole).size).toBe(whole.length);
    expect(sequencesOf(db, of, { newestFirst: true, limit: 2 })).toEqual(whole.slice(-2).reverse());
    expect(sequencesOf(db, of, { newestFirst: true, limit: 2, to: start + 2 })).toEqual([start + 2, start + 1]);
    expect(sequencesOf(db, of, { newestFirst: false, limit: 1, from: start + 3 })).toEqual([start + 3]);
  });

  it('tell whose agent a fact names', () => {
    expect(openFactIds(db)({ agentId: ada.agentId })).toMatchObject({ unit: sky0.unitId, worker: ada.workerId });
    expect(openFactIds(db)({})).toEqual({});
  });
});
