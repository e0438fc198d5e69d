import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { requireNoSecrets, withSecretValues } from './config-secrets.ts';
import { loadTask } from './task-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'manyhands-secrets-'));
mkdirSync(join(folder, 'page'));
writeFileSync(join(folder, 'items.csv'), 'n\n1\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const least = 'task_name: a\ntask_title: a\ntask_description: a\ndata: items.csv\npage: page\n';
function load(more: string, overrides: Record<string, string> = {}) {
  writeFileSync(join(folder, 'manyhands.yaml'), least + more);
  return loadTask({ folder, overrides });
}
async function sentence(more: string, overrides: Record<string, string> = {}): Promise<string> {
  try {
    requireNoSecrets(await load(more, overrides), overrides);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a config with a secret in it', () => {
  it('is not launched; the refusal explains how to write it, and does not quote it', async () => {
    expect(await sentence('aux_parameters: {model: {api_key: canary}}')).toBe(
      'manyhands.yaml: "aux_parameters.model.api_key" looks like a secret, and configs are recorded for good; put it into an environment variable of Manyhands and write {secret: NAME_OF_THE_VARIABLE} instead, below aux_parameters, in capital letters.',
    );
    expect(await sentence('build: MODEL_TOKEN=canary make')).toMatch(/write \$NAME_OF_THE_VARIABLE in the command\.$/);
    expect(await sentence('aux_parameters: {secret: CANARY}')).toContain('"aux_parameters.secret" looks like a secret');
    const settings: Record<string, string>[] = [
      { 'aux_parameters.token': 'canary' },
      { aux_parameters: '{password: canary}' },
      { 'task_config.password': 'canary' },
    ];
    for (const overrides of settings)
      expect(await sentence('', overrides)).toMatch(/^The setting [\w.]+: "[\w.]+" looks like a secret(?!.*canary)/);
  });

  it('is found in a setting that another one undoes', async () => {
    const overrides = { 'aux_parameters.token': 'canary', aux_parameters: '{n: 1}' };
    expect(await sentence('', overrides)).toContain('The setting aux_parameters.token');
  });

  it('names no secrets where workers would read them', async () => {
    expect(await sentence('task_config: {map: {key: {secret: MAP_KEY}}}')).toContain(
      'manyhands.yaml: "task_config.map.key" names a secret. Secrets are allowed only below aux_parameters',
    );
  });
});

describe('a config that says where its secrets are', () => {
  const aux = 'aux_parameters: {model: {api_key: {secret: MODEL_KEY}}, hosts: [{secret: HOST}], n: 1}';

  it('keeps the names, and gives the values to the code of the task', async () => {
    const task = await load(aux, { 'aux_parameters.other.secret': 'OTHER' });
    requireNoSecrets(task, { 'aux_parameters.other.secret': 'OTHER' });
    const env = { MODEL_KEY: 'canary', HOST: 'h', OTHER: 'o' };
    const { config, secrets } = withSecretValues(task.config, env);
    expect(config.aux_parameters).toEqual({ model: { api_key: 'canary' }, hosts: ['h'], n: 1, other: 'o' });
    expect(secrets).toEqual(['canary', 'h', 'o']);
    expect(JSON.stringify(task.recorded)).toContain('{"secret":"MODEL_KEY"}');
  });

  it('is refused while one is not set', async () => {
    const { config } = await load(aux);
    expect(() => withSecretValues(config, { MODEL_KEY: '', HOST: 'h' })).toThrow(
      '"aux_parameters.model.api_key" comes from the environment variable MODEL_KEY, which is not set',
    );
  });

  it('is kept without the place of its folder', async () => {
    const { config, recorded } = await load(`aux_parameters: {model: "\${task_dir}/model.bin"}`);
    expect(config.aux_parameters.model).toBe(join(folder, 'model.bin'));
    expect(JSON.stringify(recorded)).not.toContain(folder);
  });
});
