import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, resolve, sep } from 'node:path';
import type { Refusal } from '../../actors/refusal.ts';
import { faultsOf, meantKeys } from '../../runtime/config/config-faults.ts';
import { readYaml } from '../../runtime/config/config-yaml.ts';
import { applyOverrides, placeOf as placeOfSetting } from '../../runtime/config/overrides.ts';
import { slugOf, TaskConfig } from '../../runtime/config/task-keys.ts';
import type { Task, TaskFolder } from '../../runtime/ports/tasks.ts';
import { requireOwnFile } from './copy-folder.ts';
import { refuse } from './refusals.ts';

const dataEndings = ['.json', '.jsonl', '.csv', '.tsv', '.js', '.mjs', '.ts'];

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

/** Puts the folder's path where a text says `${task_dir}`, at any depth. */
function fillIn(value: unknown, folder: string): unknown {
  if (typeof value === 'string') return value.replace(/\$\{task_dir\}/g, () => folder);
  if (Array.isArray(value)) return value.map((inner) => fillIn(inner, folder));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillIn(inner, folder)]));
}

/** A refusal and the key of the config that it is about. */
type Found = { key: string; refusal: Refusal };

function readKeys(values: Record<string, unknown>, placeOf: (key: string) => string) {
  const isLeftOut = ([key, value]: [string, unknown]) => value === null && key in TaskConfig.shape;
  const given = Object.fromEntries(Object.entries(values).filter((entry) => !isLeftOut(entry)));
  const { data: config, error } = TaskConfig.safeParse(given);
  const found = faultsOf(error?.issues ?? [], given).map(
    ({ key, reason }): Found => ({ key, refusal: refuse('task/bad-config', { place: placeOf(key), reason }) }),
  );
  return { config, given, found };
}

/** Throws what was found, in the order in which its keys stand in the file; what is not there comes last. */
function throwAll(found: readonly Found[], given: Record<string, unknown>): never {
  const order = Object.keys(given);
  const rank = ({ key }: Found) => (order.includes(key) ? order.indexOf(key) : order.length);
  const [first, ...rest] = found.toSorted((a, b) => rank(a) - rank(b)).map(({ refusal }) => refusal);
  if (rest.length === 0) throw first;
  throw refuse('task/bad-config', { faults: [first!, ...rest].map(({ message }) => message) });
}

/** Reads a task folder's config; every fault in it is one sentence with the file, the line and the key. */
export async function loadTask({ folder: asked, config: name, overrides = {} }: TaskFolder): Promise<Task> {
  if ((await kindOf(asked)) !== 'folder') throw refuse('task/no-folder', { folder: resolve(asked) });
  const folder = await realpath(asked);
  const file = await findConfigFile(folder, name);
  await requireOwnFile(folder, file);
  const { values, placeOf } = readYaml(basename(file), await readFile(file, 'utf8'));
  const place = (key: string) =>
    Object.hasOwn(overrides, key) ? placeOfSetting(key, overrides[key] ?? '') : placeOf(key);

  const written = applyOverrides(values, overrides);
  const filled = fillIn(written, folder) as Record<string, unknown>;
  const { config, given, found } = readKeys(filled, place);
  const note = (key: string, refusal: Refusal) => void found.push({ key, refusal });
  const absolute = (path: unknown) =>
    typeof path === 'string' && path.trim() ? resolve(folder, path.trim()) : undefined;
  const { data: named, page, extra_source_dir, review_page } = config ?? given;
  const data = absolute(named);
  const served = {
    page: absolute(page),
    extra_source_dir: absolute(extra_source_dir),
    review_page: absolute(review_page),
  };

  if (named === undefined && !meantKeys(given).has('data'))
    note('data', refuse('task/no-data', { config: basename(file) }));
  if (data && !dataEndings.includes(extname(data).toLowerCase())) {
    const reason = `"data" must end in one of ${dataEndings.join(', ')}`;
    note('data', refuse('task/bad-config', { place: place('data'), reason }));
  } else if (data && (await kindOf(data)) !== 'file') {
    note('data', refuse('task/no-data', { config: basename(file), data }));
  }
  for (const [key, path] of Object.entries(served)) {
    if (path && [data, file].some((inner) => inner?.startsWith(path + sep))) {
      const reason = `"${key}" must be a folder without the config and the data, as workers can read all that is in it`;
      note(key, refuse('task/bad-config', { place: place(key), reason }));
    }
  }
  if (!config || !data || found.length > 0) return throwAll(found, given);
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
