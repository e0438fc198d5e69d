import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openToWrite } from '../store/database.ts';
import { namedWork, type WorkKind, workInFormerRows } from './recorded-work.ts';

/** The tables of rows that were made before there was a history of payments, and before final answers could be withdrawn. */
const tables = `
  create table unit_payments (unit_id text primary key not null, run_id text not null, agent_id text not null, worker_id text not null,
    sequence integer not null, paid_cents real, currency text, paid_by text, paid_at text, paid_note text);
  create table bonuses (row integer primary key, bonus_id text not null unique, unit_id text not null, run_id text not null,
    agent_id text not null, worker_id text not null, cents integer not null, currency text not null, reason text, state text not null,
    granted_by text not null, granted_at text not null, settled_by text, settled_at text, settled_note text, sequence integer not null);
  create table adjudications (row integer primary key, assignment_id text not null unique, run_id text not null, answer text, note text,
    by text not null, at text not null);
  insert into unit_payments values ('c.0.0', 'c', 'a-1', 'ada', 4, 150.5, 'EUR', 'anna', 't1', 'Transfer 7'),
    ('c.1.0', 'c', 'a-2', 'ada', 5, null, null, null, null, null);
  insert into bonuses values (1, 'b-1', 'c.0.0', 'c', 'a-1', 'ada', 50, 'EUR', null, 'withdrawn', 'anna', 't0', 'ben', 't2', null, 4),
    (2, 'b-2', 'c.1.0', 'c', 'a-2', 'ada', 50, 'EUR', null, 'intended', 'anna', 't0', null, null, null, 5);
  insert into adjudications values (1, 'c.0', 'c', '"red"', null, 'anna', 't3');`;

describe('rows of an earlier version', () => {
  let db: Database;
  beforeEach(() => {
    db = openToWrite(':memory:', []);
    db.$client.exec(tables);
  });
  afterEach(() => void db.$client.close());

  const workOf = (kind: WorkKind) =>
    [...workInFormerRows(db, kind)].map((entry) => ({ ...namedWork(entry), run: entry.run }));

  it('have the payments that were made', () =>
    expect(workOf('payment')).toEqual([
      {
        ...{ run: 'c', unitId: 'c.0.0', agentId: 'a-1', workerId: 'ada', state: 'paid' },
        ...{ cents: 150.5, currency: 'EUR', note: 'Transfer 7', paidBy: 'anna', paidAt: 't1' },
      },
    ]));

  it('have the bonuses that were paid or withdrawn', () =>
    expect(workOf('settlement')).toEqual([
      {
        ...{ run: 'c', bonusId: 'b-1', unitId: 'c.0.0', agentId: 'a-1', state: 'withdrawn' },
        ...{ note: null, settledBy: 'ben', settledAt: 't2' },
      },
    ]));

  it('have the final answers, none of them withdrawn', () =>
    expect(workOf('adjudication')).toEqual([
      {
        run: 'c',
        assignmentId: 'c.0',
        answer: '"red"',
        note: null,
        by: 'anna',
        at: 't3',
        withdrawnBy: null,
        withdrawnAt: null,
      },
    ]));

  it('have the history of payments alone, where there is one', () => {
    db.$client.exec(`
      create table payment_history (row integer primary key, unit_id text not null, run_id text not null, agent_id text not null,
        worker_id text not null, bonus_id text, what text not null, cents real, currency text, note text, by text not null, at text not null);
      insert into payment_history values (1, 'c.0.0', 'c', 'a-1', 'ada', 'b-1', 'bonus_paid', null, null, null, 'ben', 't1');`);
    expect(workOf('payment')).toEqual([]);
    expect(workOf('settlement')).toMatchObject([{ bonusId: 'b-1', state: 'paid', settledAt: 't1' }]);
  });
});
