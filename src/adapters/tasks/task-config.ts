import { realpath, stat } from 'node:fs/promises';
import { extname, relative, resolve, sep } from 'node:path';
import type { Refusal } from '../../actors/refusal.ts';
import { slugOf } from '../../api/names.ts';
import { faultsOf, meantKeys } from '../../runtime/config/config-faults.ts';
import { TaskConfig } from '../../runtime/config/task-keys.ts';
import type { Task, TaskFolder } from '../../runtime/ports/tasks.ts';
import { codeFileIn } from './code-file.ts';
import type { ConfigSource } from './config-source.ts';
import { requireOwnFile } from './copy-folder.ts';
import { readConfig } from './read-config.ts';
import { refuse } from './refusals.ts';

const dataExtensions = ['.json', '.jsonl', '.csv', '.tsv', '.js', '.mjs', '.ts'];

const kindOf = async (path: string) => {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? 'folder' : found ? 'file' : undefined;
};

/** Replaces `${task_dir}` in texts by the folder's path, at any depth. */
function fillIn(value: unknown, folder: string): unknown {
  if (typeof value === 'string') return value.replace(/\$\{task_dir\}/g, () => folder);
  if (Array.isArray(value)) return value.map((inner) => fillIn(inner, folder));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillIn(inner, folder)]));
}

/** A refusal and the place that it is about. */
type Found = { place: string; refusal: Refusal };

const badConfig = (place: string, reason: string): Found => ({
  place,
  refusal: refuse('task/bad-config', { place, reason }),
});

function readKeys(values: Record<string, unknown>, { placeOf, nameOf, meant }: ConfigSource) {
  const isLeftOut = ([key, value]: [string, unknown]) => value === null && key in TaskConfig.shape;
  const set = Object.fromEntries(Object.entries(values).filter((entry) => !isLeftOut(entry)));
  const { data: config, error } = TaskConfig.safeParse(set);
  const found = faultsOf(error?.issues ?? [], set).flatMap(({ key, path, reason }) => {
    if (set[key] === undefined && meant?.has(key)) return [];
    const named = reason.startsWith(`"${key}`) ? `"${nameOf(key)}${reason.slice(key.length + 1)}` : reason;
    return [badConfig(placeOf(path), named)];
  });
  return { config, set, found };
}

/** Throws the refusals in the order of their lines; those without a line, as of missing keys, come last. */
function throwAll(found: readonly Found[]): never {
  const lineOf = ({ place }: Found) => Number(/, line (\d+)$/.exec(place)?.[1] ?? Number.MAX_SAFE_INTEGER);
  const [first, ...rest] = found.toSorted((a, b) => lineOf(a) - lineOf(b)).map(({ refusal }) => refusal);
  if (rest.length === 0) throw first;
  throw refuse('task/bad-config', { faults: [first!, ...rest].map(({ message }) => message) });
}

type Parts = {
  folder: string;
  file: string;
  data: string | undefined;
  code: { path: string; fault?: string } | undefined;
  /** The data as the config names it. */
  named: unknown;
  served: Record<string, string | undefined>;
};

/** What is wrong with the files that a config names. */
async function partFaults(source: ConfigSource, parts: Parts, set: Record<string, unknown>): Promise<Found[]> {
  const { folder, file, data, code, named, served } = parts;
  const { placeOf, nameOf, meant } = source;
  const found: Found[] = [];
  const noData = (data?: string) =>
    found.push({
      place: placeOf(['data']),
      refusal: refuse('task/no-data', { config: relative(folder, file), key: nameOf('data'), data }),
    });

  if (code?.fault) found.push(badConfig(placeOf(['code']), code.fault));
  if (data === undefined && !meantKeys(set).has('data') && !meant?.has('data')) noData();
  const fault = named !== undefined && data ? await dataFault(data) : undefined;
  if (fault === 'missing') noData(data);
  else if (fault) found.push(badConfig(placeOf(['data']), `"${nameOf('data')}" ${fault}`));
  const hidden = [data, file, code?.path, ...hiddenFiles(folder, set)];
  for (const [key, path] of Object.entries(served)) {
    if (path && hidden.some((inner) => inner?.startsWith(path + sep))) {
      const reason = `"${nameOf(key)}" must be a folder without the config, the data, the code, and the lists of screening and gold items, since workers can read all files in it`;
      found.push(badConfig(placeOf([key]), reason));
    }
  }
  return found;
}

/** What else workers may not read: the lists of screening and gold items, and what runs as the code of the task. */
function hiddenFiles(folder: string, set: Record<string, unknown>): string[] {
  const { gold_data, screening_data, code_command } = set;
  const words = typeof code_command === 'string' ? code_command.split(/[\s"'=]+/) : [];
  const named = [gold_data, screening_data, ...words].filter((path) => typeof path === 'string' && path.trim() !== '');
  return named.map((path) => resolve(folder, (path as string).trim()));
}

async function dataFault(data: string): Promise<string | undefined> {
  if (!dataExtensions.includes(extname(data).toLowerCase())) return `must end in one of ${dataExtensions.join(', ')}`;
  return (await kindOf(data)) === 'file' ? undefined : 'missing';
}

/** Reads a task folder's config; every fault in it is one sentence with the file, the line and the key. */
export async function loadTask({ folder: path, config: name, overrides = {} }: TaskFolder): Promise<Task> {
  const kind = await kindOf(path);
  if (kind === 'file') throw refuse('task/file', { path: resolve(path) });
  if (kind === undefined) throw refuse('task/no-folder', { folder: resolve(path) });
  const folder = await realpath(path);
  const source = await readConfig(folder, name, overrides);
  const { file, written } = source;
  const configFile = relative(folder, file);
  const filled = fillIn(written, folder) as Record<string, unknown>;
  const { config, set, found } = readKeys(filled, source);
  const absolute = (path: unknown) =>
    typeof path === 'string' && path.trim() ? resolve(folder, path.trim()) : undefined;
  const { data: named, page, extra_source_dir, review_page } = config ?? set;
  const code = set.code_command === undefined ? await codeFileIn(folder, set.code) : undefined;
  const data = absolute(named) ?? code?.path;
  const served = {
    page: absolute(page),
    extra_source_dir: absolute(extra_source_dir),
    review_page: absolute(review_page),
  };

  const at = { folder, file, data, code, named, served };
  found.push(...(await partFaults(source, at, set)));
  found.push(...source.faults.map(({ place, reason }) => badConfig(place, reason)));
  if (!config || !data || found.length > 0) return throwAll(found);
  await requireOwnFile(folder, data);
  if (code) await requireOwnFile(folder, code.path);
  const recorded = readKeys(written, source).config ?? config;
  return {
    folder,
    file,
    configFile,
    ...(source.name === undefined ? {} : { configName: source.name }),
    ...(source.moved ? { moved: source.moved } : {}),
    slug: slugOf(config.task_name),
    config,
    // So that the run knows of its code, whatever becomes of the folder.
    recorded: code ? { ...recorded, code: relative(folder, code.path) } : recorded,
    data,
    code: code?.path,
    page: served.page,
    taskSource: absolute(config.task_source),
    previewSource: absolute(config.preview_source),
    onboardingSource: absolute(config.onboarding_source),
    extraSourceDir: served.extra_source_dir,
    taskSourceReview: absolute(config.task_source_review),
    reviewPage: served.review_page,
  };
}
