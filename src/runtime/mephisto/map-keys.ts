import type { MovedKey } from '../../api/launch.ts';
import { nearestOf } from '../../projections/spelling/nearest.ts';
import { nearestKey } from '../config/config-faults.ts';
import { TaskConfig } from '../config/task-keys.ts';
import { isMap, type Path, type Values } from './compose.ts';
import { everyKey, type Fate, mephistoKeys, nameIn } from './keys.ts';

/** A mistake: the path of the value, and the reason. */
export type Fault = { path: Path; reason: string };

/** A Mephisto config as the keys of `manyhands.yaml`. */
export type Mapped = {
  values: Values;
  /** What became of each key, in the order of the config. */
  moved: MovedKey[];
  faults: Fault[];
  /** The keys of `manyhands.yaml` of which a fault tells already; they are not reported as missing, too. */
  meant: Set<string>;
  /** The path in the config from which a key here comes; undefined for one that is not set. */
  sourceOf(path: Path): Path | undefined;
};

/** The section in which keys of `manyhands.yaml` may stand that Mephisto does not have. */
const ownSection = 'manyhands';
const rootKeys = ['mephisto', 'defaults', 'task_dir', 'num_tasks', ownSection];

const isKey = (key: string) => Object.hasOwn(TaskConfig.shape, key);
const isUnset = (value: unknown) => value === undefined || value === null || value === '' || value === '???';

/** Maps a composed Mephisto config; `tree` has no references left. */
export function mapKeys(tree: Values): Mapped {
  const mapping = openMapping();
  const { mephisto = {}, [ownSection]: own, ...root } = tree;
  mapSection(
    mapping,
    '',
    Object.fromEntries(Object.entries(root).filter(([key]) => Object.hasOwn(mephistoKeys['']!, key))),
  );
  mapScriptKeys(
    mapping,
    Object.fromEntries(Object.entries(root).filter(([key]) => !Object.hasOwn(mephistoKeys['']!, key))),
  );
  if (isMap(mephisto)) mapTree(mapping, mephisto);
  else mapping.faults.push({ path: ['mephisto'], reason: '"mephisto" must be a map of keys and values' });
  mapOwn(mapping, own);
  mapDefaults(mapping);
  const { values, moved, faults, sources, meant } = mapping;
  return {
    ...{ values, moved, faults, meant },
    sourceOf: ([key = '', inner, ...rest]) => {
      const found = inner === undefined ? undefined : sources.get(`${key}.${inner}`);
      if (found) return [...found, ...rest];
      const source = sources.get(String(key));
      return source && [...source, ...(inner === undefined ? [] : [inner, ...rest])];
    },
  };
}

type Mapping = Pick<Mapped, 'values' | 'moved' | 'faults' | 'meant'> & { sources: Map<string, Path> };

const openMapping = (): Mapping => ({ values: {}, moved: [], faults: [], meant: new Set(), sources: new Map() });

function mapTree(mapping: Mapping, mephisto: Values): void {
  const sections = Object.keys(mephistoKeys)
    .filter((section) => section.startsWith('mephisto.'))
    .map((section) => section.slice('mephisto.'.length));
  const plain = Object.entries(mephisto).filter(([key]) => !sections.includes(key));
  mapSection(mapping, 'mephisto', Object.fromEntries(plain));
  const provider = isMap(mephisto.provider) ? mephisto.provider._provider_type : undefined;
  for (const section of sections) {
    const values = mephisto[section];
    if (isMap(values)) mapSection(mapping, `mephisto.${section}`, values, provider);
    else if (!isUnset(values)) {
      const name = `mephisto.${section}`;
      mapping.faults.push({ path: name.split('.'), reason: `"${name}" must be a map of keys and values` });
    }
  }
  if (isUnset((mephisto.blueprint as Values | undefined)?._blueprint_type)) {
    const fate = mephistoKeys['mephisto.blueprint']?._blueprint_type;
    const kinds = fate && 'values' in fate ? Object.keys(fate.values) : [];
    const reason = `"mephisto.blueprint._blueprint_type" is missing; it is one of ${kinds.join(', ')}, as in defaults: [/mephisto/blueprint: ${kinds[0]}]`;
    mapping.faults.push({ path: ['mephisto', 'blueprint'], reason });
  }
}

/** A key of one section, with all values of the section. */
type Given = { section: string; key: string; value: unknown; values: Values; provider?: unknown };

/** Maps the keys of one section, in the order of the table, so that the first source of data counts. */
function mapSection(mapping: Mapping, section: string, values: Values, provider?: unknown): void {
  const order = Object.keys(mephistoKeys[section] ?? {});
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  for (const key of Object.keys(values).toSorted((a, b) => rank(a) - rank(b))) {
    if (!order.includes(key)) noteUnknown(mapping, section, key);
    else if (!isUnset(values[key])) mapKey(mapping, { section, key, value: values[key], values, provider });
  }
}

function mapKey(mapping: Mapping, given: Given): void {
  const { section, key, value, values, provider } = given;
  const known = mephistoKeys[section] ?? {};
  const [name, fate] = [nameIn(section, key), known[key]!];
  const noEffect = (because: string) => mapping.moved.push({ key: name, because });
  if (fate.onlyWith && values[fate.onlyWith] !== true) noEffect(`it counts only with ${fate.onlyWith}`);
  else if ('to' in fate) moveTo(mapping, name, fate, value, provider);
  else if ('noEffect' in fate) noEffect(fate.noEffect);
  else if ('values' in fate) mapKind(mapping, name, fate, value);
  else if (value === fate.unless) noEffect(fate.refused);
  // What belongs to a kind or a switch that is refused itself needs no second sentence.
  else if (!isKindRefused(known, values) && !isSwitchRefused(known, fate))
    mapping.faults.push({ path: name.split('.'), reason: refusalOf(name, fate) });
}

const isKindRefused = (known: Readonly<Record<string, Fate>>, values: Values) =>
  Object.entries(known).some(
    ([key, fate]) => 'others' in fate && !isUnset(values[key]) && !Object.hasOwn(fate.values, String(values[key])),
  );

const isSwitchRefused = (known: Readonly<Record<string, Fate>>, { onlyWith }: Fate) =>
  onlyWith !== undefined && 'refused' in (known[onlyWith] ?? {});

const refusalOf = (name: string, { refused, instead }: Extract<Fate, { refused: string }>) =>
  `"${name}" is not supported, because ${refused}${instead ? `; the nearest here is ${instead}` : '; nothing here comes near it'}`;

function mapKind(mapping: Mapping, name: string, fate: Extract<Fate, { others: unknown }>, value: unknown) {
  const { values, moved, faults } = mapping;
  const kind = String(value);
  const meaning = Object.hasOwn(fate.values, kind) ? fate.values[kind] : undefined;
  if (meaning) {
    Object.assign(values, fate.sets?.[kind]);
    return void moved.push({ key: name, because: meaning });
  }
  const known = [...Object.keys(fate.values), ...Object.keys(fate.others)];
  const nearest = nearestOf(kind, known);
  const reason = Object.hasOwn(fate.others, kind) ? fate.others[kind] : undefined;
  faults.push({
    path: name.split('.'),
    reason: reason
      ? `"${name}" cannot be ${kind}, because ${reason}`
      : `"${name}" is "${kind}", which is none of ${known.join(', ')}${nearest ? `; did you mean "${nearest}"?` : ''}`,
  });
}

function moveTo(
  mapping: Mapping,
  name: string,
  { to, convert }: Extract<Fate, { to: string }>,
  value: unknown,
  provider: unknown,
): void {
  const { values, moved, sources } = mapping;
  const before = sources.get(to);
  if (before && !(to === 'aux_parameters'))
    return void moved.push({ key: name, because: `${before.join('.')} comes first` });
  const converted = convert ? convert(value, { provider }) : value;
  const isBoth = to === 'aux_parameters' && isMap(converted);
  values[to] = isBoth ? { ...(values[to] as Values | undefined), ...converted } : converted;
  sources.set(to, name.split('.'));
  moved.push({ key: name, to, value: converted });
}

const leastMisspeltChars = 6;

/** The Mephisto key that a key at the top level most likely misspells; short words are near to too many others. */
function nearBelow(key: string): string | undefined {
  if (key.length < leastMisspeltChars) return undefined;
  const near = nearestOf(key, allNames);
  return everyKey.find((one) => one.key === near)?.name;
}

/** What a run script reads of its own goes to the task's own code. */
function mapScriptKeys({ values, moved, faults, sources, meant }: Mapping, root: Values): void {
  for (const [key, value] of Object.entries(root)) {
    const below = everyKey.find((one) => one.section !== '' && one.key === key)?.name;
    const nearest = nearestOf(key, rootKeys) ?? nearBelow(key);
    if (below) {
      meant.add(keyHere(below) ?? '');
      faults.push({ path: [key], reason: `"${key}" has its place below; did you mean "${below}"?` });
    } else if (isKey(key))
      faults.push({ path: [key], reason: `"${key}" is no key of Mephisto; did you mean "${ownSection}.${key}"?` });
    else if (nearest) {
      meant.add(keyHere(nearest) ?? '');
      faults.push({ path: [key], reason: `"${key}" is no known key; did you mean "${nearest}"?` });
    } else if (!isUnset(value)) {
      values.aux_parameters = { ...(values.aux_parameters as Values | undefined), [key]: value };
      sources.set(`aux_parameters.${key}`, [key]);
      moved.push({ key, to: `aux_parameters.${key}`, value });
    }
  }
}

/** Keys that only `manyhands.yaml` has, such as `build`. */
function mapOwn({ values, moved, faults, sources }: Mapping, own: unknown): void {
  if (isUnset(own)) return;
  if (!isMap(own)) {
    faults.push({ path: [ownSection], reason: `"${ownSection}" must be a map of keys and values` });
    return;
  }
  for (const [key, value] of Object.entries(own)) {
    const before = sources.get(key)?.join('.');
    if (before) faults.push({ path: [ownSection, key], reason: `"${ownSection}.${key}" is also set as ${before}` });
    else if (isKey(key)) {
      values[key] = value;
      sources.set(key, [ownSection, key]);
      moved.push({ key: `${ownSection}.${key}`, to: key, value });
    } else {
      const nearest = nearestKey(key);
      const meant = nearest ? `; did you mean "${ownSection}.${nearest}"?` : '';
      faults.push({ path: [ownSection, key], reason: `"${ownSection}.${key}" is no known key${meant}` });
    }
  }
}

function mapDefaults({ values, moved, sources }: Mapping): void {
  for (const { name, fate } of everyKey) {
    if (!('to' in fate) || fate.default === undefined || sources.has(fate.to)) continue;
    values[fate.to] = fate.default;
    moved.push({ key: name, to: fate.to, value: fate.default, is_default: true });
  }
}

/** The full name of the key that an unknown one is most likely a misspelling of, or of its place elsewhere. */
function meantBy(section: string, key: string): string | undefined {
  const below = everyKey.filter((one) => one.section.startsWith(`${section}.`)).map((one) => one.section);
  const near = nearestOf(key, [...Object.keys(mephistoKeys[section] ?? {}), ...below.map((name) => lastOf(name))]);
  if (near) return nameIn(section, near);
  const elsewhere = everyKey.some((one) => one.key === key) ? key : nearestOf(key, allNames);
  return everyKey.find((one) => one.key === elsewhere)?.name;
}

const lastOf = (name: string) => name.slice(name.lastIndexOf('.') + 1);
const allNames = everyKey.map(({ key }) => key);

/** The key of `manyhands.yaml` that a Mephisto key becomes, if it becomes one. */
export function keyHere(name: string): string | undefined {
  const fate = everyKey.find((one) => one.name === name)?.fate;
  return fate && 'to' in fate ? fate.to : undefined;
}

function noteUnknown({ faults, meant }: Mapping, section: string, key: string): void {
  const name = nameIn(section, key);
  const own = isKey(key) ? `${ownSection}.${key}` : undefined;
  const nearest = meantBy(section, key) ?? own;
  const here = nearest && keyHere(nearest);
  if (here) meant.add(here);
  const keys = Object.keys(mephistoKeys[section] ?? {}).join(', ');
  const meantText = nearest ? `; did you mean "${nearest}"?` : `; the keys of ${section} are ${keys}`;
  faults.push({ path: name.split('.'), reason: `"${name}" is no known key${meantText}` });
}
