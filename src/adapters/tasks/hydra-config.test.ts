import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { requireNoSecrets } from './config-secrets.ts';
import { loadTask } from './task-config.ts';

const least = `#@package _global_
defaults:
  - /mephisto/blueprint: static_react_task
  - /mephisto/architect: local
  - /mephisto/provider: mock
mephisto:
  blueprint:
    data_csv: \${task_dir}/data/birds.csv
    task_source: \${task_dir}/webapp/build/bundle.js
    units_per_assignment: 2
  task:
    task_name: bird-names
    task_title: Name the bird
    task_description: \${mephisto.task.task_title}, please
    task_reward: 0.05
`;

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'manyhands-hydra-')));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries({ 'data/birds.csv': 'bird\nwren\n', ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

const conf = (name: string) => `hydra_configs/conf/${name}.yaml`;
async function load(text: string, overrides: Record<string, string> = {}) {
  const folder = await folderWith({ [conf('example')]: text });
  return { folder, task: await loadTask({ folder, overrides }) };
}
const sentences = (text: string, overrides?: Record<string, string>): Promise<string[]> =>
  load(text, overrides).then(
    () => [],
    (error: Error) => error.message.split('\n'),
  );

describe('a task folder of Mephisto', () => {
  it('is read with its defaults and references, and with paths below the folder', async () => {
    const { folder, task } = await load(least);
    expect(task).toMatchObject({
      folder,
      configFile: conf('example'),
      configName: 'example',
      data: join(folder, 'data/birds.csv'),
      taskSource: join(folder, 'webapp/build/bundle.js'),
    });
    expect(task.config).toMatchObject({
      task_name: 'bird-names',
      task_description: 'Name the bird, please',
      task_reward: 0.05,
      units_per_assignment: 2,
      allowed_concurrent: 0,
    });
    expect(task.recorded).toMatchObject({ data: 'data/birds.csv', task_source: 'webapp/build/bundle.js' });
    expect(task.moved).toContainEqual({
      ...{ key: 'mephisto.blueprint.data_csv', to: 'data' },
      value: 'data/birds.csv',
    });
  });

  it('gives its path to the task’s own code, and does not record it', async () => {
    const { folder, task } = await load(`${least}model: "\${task_dir}/model.bin"\n`);
    expect(task.config.aux_parameters).toEqual({ model: `${folder}/model.bin` });
    expect(JSON.stringify(task.recorded)).not.toContain(folder);
  });

  it('has its config chosen by name: that one, or the only one, or "example"', async () => {
    const other = least.replace('bird-names', 'other-birds');
    const nameOf = async (files: Record<string, string>, more = {}) =>
      (await loadTask({ folder: await folderWith(files), ...more })).config.task_name;
    const both = { [conf('example')]: least, [conf('other')]: other };
    expect(await nameOf({ [conf('other')]: other })).toBe('other-birds');
    expect(await nameOf(both)).toBe('bird-names');
    expect(await nameOf(both, { config: 'other' })).toBe('other-birds');
    expect(await nameOf(both, { overrides: { conf: 'other' } })).toBe('other-birds');
    const folder = await folderWith({ [conf('one')]: least, [conf('two')]: other });
    await expect(loadTask({ folder })).rejects.toMatchObject({
      code: 'task/which-config',
      message: `${folder} has 2 configs (one, two); name one, such as conf=one.`,
    });
    await expect(loadTask({ folder, config: 'tow' })).rejects.toMatchObject({
      code: 'task/no-hydra-config',
      message: `${folder} has no hydra_configs/conf/tow.yaml; it has one, two. Did you mean conf=two?`,
    });
  });

  it('is one of Manyhands if it has a manyhands.yaml, which "conf" chooses, too', async () => {
    const own = 'task_name: own\ntask_title: a\ntask_description: a\ndata: data/birds.csv\npage: page\n';
    const files = { [conf('example')]: least, 'manyhands.yaml': own, 'manyhands.pilot.yaml': `${own}task_reward: 2\n` };
    const folder = await folderWith(files);
    expect((await loadTask({ folder })).config.task_name).toBe('own');
    expect((await loadTask({ folder, overrides: { conf: 'pilot' } })).config.task_reward).toBe(2);
  });

  it('takes settings by their names in Mephisto, as texts, values, references and choices', async () => {
    const { task } = await load(least.replace('local', 'ec2'), {
      'mephisto.task.task_title': 'Birds # 5',
      'mephisto.task.task_tags': '[a, b]',
      '+mephisto.blueprint.units_per_assignment': '3',
      'mephisto.task.task_description': `\${mephisto.task.task_title} again`,
      'mephisto/architect': 'local',
      'manyhands.currency': 'eur',
      num_tasks: '4',
      'words.hello': 'Helo',
    });
    expect(task.config).toMatchObject({
      ...{ task_title: 'Birds # 5', task_tags: ['a', 'b'], units_per_assignment: 3, currency: 'EUR' },
      ...{ task_description: 'Birds # 5 again', aux_parameters: { words: { hello: 'Helo' } } },
    });
  });
});

describe('a setting by its name in manyhands.yaml', () => {
  it('goes over the same key of Mephisto, and shows as what counts', async () => {
    const settings = { units_per_assignment: '5', 'task_config.size': '3', qualifications: '', task_reward: '' };
    const { task } = await load(`${least}  provider: {requester_name: anna}\n`, settings);
    expect(task.config).toMatchObject({ units_per_assignment: 5, task_config: { size: 3 }, task_reward: 0 });
    expect(task.moved?.filter(({ to }) => /units|reward|size/.test(to ?? ''))).toEqual([
      { key: 'units_per_assignment', to: 'units_per_assignment', value: '5' },
      { key: 'task_config.size', to: 'task_config.size', value: '3' },
    ]);
    expect(() => requireNoSecrets(task, { 'task_config.api_key': 'canary' })).toThrow('looks like a secret');
  });
});

describe('the faults in a config of Mephisto', () => {
  it('are all told at once, each with its line, its name and the nearest right one', async () => {
    const text = least
      .replace('data_csv', 'data_cvs')
      .replace('units_per_assignment: 2', 'units_per_assignment: two')
      .replace('task_title: Name the bird', `task_titel: Name the bird`)
      .replace('/mephisto/architect: local', '/mephisto/architect: heroku')
      .replace('task_reward: 0.05', 'task_reward: -1');
    expect(await sentences(text)).toEqual([
      expect.stringContaining(
        `${conf('example')}, line 4: "mephisto.architect._architect_type" cannot be heroku, because`,
      ),
      `${conf('example')}, line 8: "mephisto.blueprint.data_cvs" is no known key; did you mean "mephisto.blueprint.data_csv"?`,
      `${conf('example')}, line 10: "mephisto.blueprint.units_per_assignment" must be a whole number (it is "two").`,
      `${conf('example')}, line 13: "mephisto.task.task_titel" is no known key; did you mean "mephisto.task.task_title"?`,
      expect.stringContaining(
        `${conf('example')}, line 14: "\${mephisto.task.task_title}" names nothing in the config`,
      ),
      `${conf('example')}, line 15: "mephisto.task.task_reward" must be 0 or more (it is -1).`,
    ]);
  });

  it('are told for what is missing, by its name in Mephisto', async () => {
    const text = least.replace(/ +(data_csv|task_description|task_name):.*\n/g, '');
    expect(await sentences(text)).toEqual([
      `${conf('example')}: "mephisto.task.task_name" is missing; it is the name that groups all runs of this task.`,
      `${conf('example')}: "mephisto.task.task_description" is missing; it is the description shown to workers.`,
      `${conf('example')} names no data; add a line like "data_csv: items.csv".`,
    ]);
  });

  it('come from the command line, too', async () => {
    const settings = {
      'mephisto.task.task_reward': 'free',
      'mephisto/provider': 'mturk',
      '+profile': 'mine',
      '~mephisto.task': 'x',
      task_titel: 'Birds',
      units_per_assignment: '0',
    };
    expect((await sentences(least, settings)).toSorted()).toEqual([
      'The setting +profile=mine: profiles in the home folder are not read; write their keys into the config.',
      expect.stringMatching(
        /^The setting mephisto\.task\.task_reward=free: "mephisto\.task\.task_reward" must be a number/,
      ),
      expect.stringMatching(
        /^The setting mephisto\/provider=mturk: "mephisto\.provider\._provider_type" cannot be mturk/,
      ),
      'The setting task_titel=Birds: "task_titel" is no known key; did you mean "mephisto.task.task_title"?',
      'The setting units_per_assignment=0: "units_per_assignment" must be 1 or more (it is 0).',
      expect.stringMatching(/^The setting ~mephisto\.task=x: nothing can be taken out/),
    ]);
  });

  it.each([
    ['a: [', /^hydra_configs\/conf\/example\.yaml, line \d+: /],
    ['just text', /must hold lines of the form "key: value"/],
    ['', /must hold lines of the form "key: value"/],
  ])('may be those of YAML: %j', async (text, sentence) => {
    expect(await sentences(text)).toEqual([expect.stringMatching(sentence)]);
  });

  it('may be a file that leads out of the folder', async () => {
    const folder = await folderWith({ [conf('example')]: `${least.replace('defaults:', 'defaults:\n  - secret')}` });
    const outside = await folderWith({ 'secret.yaml': 'password: canary\n' });
    await symlink(join(outside, 'secret.yaml'), join(folder, conf('secret')));
    await expect(loadTask({ folder })).rejects.toMatchObject({ code: 'task/odd-file' });
  });

  it.each<Record<string, string>>([
    { 'mephisto.task.aux_parameters.api_key': 'canary' },
    { 'mephisto.task.aux_parameters': '{password: canary}' },
    { my_token: 'canary' },
    { 'mephisto.provider.requester_name': 'sk-canarycanarycanary12' },
  ])('include secrets in settings: %j', async (overrides) => {
    const { task } = await load(least, overrides);
    expect(() => requireNoSecrets(task, overrides)).toThrow(/looks like a secret(?!.*canary)/);
  });
});
