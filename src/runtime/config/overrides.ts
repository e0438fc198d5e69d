import { parseDocument } from 'yaml';
import { z } from 'zod';
import { tooDeepReason } from '../../actors/foreign-json.ts';
import { deepestJson } from '../../actors/json-depth.ts';
import { forbiddenKey, forbiddenKeyReason } from '../../actors/json-faults.ts';
import { withoutSecretsIn } from '../../events/secrets.ts';
import { refuse } from '../refusals/refusals.ts';
import { toPlain, yamlTooDeepAt } from './config-yaml.ts';
import { TaskConfig } from './task-keys.ts';

type Values = Record<string, unknown>;

const maxShownChars = 200;

/** The place of a setting in a refusal, such as `The setting task_reward=x`. */
export function placeOf(key: string, raw: string): string {
  const shown = `${key}=${withoutSecretsIn(key, raw)}`;
  return `The setting ${shown.length > maxShownChars ? `${shown.slice(0, maxShownChars)}…` : shown}`;
}

const shapes = z.toJSONSchema(TaskConfig, { io: 'input' }).properties as Record<string, { type?: string }>;
/** Whether a key of a task's config holds a text. */
export const isText = (key: string): boolean => shapes[key]?.type === 'string';
/** Whether a value has keys of its own. */
export const isMap = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Splits the `key=value` words of a command line, each with another key. */
export function toOverrides(words: readonly string[]): Record<string, string> {
  const pairs = words.map((word): [string, string] => {
    const at = word.indexOf('=');
    if (at < 1) {
      throw refuse('task/bad-config', {
        place: `"${word}"`,
        reason: 'a setting is written key=value, like task_reward=0.5',
      });
    }
    return [word.slice(0, at).trim(), word.slice(at + 1)];
  });
  for (const [n, [key, raw]] of pairs.entries()) assertSetOnce(key, raw, pairs.slice(0, n));
  return Object.fromEntries(pairs);
}

function assertSetOnce(key: string, raw: string, before: readonly [string, string][]): void {
  const bad = (reason: string) => refuse('task/bad-config', { place: placeOf(key, raw), reason });
  // JSON with it is refused, so a server could not say what is wrong.
  if (key === forbiddenKey) throw bad(`"${key}" is no known key`);
  if (before.some(([other]) => other === key)) throw bad(`"${key}" is set twice; leave one out`);
}

/** The value of a setting, of at most `levels` levels, as YAML or as the text of a key that holds one. */
export function readSetting(key: string, raw: string, levels: number, isPlain: boolean): unknown {
  const place = placeOf(key, raw);
  if (key.split('.').includes(forbiddenKey)) throw refuse('task/bad-config', { place, reason: forbiddenKeyReason });
  // As YAML, an unquoted "Rate # 5" or "2024" would not be the typed text.
  if (isPlain && !/^\s*["']/.test(raw)) return raw.trim() === '' ? null : raw;
  if (levels < 0 || yamlTooDeepAt(raw) !== undefined) throw refuse('task/bad-config', { place, reason: tooDeepReason });
  const document = parseDocument(raw, { prettyErrors: false, logLevel: 'silent' });
  const [error] = document.errors;
  if (!error) return toPlain(document, () => place, levels);
  if (isPlain) return raw;
  throw refuse('task/bad-config', { place, reason: error.message });
}

/** The values with another one at a path; what is on the way and has no keys gives way. */
export function put(values: Values, [head, ...rest]: readonly string[], value: unknown): Values {
  if (head === undefined) return values;
  const old = Object.hasOwn(values, head) ? values[head] : undefined;
  return { ...values, [head]: rest.length === 0 ? value : put(isMap(old) ? old : {}, rest, value) };
}

/** The config file's values, overridden by the command line's settings; dots reach into task_config and aux_parameters. */
export function applyOverrides(values: Values, overrides: Record<string, string>): Values {
  return Object.entries(overrides).reduce((config, [key, raw]) => {
    const path = key.split('.');
    if (path.length > 1 && path[0] !== 'task_config' && path[0] !== 'aux_parameters') {
      throw refuse('task/bad-config', {
        place: placeOf(key, raw),
        reason: 'only task_config and aux_parameters have inner keys that can be set with a dot',
      });
    }
    return put(config, path, readSetting(key, raw, deepestJson - path.length, isText(key)));
  }, values);
}
