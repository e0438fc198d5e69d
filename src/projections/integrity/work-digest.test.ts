import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { read } from '../../events/catalog.ts';
import type { StoredCommit } from '../../events/log.ts';
import { projected } from '../specify.ts';
import { histories } from '../specify-runs.ts';
import { type WorkEntry, workInRows, workOfFact, workTypes } from './recorded-work.ts';
import { workDigest, workDigestOfFacts, workDigestOfRows } from './work-digest.ts';

function workOf(commits: readonly StoredCommit[]): WorkEntry[] {
  return commits.flatMap(({ run, facts }) =>
    facts.flatMap((recorded) => {
      try {
        return workOfFact(read(recorded), run) ?? [];
      } catch {
        return [];
      }
    }),
  );
}

function digestOf(commits: readonly StoredCommit[]) {
  const { digest, add } = workDigestOfFacts();
  for (const entry of workOf(commits)) add(entry);
  return digest;
}

const changes = [
  `update answers set answer = '{"changed":1}' where row = 1`,
  `delete from answers where row = 1`,
  `insert into answers (agent_id, unit_id, run_id, worker_id, submitted_at, late, auto_submitted) values ('a', 'u', 'colours-1', 'w', 't', 0, 0)`,
  `update answers set worker_id = 'somebody else' where row = 1`,
  `update reviews set decision = 'other' where row = 1`,
  `update bonuses set cents = cents + 1 where row = 1`,
  `update payment_history set note = 'other' where bonus_id is not null`,
  `update payment_history set cents = cents + 1 where bonus_id is null`,
  `update payment_history set what = 'payment_undone' where what = 'paid'`,
  `delete from payment_history where row = 1`,
  `update comments set text = 'other' where row = 1`,
  `update comments set at = 'other' where row = 1`,
  `update comments set removed_by = 'other' where removed_at is not null`,
  `delete from comments where row = 1`,
  `update adjudications set answer = '7' where row = 1`,
];

const golden = new URL('../../events/golden/', import.meta.url);
const goldenFacts = readdirSync(golden).flatMap((file) =>
  readFileSync(new URL(file, golden), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => read(JSON.parse(line))),
);

describe('recorded work', () => {
  it('is known in every type of fact that changes its rows, and in no other', () => {
    const known = goldenFacts.filter((fact) => workOfFact(fact, 'colours-1')).map(({ type }) => type);
    expect([...new Set(known)].sort()).toEqual([...workTypes].sort());
  });

  it('is the same in the facts and in the rows, in any history', () => {
    fc.assert(
      fc.property(histories, ({ commits }) => {
        const { db } = projected(commits);
        const rows = workDigestOfRows(workInRows(db));
        expect(digestOf(commits).differing(rows)).toEqual([]);
        db.$client.close();
      }),
      { numRuns: 60 },
    );
  });

  it('differs once a row is changed, missing or added', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(...changes), ({ commits }, change) => {
        const { db } = projected(commits);
        const { changes: changed } = db.$client.prepare(change).run();
        const rows = workDigestOfRows(workInRows(db));
        expect(digestOf(commits).differing(rows).length > 0).toBe(changed > 0);
        db.$client.close();
      }),
      { numRuns: 100 },
    );
  });

  it('can be digested run by run, in any order', () => {
    const entries = ['red-1', 'red-1', 'blue-1'].map((run, nth) => ({ kind: 'review', run, values: [nth] }) as const);
    const [some, others] = [workDigest(), workDigest()];
    for (const entry of entries) some.add(entry);
    for (const entry of [...entries].reverse()) others.add(entry);
    expect(some.differing(others)).toEqual([]);
    others.remove(entries.at(-1) as WorkEntry);
    expect(some.differing(others)).toEqual(['blue-1']);
    expect(others.differing(some)).toEqual(['blue-1']);
  });
});
