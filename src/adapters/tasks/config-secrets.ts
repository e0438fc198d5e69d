import { isReference, secretIn } from '../../events/secrets.ts';
import { applyOverrides } from '../../runtime/config/overrides.ts';
import type { TaskConfig } from '../../runtime/config/task-keys.ts';
import { isMap, type Values } from '../../runtime/mephisto/compose.ts';
import type { Task } from '../../runtime/ports/tasks.ts';
import { isOwn, settingTree } from './hydra-config.ts';
import { refuse } from './refusals.ts';

/** The keys whose inner keys the requester chooses. */
const freeKeys = new Set(['task_config', 'aux_parameters']);

/** Refuses a launch whose config or settings contain what looks like a secret: both are recorded for good. */
export function requireNoSecrets(task: Task, overrides: Record<string, string> = {}): void {
  for (const [key, typed] of Object.entries(overrides))
    for (const part of task.moved && !isOwn(key) ? partsOf(key, typed) : [applyOverrides({}, { [key]: typed })])
      requireNoneIn(part, `The setting ${key}`);
  requireNoneIn(task.recorded, task.configFile);
}

/** A setting over a Mephisto config, by its section; what a run script would read goes to the task's own code. */
function partsOf(key: string, typed: string): Values[] {
  if (key.includes('/')) return [{ [key]: typed }];
  const { mephisto = {}, manyhands = {}, ...script } = settingTree(key, typed);
  const parts = [...Object.values(mephisto as Values), manyhands, { aux_parameters: script }];
  return parts.map((part) => (isMap(part) ? part : { [key]: part }));
}

function requireNoneIn(config: Record<string, unknown>, place: string): void {
  for (const [key, value] of Object.entries(config)) {
    const found = isReference(value) ? `${key}.secret` : secretIn(value, key, { byName: freeKeys.has(key) });
    if (found) throw refuse('task/secret-in-config', { place, key: found });
    const astray = key === 'aux_parameters' ? undefined : referencesIn(value, key)[0];
    if (astray) throw refuse('task/secret-astray', { place, key: astray.path });
  }
}

type Reference = { path: string; name: string };

function referencesIn(value: unknown, path: string): Reference[] {
  if (isReference(value)) return [{ path, name: value.secret }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => referencesIn(inner, `${path}.${key}`));
}

function filled(value: unknown, env: NodeJS.ProcessEnv): unknown {
  if (isReference(value)) return env[value.secret];
  if (Array.isArray(value)) return value.map((inner) => filled(inner, env));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, env)]));
}

/** The config for the task's own code, with secrets from the environment, and these secrets, so that they can be redacted. */
export function withSecretValues(
  config: TaskConfig,
  env: NodeJS.ProcessEnv,
): { config: TaskConfig; secrets: readonly string[] } {
  const { aux_parameters: own } = config;
  const references = Object.entries(own).flatMap(([key, value]) => referencesIn(value, `aux_parameters.${key}`));
  const missing = references.find(({ name }) => !env[name]);
  if (missing) throw refuse('task/no-secret', { key: missing.path, name: missing.name });
  const values = Object.entries(own).map(([key, value]) => [key, filled(value, env)]);
  const aux_parameters = Object.fromEntries(values) as TaskConfig['aux_parameters'];
  return { config: { ...config, aux_parameters }, secrets: references.map(({ name }) => env[name]!) };
}
