import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { RowsDamaged } from '../../../projections/store/database.ts';
import { reported } from './errors.ts';
import { refuse } from './refusals.ts';

const damage = [new Sqlite.SqliteError('malformed', 'SQLITE_CORRUPT'), new RowsDamaged('not a database')];

describe('an error', () => {
  it.each(damage)('that means damaged rows is reported, with the sentence that they are rebuilt', (error) => {
    const reports: unknown[] = [];
    const { code, status } = reported(error, (report) => reports.push(report));
    expect([code, status, reports]).toEqual(['read-model/damaged', 503, [error]]);
  });

  it('that is a refusal is not reported, and a bug is', () => {
    const reports: unknown[] = [];
    const report = (error: unknown) => void reports.push(error);
    const bug = new Error('a bug');
    expect([reported(refuse('log/full'), report).code, reported(bug, report).code]).toEqual(['log/full', 'server/bug']);
    expect(reports).toEqual([bug]);
  });
});
