import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deepestJson } from '../../actors/json-depth.ts';
import { type CheckedDraft, maxDraftBytes, maxDraftFiles, type TaskWishes } from '../../api/drafts.ts';
import { isMediaFile } from '../../api/media.ts';
import { defaultsFor } from '../../api/new-task.ts';
import { readSetting } from '../../runtime/config/overrides.ts';
import type { TaskConfig } from '../../runtime/config/task-keys.ts';
import { randomLetters } from '../../runtime/ids.ts';
import { planOf, requireKnownKeys } from '../../runtime/launch-plan.ts';
import type { DataSummary, Task } from '../../runtime/ports/tasks.ts';
import { requireNoSecrets } from '../tasks/config-secrets.ts';
import { openDataReader } from '../tasks/data-reader.ts';
import { keysInOrder } from '../tasks/new-task/keys-in-order.ts';
import type { NewTask } from '../tasks/new-task/new-task.ts';
import { filesFolder, taskFiles } from '../tasks/new-task/task-files.ts';
import { loadTask } from '../tasks/task-config.ts';
import { itemsLimit, placeOfItems } from './items-file.ts';
import { filesNamedBy, isPlainPath, pathNamed } from './named-files.ts';
import { type Limit, receive } from './receive.ts';
import { refuse } from './refusals.ts';

/** How many drafts are kept by default. */
const defaultMaxDrafts = 20;
const defaultMaxBytes = 2 * maxDraftBytes;

const idChars = 26;
const maxMissingShown = 100;

/** A new task in a folder of its own: a whole task folder once it was checked. */
export type Draft = {
  id: string;
  folder: string;
  /** The name of its file of items in the folder. */
  file: string;
  summary: DataSummary;
  keys: readonly string[];
  /** The files that items name, each with the columns that do. */
  named: ReadonlyMap<string, ReadonlySet<string>>;
  /** How many bytes its file of items has. */
  itemsBytes: number;
  /** The files that were added, each with its size in bytes and the name under which it came. */
  files: Map<string, { bytes: number; name: string }>;
  /** Its config as it was checked last. */
  config?: TaskConfig;
  /** Ends when the last change of it has. */
  turn: Promise<unknown>;
};

/** What a check of a draft finds out. */
export type Check = Omit<CheckedDraft, 'preview_url'>;

/** Tasks that are being made. They are gone when Manyhands is started again. */
export type Drafts = ReturnType<typeof openDrafts>;

/** The name and the place of a draft that becomes a task, and what moves its folder there. */
type Finishing = { name: string; wishes: TaskWishes; place: string; move: (ready: string) => Promise<void> };

type Bytes = AsyncIterable<Uint8Array>;

type Settings = {
  draftsFolder: string;
  /** How many drafts are kept; one more removes the one that was used least lately. */
  maxDrafts?: number;
  /** The most bytes of all drafts; more remove those that were used least lately. */
  maxBytes?: number;
  /** The most bytes of one item as JSON; without, there is no such limit. */
  maxItemBytes?: number;
};

/** Opens drafts in a folder. */
export function openDrafts(settings: Settings) {
  const { draftsFolder, maxDrafts = defaultMaxDrafts, maxBytes = defaultMaxBytes, maxItemBytes } = settings;
  /** By id, the one that was used last at the end. */
  const drafts = new Map<string, Draft>();

  /** The draft of this id, which counts as used. */
  function draftOf(id: string): Draft {
    const draft = drafts.get(id);
    if (!draft) throw refuse('draft/unknown');
    drafts.delete(id);
    drafts.set(id, draft);
    return draft;
  }

  async function forget(id: string): Promise<void> {
    const draft = drafts.get(id);
    drafts.delete(id);
    if (draft)
      await draft.turn.finally(() => rm(draft.folder, { recursive: true, force: true })).catch(() => undefined);
  }

  /** Removes the drafts that were used least lately; one that still receives a file is removed when that has ended. */
  function makeRoom(): void {
    const sizeOf = (draft: Draft) => draft.itemsBytes + sumOf(draft.files);
    let total = [...drafts.values()].reduce((sum, draft) => sum + sizeOf(draft), 0);
    for (const draft of [...drafts.values()].slice(0, -1)) {
      if (drafts.size <= maxDrafts && total <= maxBytes) return;
      total -= sizeOf(draft);
      void forget(draft.id);
    }
  }

  /** Changes of one draft come one after another; none comes after the draft is gone. */
  function inTurn<Result>(draft: Draft, work: () => Promise<Result>): Promise<Result> {
    const result = draft.turn.then(() => {
      if (drafts.get(draft.id) !== draft) throw refuse('draft/unknown');
      return work();
    });
    draft.turn = result.catch(() => undefined);
    return result;
  }

  return {
    draftOf,
    forget,

    /** Begins a draft with the file of its items, which is read whole. */
    async begin(name: string, bytes: Bytes): Promise<Draft> {
      const id = randomLetters(idChars);
      const draft = await receiveItems({ id, folder: join(draftsFolder, id), name, bytes, maxItemBytes });
      drafts.set(id, draft);
      makeRoom();
      return draft;
    },

    /** Adds a file that items name; the end of the path by which they do is enough. */
    async addFile(id: string, name: string, bytes: Bytes): Promise<{ path: string; bytes: number }> {
      const draft = draftOf(id);
      if (!isPlainPath(name) || !isMediaFile(name)) throw refuse('draft/bad-file', { path: name });
      const path = pathNamed(draft.named, name);
      const from = draft.files.get(path)?.name;
      // Of a folder with copies of a picture, the last one would take the place of the others.
      if (from !== undefined && from !== name && name !== path)
        throw refuse('draft/two-files', { path, files: [from, name] });
      return inTurn(draft, async () => {
        const size = await receive(bytes, join(draft.folder, filesFolder, path), roomIn(draft, path), path);
        draft.files.set(path, { bytes: size, name });
        makeRoom();
        return { path, bytes: size };
      });
    },

    /** Writes the task folder, and checks it as a launch would. */
    async check(id: string, wishes: TaskWishes): Promise<Check> {
      const draft = draftOf(id);
      return inTurn(draft, () => checkDraft(draft, newTaskOf(draft, 'draft', wishes), draft.folder));
    },

    /** Writes the task folder under its name, moves it to its place, and forgets the draft. */
    async finish(id: string, { name, wishes, place, move }: Finishing): Promise<void> {
      const draft = draftOf(id);
      await inTurn(draft, async () => {
        await checkDraft(draft, newTaskOf(draft, name, wishes), place);
        await move(draft.folder);
        drafts.delete(id);
      });
    },
  };
}

type Received = { id: string; folder: string; name: string; bytes: Bytes; maxItemBytes?: number };

async function receiveItems({ id, folder, name, bytes, maxItemBytes }: Received): Promise<Draft> {
  const { file, path } = placeOfItems(folder, name);
  try {
    const itemsBytes = await receive(bytes, path, itemsLimit, name);
    const { summary, named } = await readItems(folder, path, maxItemBytes);
    const keys = summary.keys ?? Object.keys(summary.first);
    return { id, folder, file, summary, keys, named, itemsBytes, files: new Map(), turn: Promise.resolve() };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Reads the items in a process of their own, since a large file would keep workers waiting. */
async function readItems(folder: string, data: string, maxItemBytes?: number) {
  const reader = await openDataReader({ folder, data, config: {} } as Task, { maxItemBytes });
  try {
    const summary = (await reader.summarize())!;
    return { summary, named: await filesNamedBy(reader, summary.first, maxDraftFiles) };
  } finally {
    await reader.close();
  }
}

const sumOf = (files: Draft['files']): number => [...files.values()].reduce((sum, { bytes }) => sum + bytes, 0);

/** How much a file may have that is added under this path. */
function roomIn({ files }: Draft, path: string): Limit {
  const others = [...files].filter(([other]) => other !== path);
  if (others.length >= maxDraftFiles) return { bytes: -1, words: '10,000 files for a task' };
  const left = maxDraftBytes - sumOf(new Map(others));
  return left < itemsLimit.bytes ? { bytes: left, words: '2 GiB for all files of a task' } : itemsLimit;
}

function newTaskOf({ file, keys, summary }: Draft, name: string, wishes: TaskWishes): NewTask {
  const { units_per_item: unitsPerItem, unit_seconds: unitSeconds, labels, rules, ...others } = wishes;
  const { kind, media, gold, hidden } = wishes;
  const shown = keysInOrder({ keys, first: summary.first }, { kind, media, gold, hidden });
  return {
    ...others,
    ...{ name, unitsPerItem, unitSeconds },
    ...(rules === undefined ? {} : { rules: readSetting('rules', rules, deepestJson - 1, false) }),
    labels: labels ?? defaultsFor(kind, media).labels,
    data: { file, keys: shown },
  };
}

async function checkDraft(draft: Draft, task: NewTask, shownFolder: string): Promise<Check> {
  const { folder, summary } = draft;
  const hasFiles = task.media !== 'text' || draft.files.size > 0;
  if (hasFiles) await mkdir(join(folder, filesFolder), { recursive: true, mode: 0o700 });
  await rm(join(folder, 'page'), { recursive: true, force: true });
  const texts = taskFiles(task, { program: './bin/manyhands', folder: shownFolder }, hasFiles);
  for (const [file, text] of Object.entries(texts)) {
    await mkdir(dirname(join(folder, file)), { recursive: true, mode: 0o700 });
    await writeFile(join(folder, file), text, { mode: 0o600 });
  }
  const loaded = await loadTask({ folder });
  requireNoSecrets(loaded);
  const { config } = loaded;
  requireKnownKeys(config, summary);
  draft.config = config;
  return {
    plan: planOf(loaded, summary),
    config: texts['manyhands.yaml'] ?? '',
    missing_files: missingIn(draft, task),
  };
}

/** The files that shown columns name and that were not added. */
function missingIn({ named, files }: Draft, { data: { keys }, kind, media }: NewTask) {
  const isShown = (columns: ReadonlySet<string>) => [...columns].some((key) => keys.includes(key));
  const isAsked = media !== 'text' || kind === 'compare';
  const paths = [...named].flatMap(([path, columns]) => (isShown(columns) && !files.has(path) ? [path] : []));
  return isAsked ? { paths: paths.slice(0, maxMissingShown), count: paths.length } : { paths: [], count: 0 };
}
