import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunId } from '../../events/ids.ts';
import { findTrustedTasks, toRestoredTasks } from './trusted-tasks.ts';

const runId = 'films-7m2k4' as RunId;
const run = { runId, isUnfinished: true };

describe('the code of a run in an archive', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'manyhands-trust-')));
  const at = (name: string) => join(root, name);
  const films = at('tasks/films');
  const evil = at('evil/films');

  beforeAll(() => {
    for (const folder of [films, evil, at('data/films')]) {
      mkdirSync(join(folder, 'page'), { recursive: true });
      writeFileSync(join(folder, 'data.mjs'), 'throw new Error("Nobody was to run this.")');
      writeFileSync(
        join(folder, 'manyhands.yaml'),
        'task_name: a\ntask_title: a\ntask_description: a\ndata: data.mjs\npage: page\n',
      );
    }
    mkdirSync(at('linked'));
    symlinkSync(at('data/films'), at('linked/films'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  async function trusted(folder: string, below: string[] | undefined, overrides?: Record<string, string>) {
    const runs = await findTrustedTasks([{ ...run, launched: { folder, overrides } }], { below }, at('data'));
    return toRestoredTasks(runs)[0]?.folder;
  }

  it('is trusted nowhere unless an owner says so', async () => {
    const runs = await findTrustedTasks([{ ...run, launched: { folder: films } }], undefined, at('data'));
    expect(toRestoredTasks(runs)).toEqual([{ runId }]);
  });

  it('is trusted where it was, if no other place is named', async () =>
    expect(await trusted(films, undefined)).toBe(films));

  it('is looked for by its last name only, at any path that the archive gives', async () => {
    for (const folder of ['films', evil, '../evil/films']) expect(await trusted(folder, [at('tasks')])).toBe(films);
    expect(await trusted('films', [at('none'), at('tasks')])).toBe(films);
    for (const folder of ['..', '.', '']) expect(await trusted(folder, [at('tasks/films/page')])).toBeUndefined();
  });

  it('is not that which a setting in the archive names elsewhere', async () => {
    for (const data of [join(evil, 'data.mjs'), '../../evil/films/data.mjs'])
      expect(await trusted('films', [at('tasks')], { data })).toBeUndefined();
  });

  it('is not a file elsewhere with functions, or a command, that a setting in the archive names', async () => {
    expect(await trusted('films', [at('tasks')], { code: join(evil, 'data.mjs') })).toBeUndefined();
    expect(await trusted('films', [at('tasks')], { code_command: 'node data.mjs' })).toBeUndefined();
    expect(await trusted('films', [at('tasks')], { code: 'data.mjs' })).toBe(films);
  });

  it('is not trusted with what a setting in the archive builds by, shows or reads elsewhere', async () => {
    const others = { build: 'make', page: join(evil, 'page'), review_page: evil, gold_data: '/etc/hosts' };
    for (const [key, value] of Object.entries(others))
      expect([key, await trusted('films', [at('tasks')], { [key]: value })]).toEqual([key, undefined]);
    expect(await trusted('films', [at('tasks')], { page: './page', task_title: 'b' })).toBe(films);
  });

  it('is not a command that such a setting adds to a config of Mephisto', async () => {
    const hydra = at('tasks/hydra');
    mkdirSync(join(hydra, 'hydra_configs/conf'), { recursive: true });
    writeFileSync(join(hydra, 'a.csv'), 'n\n1\n');
    writeFileSync(join(hydra, 'bundle.js'), '');
    const blueprint = '{_blueprint_type: static_react_task, data_csv: a.csv, task_source: bundle.js}';
    const task = '{task_name: a, task_title: a, task_description: a, task_reward: 0, task_tags: a}';
    const config = `mephisto:\n  blueprint: ${blueprint}\n  task: ${task}\n`;
    writeFileSync(join(hydra, 'hydra_configs/conf/example.yaml'), config);
    expect(await trusted('hydra', [at('tasks')], { 'mephisto.task.task_name': 'b' })).toBe(hydra);
    for (const key of ['manyhands.code_command', '+manyhands.code_command'])
      expect([key, await trusted('hydra', [at('tasks')], { [key]: 'node data.mjs' })]).toEqual([key, undefined]);
  });

  it('is never in the data folder', async () => {
    for (const below of [at('data'), at('linked')]) expect(await trusted('films', [below])).toBeUndefined();
  });
});
