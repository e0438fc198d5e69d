/** The query string of an address: every value is text, so that addresses stay readable. */
export type RawSearch = Record<string, unknown>;

/** The task or the one run a screen is about; neither means everything. */
export type ScopeSearch = { task?: string; run?: string };

/** A text of the address; undefined if it is missing or empty. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A text of the address if it is one of `known`. */
export const oneOf = <Value extends string>(value: unknown, known: readonly Value[]): Value | undefined =>
  known.find((each) => each === value);

/** One of these words in the address; the first for anything else. */
export const oneOrFirst = <const Word extends string>(value: unknown, words: readonly [Word, ...Word[]]): Word =>
  oneOf(value, words) ?? words[0];

/** The task or the run in an address. */
export const scopeOf = (raw: RawSearch): ScopeSearch => {
  const [task, run] = [text(raw.task), text(raw.run)];
  return run ? { run } : task ? { task } : {};
};

/** The scope of a screen by its address; undefined where it has none of its own, such as a worker's page. */
export function scopeAt(pathname: string, raw: RawSearch): ScopeSearch | undefined {
  const [place = '', one] = pathname.split('/').filter(Boolean);
  if (place === 'runs' && one) return { run: one };
  const isScoped = !one && !['tasks', 'users', 'qualifications'].includes(place);
  return isScoped ? scopeOf(raw) : undefined;
}

/** Parses a query string. */
export const parseSearch = (search: string): RawSearch => Object.fromEntries(new URLSearchParams(search));

/** Writes a query string, without empty values. */
export function stringifySearch(search: RawSearch): string {
  const set = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const written = new URLSearchParams(set.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return written === '' ? '' : `?${written}`;
}
