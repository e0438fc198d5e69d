import type { StoredFile } from '../../events/file.ts';
import type { Files, Hold } from '../ports/files.ts';
import { refuse } from '../refusals/refusals.ts';

/** A value as a fact holds it: itself, or as a stored file of JSON. */
export type StoredValue = { value?: unknown; file?: StoredFile };

/** The most JSON of a value in a fact, in bytes; what is larger is stored as a file, so that facts stay quick to read. */
const maxInFactBytes = 16 * 1024;

const jsonType = 'application/json';

/** Stores a value as a file if it is large, under the name of the field it belongs to; it is kept until the hold ends. */
export async function store(
  value: unknown,
  { files, hold, field }: { files: Files; hold: Hold; field: string },
): Promise<StoredValue> {
  const bytes = Buffer.from(JSON.stringify(value) ?? 'null');
  if (bytes.length <= maxInFactBytes) return { value };
  const hash = await files.put(bytes, hold);
  return { file: { hash, size: bytes.length, type: jsonType, name: `${field}.json`, field } };
}

/** The value itself; throws `procedure/lost-value` if its file is not there. */
export async function load({ value, file }: StoredValue, files: Pick<Files, 'get'>): Promise<unknown> {
  if (!file) return value;
  const bytes = await files.get(file.hash);
  if (!bytes) throw refuse('procedure/lost-value', { hash: file.hash });
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}
