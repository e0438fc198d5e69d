import { RunId } from '../../events/ids.ts';

/** The entries that every archive has; files, pages and review views have folders of their own. */
export const entryNames = { log: 'log.jsonl', workspace: 'people.jsonl', manifest: 'manifest.json' } as const;

/** The folders of a run in an archive: its page, and its own view of answers. */
export type PageFolder = 'pages' | 'reviews';

/** What an entry is, by its name. */
export type EntryName =
  | { kind: keyof typeof entryNames }
  | { kind: 'file'; hash: string }
  | { kind: 'page'; folder: PageFolder; run: RunId; path: readonly string[] };

const kinds = new Map(Object.entries(entryNames).map(([kind, name]) => [name, kind as keyof typeof entryNames]));

/** The largest upload that a task may allow; a file of a page is not larger, either. */
export const mostFileBytes = 1024 ** 3;

/** The longest name of an entry, in bytes. */
const mostNameBytes = 1024;

/** What would lead elsewhere: a backslash is a separator on some systems, and there a colon names a drive or a stream. */
const misleading = process.platform === 'win32' ? /[\\\0:]/ : /[\\\0]/;

/** A part of a path that leads nowhere else. */
const isPlain = (part: string): boolean =>
  part !== '' && part !== '.' && part !== '..' && !misleading.test(part) && Buffer.byteLength(part) <= 255;

/** What the entry of this name is; nothing for a name that no archive has, such as one that leads out of its folder. */
export function entryNamed(name: string): EntryName | undefined {
  // Checked first: a name that is made to be long is not even parsed.
  if (Buffer.byteLength(name) > mostNameBytes) return undefined;
  const kind = kinds.get(name as (typeof entryNames)[keyof typeof entryNames]);
  if (kind) return { kind };
  const [folder, second = '', ...path] = name.split('/');
  if (folder === 'files' && path.length === 0 && /^[0-9a-f]{64}$/.test(second)) return { kind: 'file', hash: second };
  if (folder !== 'pages' && folder !== 'reviews') return undefined;
  const run = RunId.safeParse(second).data;
  return run && path.length > 0 && path.every(isPlain) ? { kind: 'page', folder, run, path } : undefined;
}

/** The name under which a file of an answer is put into an archive. */
export const fileEntry = (hash: string): string => `files/${hash}`;
