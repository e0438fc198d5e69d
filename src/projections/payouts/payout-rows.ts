import { type SQL, sql } from 'drizzle-orm';
import { amountText } from '../../api/money.ts';
import { countedRunsIn, runsIn, type Scope } from '../runs/scope.ts';
import { taskRuns } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { bonuses } from '../units/bonuses.ts';
import { payCents, rewardAtOpening } from '../units/unit-pay.ts';
import { unitPayments } from '../units/unit-payments.ts';
import { units } from '../units/units.ts';

/** Which payouts: those that are owed, or that were made. */
export type PayoutQuery = Scope & {
  state: 'due' | 'paid';
  worker?: string;
  /** What is owed counts if it was decided up to this position of the log. */
  upto: number;
};

/** What one worker gets for one run, or got for it with one payment: what one commit recorded. */
export type PayoutRow = {
  run: string;
  task: string;
  worker: string;
  currency: string;
  answers: number;
  base: string;
  bonus: string;
  total: string;
  reason: string;
  paid_at: string | null;
  paid_by: string | null;
  note: string;
  position: number | null;
};

/** A line: of a worker in a run, and of the commit that recorded it as paid; 0 while it is owed. */
type Key = { run: string; worker: string; position: number };

/** Whether a unit of the table of payments pays something. */
const isPayable = sql`exists (select 1 from ${units} join ${taskRuns} on ${taskRuns.runId} = ${units.runId}
  where ${units.unitId} = ${unitPayments.unitId} and ${payCents} > 0)`;

/** The commit of a payment, in both tables. */
const paidWith = { payPosition: sql`"paid_sequence"`, bonusPosition: sql`"settled_sequence"` };

const statesOf = ({ state, upto }: Pick<PayoutQuery, 'state' | 'upto'>) =>
  state === 'paid'
    ? { pay: sql`"paid_at" is not null`, bonus: sql`${bonuses.state} = 'paid'`, ...paidWith }
    : {
        // A unit that pays nothing is never recorded as paid, so it is not due either.
        pay: sql`"paid_at" is null and ${unitPayments.sequence} <= ${upto} and ${isPayable}`,
        bonus: sql`${bonuses.state} = 'intended' and ${bonuses.sequence} <= ${upto}`,
        ...{ payPosition: sql`0`, bonusPosition: sql`0` },
      };

/** Units of a run pay something if its config says so, or its pay was set later. */
const pays = sql`(${rewardAtOpening} > 0 or exists (
  select 1 from ${units} where ${units.runId} = ${taskRuns.runId} and ${units.payCents} > 0))`;

const among = (runs: readonly string[]): SQL => sql`(select "value" from json_each(${JSON.stringify(runs)}))`;

function keysAfter(db: Database, query: PayoutQuery, last: Key, limit: number): Key[] {
  // Trying a page owes nobody anything; what was recorded as paid was paid.
  const runs = query.state === 'due' ? countedRunsIn(db, query) : runsIn(db, query);
  const paying = db
    .all<{ run: string }>(sql`select ${taskRuns.runId} as "run" from ${taskRuns} where ${pays}`)
    .map(({ run }) => run);
  const next = (table: SQL, state: SQL, position: SQL, some: readonly string[]) =>
    db.all<Key>(sql`select distinct "run_id" as "run", "worker_id" as "worker", ${position} as "position" from ${table}
      where ${state}
      and "run_id" in ${among(some)} ${query.worker ? sql`and "worker_id" = ${query.worker}` : sql``}
      and ("run_id", "worker_id", ${position}) > (${last.run}, ${last.worker}, ${last.position})
      order by "run_id", "worker_id", "position" limit ${limit}`);
  const wanted = runs.filter((run) => paying.includes(run));
  const states = statesOf(query);
  const found = [
    ...next(sql`${unitPayments}`, states.pay, states.payPosition, wanted),
    ...next(sql`${bonuses}`, states.bonus, states.bonusPosition, runs),
  ];
  const distinct = new Map(found.map((key) => [cursorOf(key), key]));
  return [...distinct.values()].toSorted(inOrder).slice(0, limit);
}

const cursorOf = ({ run, worker, position }: Key) => `${run} ${worker} ${position}`;

const inOrder = (one: Key, other: Key): number => {
  const [first, second] = [`${one.run}\0${one.worker}`, `${other.run}\0${other.worker}`];
  return first === second ? one.position - other.position : first < second ? -1 : 1;
};

type Sum = { cents: number | null; count: number; at: string | null; by: string | null };

const ofKey = ({ run, worker }: Key): SQL => sql`"run_id" = ${run} and "worker_id" = ${worker}`;

function rowOf(db: Database, key: Key, query: PayoutQuery): PayoutRow {
  const { run, worker, position } = key;
  const states = statesOf(query);
  const payState = sql`${states.pay} and ${states.payPosition} = ${position}`;
  const bonusState = sql`${states.bonus} and ${states.bonusPosition} = ${position}`;
  const launched = db.get<{ task: string; currency: string }>(sql`select ${taskRuns.task} as "task",
    coalesce(json_extract(${taskRuns.config}, '$.currency'), 'USD') as "currency" from ${taskRuns} where ${taskRuns.runId} = ${run}`);
  const pay =
    db.get<Sum>(sql`select sum(coalesce(${unitPayments.paidCents}, ${payCents})) as "cents", count(*) as "count",
    max(${unitPayments.paidAt}) as "at", ${unitPayments.paidBy} as "by"
    from ${unitPayments} join ${units} on ${units.unitId} = ${unitPayments.unitId}
    join ${taskRuns} on ${taskRuns.runId} = ${unitPayments.runId}
    where ${unitPayments.runId} = ${run} and ${unitPayments.workerId} = ${worker} and ${payState}`);
  const extra = db.get<Sum>(sql`select sum(${bonuses.cents}) as "cents", count(*) as "count",
    max(${bonuses.settledAt}) as "at", ${bonuses.settledBy} as "by" from ${bonuses} where ${ofKey(key)} and ${bonusState}`);
  const reasons = db.all<{ reason: string }>(sql`select distinct ${bonuses.reason} as "reason" from ${bonuses}
    where ${ofKey(key)} and ${bonusState} and ${bonuses.reason} is not null order by ${bonuses.row}`);
  const [base, bonus] = [pay.cents ?? 0, extra.cents ?? 0];
  const { at: paid_at, by: paid_by } = pay.at === null ? extra : pay;
  return {
    ...{ run, worker, task: launched.task, currency: launched.currency },
    ...{ answers: base > 0 ? pay.count : 0, base: amountText(base), bonus: amountText(bonus) },
    ...{ total: amountText(base + bonus), reason: reasons.map(({ reason }) => reason).join('; ') },
    ...(query.state === 'due'
      ? { paid_at: null, paid_by: null, note: '', position: null }
      : { paid_at, paid_by, note: notesOf(db, { payState, bonusState }, key), position }),
  };
}

/** What was written with a payment of a worker in a run, each text once, in order. */
const notesOf = (db: Database, { payState, bonusState }: Record<`${'pay' | 'bonus'}State`, SQL>, key: Key): string =>
  db
    .all<{ note: string }>(
      sql`select "note" from (
        select "paid_note" as "note", "paid_at" as "at" from ${unitPayments} where ${ofKey(key)} and ${payState}
        union all
        select "settled_note", "settled_at" from ${bonuses} where ${ofKey(key)} and ${bonusState}
      ) where "note" is not null group by "note" order by min("at"), "note"`,
    )
    .map(({ note }) => note)
    .join('; ');

/** A page of payouts, by run, worker and payment, and a cursor if there are more. */
export function payoutPage(
  db: Database,
  { limit, cursor, ...query }: PayoutQuery & { limit: number; cursor?: string },
): { payouts: PayoutRow[]; cursor?: string } {
  const [run = '', worker = '', position = '0'] = (cursor ?? '').split(' ');
  const found = keysAfter(db, query, { run, worker, position: Number(position) || 0 }, limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const payouts = page.map((key) => rowOf(db, key, query)).filter(({ total }) => Number(total) > 0);
  return found.length > limit && last ? { payouts, cursor: cursorOf(last) } : { payouts };
}

/** The units and bonuses of a run that were due at a position of the log, and still are. */
export function dueIn(db: Database, run: string, { upto, worker }: { upto: number; worker?: string }) {
  const ofWorker = worker ? sql`and "worker_id" = ${worker}` : sql``;
  const owed = db.all<{
    unit: string;
    cents: number;
  }>(sql`select ${unitPayments.unitId} as "unit", ${payCents} as "cents"
    from ${unitPayments} join ${units} on ${units.unitId} = ${unitPayments.unitId}
    join ${taskRuns} on ${taskRuns.runId} = ${unitPayments.runId}
    where ${unitPayments.runId} = ${run} and ${unitPayments.paidAt} is null and ${unitPayments.sequence} <= ${upto}
    ${worker ? sql`and ${unitPayments.workerId} = ${worker}` : sql``} order by ${units.row}`);
  const promised = db.all<{
    unit: string;
    bonus: string;
  }>(sql`select ${bonuses.unitId} as "unit", ${bonuses.bonusId} as "bonus"
    from ${bonuses} where ${bonuses.runId} = ${run} and ${bonuses.state} = 'intended' and ${bonuses.sequence} <= ${upto}
    ${ofWorker} order by ${bonuses.row}`);
  return { units: owed.filter(({ cents }) => cents > 0), bonuses: promised, currency: currencyOf(db, run) };
}

/** Recorded between two positions of the log, both included. */
type Between = { from: number; upto: number; worker?: string };

/** The units and bonuses of a run that were recorded as paid between two positions of the log, and still are. */
export function paidIn(db: Database, run: string, { from, upto, worker }: Between) {
  const ofWorker = worker ? sql`and "worker_id" = ${worker}` : sql``;
  const paid = db.all<{ unit: string; cents: number }>(sql`select "unit_id" as "unit", "paid_cents" as "cents"
    from ${unitPayments} where "run_id" = ${run} and "paid_at" is not null
    and "paid_sequence" between ${from} and ${upto} ${ofWorker} order by "paid_sequence", "unit_id"`);
  const extra = db.all<{ unit: string; bonus: string }>(sql`select "unit_id" as "unit", "bonus_id" as "bonus"
    from ${bonuses} where "run_id" = ${run} and "state" = 'paid'
    and "settled_sequence" between ${from} and ${upto} ${ofWorker} order by "row"`);
  return { units: paid, bonuses: extra, currency: currencyOf(db, run) };
}

const currencyOf = (db: Database, run: string): string =>
  db.get<{ currency: string }>(sql`select coalesce(json_extract(${taskRuns.config}, '$.currency'), 'USD')
    as "currency" from ${taskRuns} where ${taskRuns.runId} = ${run}`).currency;
