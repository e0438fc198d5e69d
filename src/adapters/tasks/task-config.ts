import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, resolve, sep } from 'node:path';
import type { Refusal } from '../../actors/refusal.ts';
import { slugOf } from '../../api/names.ts';
import { type Fault, faultsOf, meantKeys } from '../../runtime/config/config-faults.ts';
import { readYaml } from '../../runtime/config/config-yaml.ts';
import { applyOverrides, placeOf as placeOfSetting } from '../../runtime/config/overrides.ts';
import { TaskConfig } from '../../runtime/config/task-keys.ts';
import type { Task, TaskFolder } from '../../runtime/ports/tasks.ts';
import { notReadable } from '../../runtime/refusals/disk-fault.ts';
import { requireOwnFile } from './copy-folder.ts';
import { refuse } from './refusals.ts';

const dataExtensions = ['.json', '.jsonl', '.csv', '.tsv', '.js', '.mjs', '.ts'];

const kindOf = async (path: string) => {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? 'folder' : found ? 'file' : undefined;
};

async function findConfigFile(folder: string, name?: string): Promise<string> {
  const wanted = name === undefined ? 'manyhands.yaml' : `manyhands.${name}.yaml`;
  const present = (await readdir(folder)).filter((file) => /^manyhands\b.*\.ya?ml$/.test(file));
  if (!present.includes(wanted)) throw refuse('task/no-config', { folder, wanted, present: present.toSorted() });
  return join(folder, wanted);
}

/** Replaces `${task_dir}` in texts by the folder's path, at any depth. */
function fillIn(value: unknown, folder: string): unknown {
  if (typeof value === 'string') return value.replace(/\$\{task_dir\}/g, () => folder);
  if (Array.isArray(value)) return value.map((inner) => fillIn(inner, folder));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillIn(inner, folder)]));
}

/** A refusal and its key in the config. */
type Found = { key: string; refusal: Refusal };

function readKeys(values: Record<string, unknown>, placeOf: (path: Fault['path']) => string) {
  const isLeftOut = ([key, value]: [string, unknown]) => value === null && key in TaskConfig.shape;
  const set = Object.fromEntries(Object.entries(values).filter((entry) => !isLeftOut(entry)));
  const { data: config, error } = TaskConfig.safeParse(set);
  const found = faultsOf(error?.issues ?? [], set).map(
    ({ key, path, reason }): Found => ({ key, refusal: refuse('task/bad-config', { place: placeOf(path), reason }) }),
  );
  return { config, set, found };
}

/** Throws the refusals in the order of their keys in the file; missing keys come last. */
function throwAll(found: readonly Found[], set: Record<string, unknown>): never {
  const order = Object.keys(set);
  const rank = ({ key }: Found) => (order.includes(key) ? order.indexOf(key) : order.length);
  const [first, ...rest] = found.toSorted((a, b) => rank(a) - rank(b)).map(({ refusal }) => refusal);
  if (rest.length === 0) throw first;
  throw refuse('task/bad-config', { faults: [first!, ...rest].map(({ message }) => message) });
}

/** Reads a task folder's config; every fault in it is one sentence with the file, the line and the key. */
export async function loadTask({ folder: path, config: name, overrides = {} }: TaskFolder): Promise<Task> {
  const kind = await kindOf(path);
  if (kind === 'file') throw refuse('task/file', { path: resolve(path) });
  if (kind === undefined) throw refuse('task/no-folder', { folder: resolve(path) });
  const folder = await realpath(path);
  const unreadable = (file: string) => (error: unknown) => {
    throw notReadable(error, basename(file)) ?? error;
  };
  const file = await findConfigFile(folder, name).catch(unreadable(folder));
  await requireOwnFile(folder, file).catch(unreadable(file));
  const { values, placeOf } = readYaml(basename(file), await readFile(file, 'utf8').catch(unreadable(file)));
  const place = ([key = '', ...rest]: Fault['path']) =>
    Object.hasOwn(overrides, key) ? placeOfSetting(String(key), overrides[key] ?? '') : placeOf([key, ...rest]);

  const written = applyOverrides(values, overrides);
  const filled = fillIn(written, folder) as Record<string, unknown>;
  const { config, set, found } = readKeys(filled, place);
  const note = (key: string, refusal: Refusal) => void found.push({ key, refusal });
  const absolute = (path: unknown) =>
    typeof path === 'string' && path.trim() ? resolve(folder, path.trim()) : undefined;
  const { data: named, page, extra_source_dir, review_page } = config ?? set;
  const data = absolute(named);
  const served = {
    page: absolute(page),
    extra_source_dir: absolute(extra_source_dir),
    review_page: absolute(review_page),
  };

  if (named === undefined && !meantKeys(set).has('data'))
    note('data', refuse('task/no-data', { config: basename(file) }));
  if (data && !dataExtensions.includes(extname(data).toLowerCase())) {
    const reason = `"data" must end in one of ${dataExtensions.join(', ')}`;
    note('data', refuse('task/bad-config', { place: place(['data']), reason }));
  } else if (data && (await kindOf(data)) !== 'file') {
    note('data', refuse('task/no-data', { config: basename(file), data }));
  }
  for (const [key, path] of Object.entries(served)) {
    if (path && [data, file].some((inner) => inner?.startsWith(path + sep))) {
      const reason = `"${key}" must be a folder without the config and the data, since workers can read all files in it`;
      note(key, refuse('task/bad-config', { place: place([key]), reason }));
    }
  }
  if (!config || !data || found.length > 0) return throwAll(found, set);
  await requireOwnFile(folder, data);
  return {
    folder,
    file,
    slug: slugOf(config.task_name),
    config,
    recorded: readKeys(written, place).config ?? config,
    data,
    page: served.page,
    taskSource: absolute(config.task_source),
    extraSourceDir: served.extra_source_dir,
    taskSourceReview: absolute(config.task_source_review),
    reviewPage: served.review_page,
  };
}
