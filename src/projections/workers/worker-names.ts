import { and, eq, inArray, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { invitations } from './invitations.ts';
import { workers } from './workers.ts';

/** A worker under the name by which they came, or were invited; archives without identities leave workers without one. */
export type NamedWorker = { worker: string; name: string };

const came = { worker: workers.workerId, name: workers.name };
const invited = { worker: invitations.workerId, name: invitations.worker };

/** The names of these workers, by id; who has none is left out. */
export function namesOfWorkers(db: Database, ids: readonly string[]): Map<string, string> {
  const some = [...ids];
  const found: NamedWorker[] = [
    ...db.select(invited).from(invitations).where(inArray(invitations.workerId, some)).all(),
    // Later, so that the name under which somebody came stands.
    ...db.select(came).from(workers).where(inArray(workers.workerId, some)).all(),
  ];
  return new Map(found.filter(({ name }) => name !== '').map(({ worker, name }) => [worker, name]));
}

/** Workers that fit a condition, each once, in the order of their names; those who only were invited, too. */
function workersWho(db: Database, condition: (row: typeof came | typeof invited) => SQL | undefined, most: number) {
  const [here, expected] = [condition(came), condition(invited)];
  const known = db.select(came).from(workers).where(here).orderBy(workers.name).limit(most).all();
  const guests = db.selectDistinct(invited).from(invitations).where(expected).limit(most).all();
  const all = new Map([...guests, ...known].map((one) => [one.worker, one]));
  return [...all.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1)).slice(0, most);
}

/** Up to `most` workers whose id begins with a text or whose name has it in it, in any case. */
export const workersLike = (db: Database, text: string, most: number): NamedWorker[] =>
  workersWho(db, ({ worker, name }) => or(beginsWith(worker, text), hasIn(name, text)), most);

const hasIn = (name: typeof came.name | typeof invited.name, text: string) =>
  sql`instr(lower(${name}), ${text.toLowerCase()}) > 0`;

const beginsWith = (column: typeof came.worker | typeof invited.worker, text: string) =>
  sql`substr(${column}, 1, ${text.length}) = ${text}`;

/** This many letters of an id are enough to look for its worker, where only one has them. */
const leastIdLetters = 6;

type Meant = {
  /** Whether names may be looked at. */
  byName: boolean;
  /** Whether a part of a name will do where nothing else fits: for what is looked for, not for what is done. */
  byPart?: boolean;
  most: number;
};

/**
 * The workers that a word can mean: the one of this id; else those of this name, also written `provider:name`; else those of this name
 * in any case; else those whose id begins with it; else, if parts of names will do, those whose name has it in it, in any case.
 */
export function workersMeant(db: Database, word: string, { byName, byPart = false, most }: Meant): NamedWorker[] {
  const known = db.select(came).from(workers).where(eq(workers.workerId, word)).all();
  const byId = known.length > 0 ? known : workersWho(db, ({ worker }) => eq(worker, word), 1);
  if (byId.length > 0) return byId;
  const named = byName && word !== '' ? workersNamed(db, word, most) : [];
  if (named.length > 0) return named;
  const begun = word.length < leastIdLetters ? [] : workersWho(db, ({ worker }) => beginsWith(worker, word), most);
  if (begun.length > 0 || !byName || !byPart || word.trim() === '') return begun;
  return workersWho(db, ({ name }) => hasIn(name, word.trim()), most);
}

function workersNamed(db: Database, word: string, most: number): NamedWorker[] {
  const cut = word.indexOf(':');
  const qualified = and(
    eq(workers.provider, word.slice(0, cut)),
    eq(workers.name, word.slice(cut + 1)),
    ne(workers.name, ''),
  );
  const exact = workersWho(db, (row) => or(eq(row.name, word), row === came ? qualified : undefined), most);
  if (exact.length > 0) return exact;
  return workersWho(db, ({ name }) => sql`lower(${name}) = ${word.toLowerCase()}`, most);
}
