import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deepestJson } from '../../actors/json-depth.ts';
import type { MovedKey } from '../../api/launch.ts';
import { nearestOf } from '../../projections/spelling/nearest.ts';
import { applyOverrides, isText, placeOf as placeOfSetting, readSetting } from '../../runtime/config/overrides.ts';
import { TaskConfig } from '../../runtime/config/task-keys.ts';
import {
  at,
  chosenLayers,
  compose,
  fileOf,
  type Layer,
  type Mistake,
  merge,
  placeIn,
  type Values,
} from '../../runtime/mephisto/compose.ts';
import { interpolate } from '../../runtime/mephisto/interpolate.ts';
import { everyKey } from '../../runtime/mephisto/keys.ts';
import { keyHere, mapKeys } from '../../runtime/mephisto/map-keys.ts';
import { utf8Text } from '../../runtime/utf8-text.ts';
import { type ConfigSource, unreadable } from './config-source.ts';
import { requireOwnFile } from './copy-folder.ts';
import { refuse } from './refusals.ts';

/** The config that is taken where there are several and none is named. */
const usualName = 'example';

/** The names of the Mephisto configs in a task folder; none if it has no `hydra_configs/conf`. */
export async function hydraConfigs(folder: string): Promise<string[]> {
  const files = await readdir(join(folder, 'hydra_configs/conf')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return files.flatMap((file) => /^([^.].*)\.yaml$/.exec(file)?.[1] ?? []).toSorted();
}

function nameAmong(folder: string, names: readonly string[], wanted: string | undefined): string {
  const name = wanted ?? (names.length === 1 ? names[0] : names.find((one) => one === usualName));
  if (name === undefined) throw refuse('task/which-config', { folder, names });
  if (!names.includes(name))
    throw refuse('task/no-hydra-config', { folder, name, names, meant: nearestOf(name, names) });
  return name;
}

/** Reads a config of Mephisto as one of `manyhands.yaml`: composed, with settings over it, references followed, keys mapped. */
export async function readHydra(
  folder: string,
  names: readonly string[],
  wanted: string | undefined,
  overrides: Record<string, string>,
): Promise<ConfigSource> {
  const name = nameAmong(folder, names, wanted);
  const mistakes: Mistake[] = [];
  const read = readerOf(folder);
  const layers = await compose(`conf/${name}`, read, mistakes);
  const settings = Object.entries(overrides);
  for (const [key, raw] of settings.filter(([key]) => !isOwn(key)))
    layers.push(...(await settingLayers(key, raw, read, mistakes)));
  const own = Object.fromEntries(settings.filter(([key]) => isOwn(key)));

  const main = fileOf(`conf/${name}`);
  const place = (path: readonly (string | number)[]) => placeIn(layers, path) ?? main;
  const tree = layers.reduce<Values>((earlier, { values }) => merge(earlier, values) as Values, {});
  const filled = interpolate(tree, new Date());
  const { values, moved, faults, meant, sourceOf } = mapKeys(filled.tree);
  for (const path of filled.unfilled) meant.add(keyHere(path.join('.')) ?? '');
  return {
    file: join(folder, main),
    name,
    written: applyOverrides(values, own),
    placeOf: (path) => {
      const [setting] = settingsOf(own, String(path[0]));
      return setting ? placeOfSetting(...setting) : place(sourceOf(path) ?? []);
    },
    nameOf: (key) =>
      settingsOf(own, key).length > 0
        ? key
        : (sourceOf([key])?.join('.') ?? everyKey.find(({ fate }) => 'to' in fate && fate.to === key)?.name ?? key),
    faults: [...mistakes, ...[...filled.faults, ...faults].map(({ path, reason }) => ({ place: place(path), reason }))],
    meant,
    moved: [...moved.filter(({ to = '' }) => !Object.hasOwn(own, to)), ...movedBy(own)],
  };
}

/** Whether a setting names a key of `manyhands.yaml`, which may be set over a Mephisto config, too. */
export const isOwn = (key: string): boolean => Object.hasOwn(TaskConfig.shape, key.split('.')[0] ?? '');

/** The settings of a key and of what is in it. */
const settingsOf = (own: Record<string, string>, key: string) =>
  Object.entries(own).filter(([typed]) => typed.split('.')[0] === key);

/** The rows of settings by the names of `manyhands.yaml`; one without a value leaves its key out. */
const movedBy = (own: Record<string, string>): MovedKey[] =>
  Object.entries(own)
    .filter(([, raw]) => raw.trim() !== '')
    .map(([key, raw]) => ({ key, to: key, value: raw }));

/** Reads files below hydra_configs, each once. */
function readerOf(folder: string) {
  const texts = new Map<string, Promise<string | undefined>>();
  const readOnce = async (path: string) => {
    const file = join(folder, fileOf(path));
    try {
      await requireOwnFile(folder, file);
      return await utf8Text(await readFile(file), fileOf(path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      return unreadable(file)(error);
    }
  };
  return (path: string) => {
    const found = texts.get(path) ?? readOnce(path);
    texts.set(path, found);
    return found;
  };
}

/** The layers of one setting of the command line: a value, or a choice in a group, such as `mephisto/architect=local`. */
async function settingLayers(
  typed: string,
  raw: string,
  read: (path: string) => Promise<string | undefined>,
  mistakes: Mistake[],
): Promise<Layer[]> {
  const place = placeOfSetting(typed, raw);
  const key = typed.replace(/^\+{1,2}/, '');
  if (key.startsWith('~')) {
    mistakes.push({ place, reason: 'nothing can be taken out of a config here; set the key to another value' });
    return [];
  }
  if (key === 'profile') {
    mistakes.push({ place, reason: 'profiles in the home folder are not read; write their keys into the config' });
    return [];
  }
  if (key.includes('/')) {
    return chosenLayers(
      { group: key.replace(/^\//, ''), option: raw.trim(), isOptional: false },
      place,
      read,
      mistakes,
    );
  }
  return [{ values: settingTree(typed, raw), placeOf: () => place }];
}

/** A setting such as `mephisto.task.task_reward=0.5` as a config of its own. */
export function settingTree(typed: string, raw: string): Values {
  const key = typed.replace(/^\+{1,2}/, '');
  const path = key.split('.');
  const here = keyHere(key) ?? (path[0] === 'manyhands' && path.length === 2 ? path[1] : undefined);
  // A reference is no YAML of its own.
  const isPlain = raw.trim().startsWith('${') || (here !== undefined && isText(here));
  return at(path, readSetting(typed, raw, deepestJson - path.length, isPlain));
}
