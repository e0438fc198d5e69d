import { RunId } from '../../events/ids.ts';

/** The entries that every archive has; files, pages and review views have folders of their own. */
export const entryNames = { log: 'log.jsonl', workspace: 'people.jsonl', manifest: 'manifest.json' } as const;

/** The folders of a run in an archive: its page, and its own view of answers. */
export type PageFolder = 'pages' | 'reviews';

/** An entry, identified by its name. */
export type EntryName =
  | { kind: keyof typeof entryNames }
  | { kind: 'file'; hash: string }
  | { kind: 'page'; folder: PageFolder; run: RunId; path: readonly string[] };

const kinds = new Map(Object.entries(entryNames).map(([kind, name]) => [name, kind as keyof typeof entryNames]));

/** The largest upload that a task may allow, and the largest file of a page. */
export const maxFileBytes = 1024 ** 3;

/** The longest name of an entry. */
const maxNameBytes = 1024;

/** Characters that could lead elsewhere: on Windows a backslash is a separator, and a colon names a drive or a stream. */
const misleading = process.platform === 'win32' ? /[\\\0:]/ : /[\\\0]/;

/** Whether a part of a path stays within its folder. */
const isPlain = (part: string): boolean =>
  part !== '' && part !== '.' && part !== '..' && !misleading.test(part) && Buffer.byteLength(part) <= 255;

/** The entry of this name; undefined for an invalid name, such as one that leads out of its folder. */
export function entryNamed(name: string): EntryName | undefined {
  // Checked first, so that very long names are not parsed.
  if (Buffer.byteLength(name) > maxNameBytes) return undefined;
  const kind = kinds.get(name as (typeof entryNames)[keyof typeof entryNames]);
  if (kind) return { kind };
  const [folder, second = '', ...path] = name.split('/');
  if (folder === 'files' && path.length === 0 && /^[0-9a-f]{64}$/.test(second)) return { kind: 'file', hash: second };
  if (folder !== 'pages' && folder !== 'reviews') return undefined;
  const run = RunId.safeParse(second).data;
  return run && path.length > 0 && path.every(isPlain) ? { kind: 'page', folder, run, path } : undefined;
}

/** The name of an answer's file in an archive. */
export const fileEntry = (hash: string): string => `files/${hash}`;
