import type { z } from 'zod';
import { withoutSecrets } from '../../events/secrets.ts';
import { nearestOf } from '../../projections/spelling/nearest.ts';
import { TaskConfig } from './task-keys.ts';

type Issue = z.core.$ZodIssue;

/** A fault of a config: its top-level key, the path of the key or the value in the file, and the reason. */
export type Fault = { key: string; path: readonly (string | number)[]; reason: string };

const known = Object.keys(TaskConfig.shape);

/** The known key that an unknown one is most likely a misspelling of, if any. */
export function nearestKey(key: string): string | undefined {
  const word = key.toLowerCase().replaceAll('-', '_');
  const nearest = nearestOf(word, known);
  if (nearest || word.length < 3) return nearest;
  return known.find((candidate) => candidate.endsWith(`_${word}`) || word.startsWith(`${candidate}_`));
}

function unknownKeys(keys: readonly string[]): Fault[] {
  const firstUnlike = keys.find((key) => key !== 'mephisto' && !nearestKey(key));
  return keys.map((key) => {
    const nearest = nearestKey(key);
    if (key === 'mephisto') {
      return { key, path: [key], reason: '"mephisto" is not needed: write the keys of mephisto.task at the top level' };
    }
    if (nearest) return { key, path: [key], reason: `"${key}" is no known key; did you mean "${nearest}"?` };
    return {
      key,
      path: [key],
      reason: `"${key}" is no known key${key === firstUnlike ? `; ${known.length} keys are known, and "./bin/manyhands wut" lists them` : ''}`,
    };
  });
}

const shown = (value: unknown) => {
  const json = JSON.stringify(withoutSecrets(value)) ?? String(value);
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
};

/** The known keys that a config most likely misspells. */
export const meantKeys = (config: Record<string, unknown>): Set<string | undefined> =>
  new Set(Object.keys(config).flatMap((key) => (known.includes(key) ? [] : [nearestKey(key)])));

/** Every fault of a config; a misspelled key is not reported as missing, too. */
export function faultsOf(issues: readonly Issue[], config: Record<string, unknown>): Fault[] {
  const meant = meantKeys(config);
  const isMisspelled = ({ path: [key] }: Issue) => config[String(key)] === undefined && meant.has(String(key));
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys' && issue.path.length === 0) return unknownKeys(issue.keys);
    return isMisspelled(issue) ? [] : [reasonOf(issue, config)];
  });
}

/** The faults that a value has which is not there. */
const ofNothing: ReadonlySet<string | undefined> = new Set(['invalid_type', 'invalid_union', 'invalid_value']);

function reasonOf(issue: Issue, config: Record<string, unknown>): Fault {
  const key = String(issue.path[0]);
  if (config[key] === undefined && issue.code !== 'custom') {
    const meaning = TaskConfig.shape[key as keyof TaskConfig].description;
    return { key, path: [key], reason: `"${key}" is missing; it is ${meaning}` };
  }
  const steps = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  const name = steps.join('.');
  if (issue.code === 'custom') return { key, path: steps, reason: `"${name}" ${issue.message}` };
  if (issue.code === 'unrecognized_keys')
    return { key, path: [...steps, issue.keys[0] ?? ''], reason: `"${name}" ${issue.message}` };
  const value = issue.path.reduce<unknown>((inner, step) => (inner as Record<PropertyKey, unknown>)?.[step], config);
  // A value that the shorter form of a map does not show has a place, but nothing is there.
  if (value === undefined)
    return { key, path: steps, reason: `"${name}" ${ofNothing.has(issue.code) ? 'is missing' : issue.message}` };
  return { key, path: steps, reason: `"${name}" ${issue.message} (it is ${shown(value)})` };
}
