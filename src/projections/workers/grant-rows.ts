import { and, asc, desc, eq, gt, inArray, lt, or, type SQL } from 'drizzle-orm';
import { cursorNumbers } from '../store/cursors.ts';
import type { Database } from '../store/database.ts';
import { grants } from './grants.ts';
import { qualifications } from './qualifications.ts';
import { valuesGranted } from './worker-history.ts';

const columns = {
  worker: grants.workerId,
  qualification: grants.qualificationId,
  name: qualifications.name,
  value: grants.value,
  granted_at: grants.grantedAt,
  granted_by: grants.grantedBy,
};

const selectGrants = (db: Database) =>
  db
    .select({ ...columns, place: grants.place })
    .from(grants)
    .innerJoin(qualifications, eq(qualifications.qualificationId, grants.qualificationId));

type Selected = ReturnType<ReturnType<typeof selectGrants>['all']>[number];
/** A qualification as a worker holds it. */
export type GrantRow = Omit<Selected, 'place'>;

const toRow = ({ place: _, ...grant }: Selected): GrantRow => grant;

/** The qualifications in use that these workers hold, in the order of their first grant. */
export const grantsOfWorkers = (db: Database, workerIds: readonly string[]): GrantRow[] =>
  selectGrants(db)
    .where(and(inArray(grants.workerId, [...workerIds]), eq(qualifications.retired, false)))
    .orderBy(asc(grants.row))
    .all()
    .map(toRow);

type GrantQuery = { sort: 'newest' | 'highest' | 'lowest'; limit: number; cursor?: string };

const maxEarlierValues = 3;

/** A page of the holders of a qualification, with the note of the grant and up to three earlier values. */
export function grantPage(db: Database, qualificationId: string, query: GrantQuery) {
  const { sort, limit } = query;
  const found = selectGrants(db)
    .where(and(eq(grants.qualificationId, qualificationId), afterCursor(query)))
    .orderBy(...(sort === 'newest' ? [] : [sort === 'highest' ? desc(grants.value) : asc(grants.value)]), byPlace(sort))
    .limit(limit + 1)
    .all();
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const values = valuesGranted(
    db,
    qualificationId,
    page.map(({ worker }) => worker),
  );
  const rows = page.map((grant) => {
    const [present, ...before] = values.get(grant.worker) ?? [];
    return { ...toRow(grant), note: present?.note ?? null, before: before.slice(0, maxEarlierValues) };
  });
  if (found.length <= limit || !last) return { grants: rows };
  return { grants: rows, cursor: sort === 'newest' ? `${last.place}` : `${last.value}:${last.place}` };
}

const byPlace = (sort: GrantQuery['sort']) => (sort === 'lowest' ? asc(grants.place) : desc(grants.place));

function afterCursor({ sort, cursor }: GrantQuery): SQL | undefined {
  if (cursor === undefined) return undefined;
  if (sort === 'newest') return lt(grants.place, cursorNumbers(cursor, 1)[0] as number);
  const [value = 0, place = 0] = cursorNumbers(cursor, 2);
  const past = sort === 'highest' ? lt : gt;
  return or(past(grants.value, value), and(eq(grants.value, value), past(grants.place, place)));
}
