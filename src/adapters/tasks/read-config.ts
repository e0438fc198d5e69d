import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readYaml } from '../../runtime/config/config-yaml.ts';
import { applyOverrides, placeOf as placeOfSetting } from '../../runtime/config/overrides.ts';
import { utf8Text } from '../../runtime/utf8-text.ts';
import { type ConfigSource, unreadable } from './config-source.ts';
import { requireOwnFile } from './copy-folder.ts';
import { hydraConfigs, readHydra } from './hydra-config.ts';
import { refuse } from './refusals.ts';

type Overrides = Record<string, string>;

/** Finds and reads the config of a task folder: its `manyhands.yaml`, or else one of Mephisto's in `hydra_configs/conf`. */
export async function readConfig(folder: string, name?: string, settings: Overrides = {}): Promise<ConfigSource> {
  const { conf, ...overrides } = settings;
  const wanted = conf ?? name;
  const present = (await readdir(folder).catch(unreadable(folder))).filter((file) =>
    /^manyhands\b.*\.ya?ml$/.test(file),
  );
  const names = present.length > 0 ? [] : await hydraConfigs(folder).catch(unreadable(folder));
  return names.length > 0
    ? readHydra(folder, names, wanted, overrides)
    : readManyhands(folder, present, wanted, overrides);
}

async function readManyhands(
  folder: string,
  present: readonly string[],
  name: string | undefined,
  overrides: Overrides,
): Promise<ConfigSource> {
  const wanted = name === undefined ? 'manyhands.yaml' : `manyhands.${name}.yaml`;
  if (!present.includes(wanted)) throw refuse('task/no-config', { folder, wanted, present: present.toSorted() });
  const file = join(folder, wanted);
  await requireOwnFile(folder, file).catch(unreadable(file));
  const { values, placeOf } = readYaml(wanted, await utf8Text(await readFile(file).catch(unreadable(file)), wanted));
  return {
    file,
    ...(name === undefined ? {} : { name }),
    written: applyOverrides(values, overrides),
    placeOf: ([key = '', ...rest]) =>
      Object.hasOwn(overrides, key) ? placeOfSetting(String(key), overrides[key] ?? '') : placeOf([key, ...rest]),
    nameOf: (key) => key,
    faults: [],
  };
}
