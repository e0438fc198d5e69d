import { readYaml } from '../config/config-yaml.ts';

export type Values = Record<string, unknown>;
export type Path = readonly (string | number)[];

/** A part of a composed config: its values, and the place of one of them. */
export type Layer = { values: Values; placeOf(path: Path): string };

/** A mistake: where it is, and the sentence about it. */
export type Mistake = { place: string; reason: string };

/** What composing needs: the text of a file below hydra_configs, by its path without `.yaml`; undefined if there is none. */
export type ReadConfig = (path: string) => Promise<string | undefined>;

export const isMap = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The groups whose choice is a type of Mephisto, and the key that keeps it. */
const typeKeys: Readonly<Record<string, string>> = {
  'mephisto/blueprint': '_blueprint_type',
  'mephisto/architect': '_architect_type',
  'mephisto/provider': '_provider_type',
  'mephisto/database': '_database_type',
};

/** Puts a value at a path of maps. */
export const at = (path: readonly string[], value: unknown): Values =>
  path.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value) as Values;

/** Configs that name each other twice would otherwise be read without end. */
const maxFiles = 1000;

/** Two trees as one: maps are merged, everything else of the later one counts. */
export function merge(earlier: unknown, later: unknown): unknown {
  if (!isMap(earlier) || !isMap(later)) return later;
  const keys = Object.keys(later).map((key): [string, unknown] => [
    key,
    Object.hasOwn(earlier, key) ? merge(earlier[key], later[key]) : later[key],
  ]);
  return { ...earlier, ...Object.fromEntries(keys) };
}

const has = (values: unknown, [head, ...rest]: Path): boolean =>
  head === undefined ||
  ((isMap(values) || Array.isArray(values)) &&
    Object.hasOwn(values, head) &&
    has((values as Values)[String(head)], rest));

/** The place of a value: in the last layer that has it, or else that of what is around it. */
export function placeIn(layers: readonly Layer[], path: Path): string | undefined {
  for (let steps = path.length; steps > 0; steps--) {
    const within = path.slice(0, steps);
    const layer = layers.findLast(({ values }) => has(values, within));
    if (layer) return layer.placeOf(path);
  }
  return undefined;
}

/** The file of a config below hydra_configs, as messages name it. */
export const fileOf = (path: string): string => `hydra_configs/${path}.yaml`;

/** The package of a file, from its first comments; its group without one, and the whole tree for the configs of runs. */
function packageOf(text: string, group: string): string[] {
  const [, named] = /^\s*#\s*@package\s+(\S+)/m.exec(text.split(/^[^#\s]/m)[0] ?? '') ?? [];
  if (named === '_global_' || (named === undefined && !(group in typeKeys))) return [];
  if (named === undefined || named === '_group_') return group.split('/');
  return named.split('.');
}

/** The layers of a config with those that its `defaults` name, in the order in which they count; mistakes are added to the list. */
export async function compose(path: string, read: ReadConfig, mistakes: Mistake[]): Promise<Layer[]> {
  let files = 0;
  const counted: ReadConfig = async (name) => (++files > maxFiles ? undefined : read(name));
  const layers = await layersOf(path, counted, mistakes, []);
  if (files > maxFiles)
    mistakes.splice(0, mistakes.length, {
      place: fileOf(path),
      reason: `its defaults name more than ${maxFiles} configs`,
    });
  return layers;
}

async function layersOf(path: string, read: ReadConfig, mistakes: Mistake[], trail: string[]): Promise<Layer[]> {
  const text = (await read(path)) ?? '';
  const { values, placeOf } = readYaml(fileOf(path), text);
  const { defaults, ...own } = values;
  const group = path.split('/').slice(0, -1).join('/');
  const within = packageOf(text, group);
  const self: Layer = { values: at(within, own), placeOf: (inner) => placeOf(inner.slice(within.length)) };
  if (defaults === undefined || defaults === null) return [self];
  if (!Array.isArray(defaults)) {
    mistakes.push({ place: placeOf(['defaults']), reason: '"defaults" must be a list' });
    return [self];
  }
  const layers: Layer[] = [];
  for (const [n, entry] of defaults.entries()) {
    const place = placeOf(['defaults', n]);
    if (entry === '_self_') layers.push(self);
    else
      for (const chosen of choicesOf(entry, group))
        layers.push(...(await chosenLayers(chosen, place, read, mistakes, [...trail, path])));
  }
  // Hydra composes a config after its defaults, unless they say where.
  return defaults.includes('_self_') ? layers : [...layers, self];
}

/** An entry of `defaults`: the group and the config chosen in it. */
type Choice = { group: string; option: unknown; isOptional: boolean };

function choicesOf(entry: unknown, own: string): Choice[] {
  const groupOf = (name: string) => (name.startsWith('/') ? name.slice(1) : [own, name].filter(Boolean).join('/'));
  if (typeof entry === 'string') {
    const path = groupOf(entry).split('/');
    return [{ group: path.slice(0, -1).join('/'), option: path.at(-1), isOptional: false }];
  }
  if (!isMap(entry)) return [{ group: '', option: entry, isOptional: false }];
  return Object.entries(entry).map(([words, option]) => {
    const names = words.split(/\s+/);
    const name = names.at(-1) ?? '';
    // A group of Hydra or Mephisto may be written without the slash with which others begin.
    const isRooted = names.includes('override') || /^(?:hydra|mephisto)\//.test(name);
    return {
      group: isRooted ? name.replace(/^\//, '') : groupOf(name),
      option,
      isOptional: names.includes('optional'),
    };
  });
}

/** The layers of one choice: the type that it sets, and the file that it names, if there is one. */
export async function chosenLayers(
  { group, option, isOptional }: Choice,
  place: string,
  read: ReadConfig,
  mistakes: Mistake[],
  trail: string[] = [],
): Promise<Layer[]> {
  // How Hydra itself logs and where it writes has no meaning here.
  if (group.startsWith('hydra/') || option === null) return [];
  if (typeof option !== 'string' || !/^[\w.-]+$/.test(option) || !/^[\w/-]*$/.test(group)) {
    const shown = `${group ? `${group}: ` : ''}${JSON.stringify(option)}`;
    mistakes.push({ place, reason: `${shown} must be the name of a group and of a config in it` });
    return [];
  }
  const key = typeKeys[group];
  const type: Layer[] = key ? [{ values: at([...group.split('/'), key], option), placeOf: () => place }] : [];
  const path = [group, option].filter(Boolean).join('/');
  if (trail.includes(path)) {
    mistakes.push({ place, reason: `the defaults lead in a circle: ${[...trail, path].map(fileOf).join(' → ')}` });
    return type;
  }
  if ((await read(path)) !== undefined) return [...type, ...(await layersOf(path, read, mistakes, trail))];
  if (!key && !isOptional) mistakes.push({ place, reason: `there is no ${fileOf(path)}` });
  return type;
}
