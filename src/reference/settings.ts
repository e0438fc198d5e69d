import { z } from 'zod';
import { nearestKey } from '../runtime/config/config-faults.ts';
import { TaskConfig } from '../runtime/config/task-keys.ts';
import { everyKey } from '../runtime/mephisto/keys.ts';
import { refuse } from './refusals.ts';
import { type Schema, wordsFor } from './schema-words.ts';

/** One key of a task's config and its documentation; an inner key is written like `quality.gold`. */
export type Setting = {
  key: string;
  meaning: string;
  type: string;
  isRequired: boolean;
  default?: unknown;
  /** The minimum and maximum, as text. */
  bounds?: string;
  /** The same setting in Mephisto. */
  mephisto?: string;
};

type Key = keyof TaskConfig;

/** Where run scripts of Mephisto have what is a key here. */
const inScripts: Partial<Record<Key, string>> = {
  qualifications: 'qualifications of the shared state',
  data: 'static_task_data in a run script',
  task_config: 'task_config of the shared state',
  block_mobile: 'block_mobile in task_config',
};

/** The names of a key in Mephisto; none for one that exists only here. */
const namesInMephisto = (key: Key): string =>
  [...everyKey.filter(({ fate }) => 'to' in fate && fate.to === key).map(({ name }) => name), inScripts[key]]
    .filter((name) => name !== undefined)
    .join('; ');

const schema = z.toJSONSchema(TaskConfig, { io: 'input', target: 'draft-7' }) as Schema;

function settingsIn({ properties = {}, required = [] }: Schema, within: string): Setting[] {
  return Object.entries(properties).flatMap(([name, about]) => {
    const key = `${within}${name}`;
    const setting: Setting = {
      key,
      meaning: about.description ?? '',
      type: typeOf(about),
      // A launch without data is refused, too, by a check of its own.
      isRequired: required.includes(name) || key === 'data',
      ...(about.default === undefined ? {} : { default: about.default }),
      ...optional('bounds', boundsOf(about)),
      ...optional('mephisto', namesInMephisto(key as Key)),
    };
    return [setting, ...settingsIn(about.properties ? about : (about.items ?? {}), `${key}.`)];
  });
}

const optional = <Name extends string>(name: Name, value: string | undefined) =>
  (value ? { [name]: value } : {}) as { [name in Name]?: string };

const typeOf = (about: Schema): string =>
  wordsFor(about)
    .replace(/\bboolean\b/, 'true or false')
    .replace(/\bobject\b/, 'map');

const number = (value: number) => value.toLocaleString('en');

function boundsOf({ minimum, maximum, minItems, maxItems }: Schema): string | undefined {
  const [least, most] = [minimum ?? minItems, maximum ?? maxItems];
  const entries = minItems === undefined && maxItems === undefined ? '' : ' entries';
  // The largest safe integer comes from the type and is no rule.
  const isOpen = most === undefined || most >= Number.MAX_SAFE_INTEGER;
  if (least === undefined) return isOpen ? undefined : `at most ${number(most)}${entries}`;
  if (least === most) return `${number(least)}${entries}`;
  return isOpen ? `${number(least)} or more${entries}` : `${number(least)} to ${number(most)}${entries}`;
}

/** Every key of a task's config, in the order of the schema, each followed by its inner keys. */
export const settings: readonly Setting[] = settingsIn(schema, '');

/** The default of a key as text; `required` if it has none and must be set. */
export function defaultText({ isRequired, default: value }: Setting): string {
  if (isRequired) return 'required';
  if (value === undefined) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The setting of a key and its inner keys; refuses an unknown key with `task/unknown-key`, which suggests the nearest one. */
export function settingsNamed(key: string): Setting[] {
  const found = settings.filter((setting) => setting.key === key || setting.key.startsWith(`${key}.`));
  if (found.length > 0) return found;
  const inside = settings.find((setting) => setting.key.endsWith(`.${key}`))?.key;
  throw refuse('task/unknown-key', { key, meant: inside ?? nearestKey(key) });
}

/** The JSON Schema with which an editor checks and explains a `manyhands.yaml`. */
export const configSchema = (): string =>
  `${JSON.stringify({ title: "A task's manyhands.yaml", ...withNames(schema) }, null, 2)}\n`;

/** The schema in which a requirement may be the name of a qualification, which is read before the schema applies. */
function withNames({ properties = {}, ...rest }: Schema): Schema {
  const { qualifications } = properties;
  if (!qualifications?.items) return { properties, ...rest };
  const items = { anyOf: [{ type: 'string' }, qualifications.items] } as Schema;
  return { ...rest, properties: { ...properties, qualifications: { ...qualifications, items } } };
}
