import { existsSync } from 'node:fs';
import { chmod, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readText } from './data-text.ts';
import { loadTask } from './task-config.ts';

const least =
  'task_name: Bird names\ntask_title: Name the bird\ntask_description: One bird each\npage: page\ndata: birds.csv\n';

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'manyhands-task-')));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries({ 'birds.csv': 'bird\nwren\n', ...files }))
    await writeFile(join(folder, name), text);
  return folder;
}

const load = async (yaml: string, overrides: Record<string, string> = {}) =>
  loadTask({ folder: await folderWith({ 'manyhands.yaml': yaml }), overrides });

const sentence = (yaml: string, overrides?: Record<string, string>) =>
  load(yaml, overrides).then(
    () => 'no refusal',
    (error: Error) => error.message,
  );

describe('a task folder', () => {
  it('is read with its defaults and with absolute paths', async () => {
    const folder = await folderWith({ 'manyhands.yaml': least });
    const task = await loadTask({ folder });
    expect(task).toMatchObject({
      folder,
      slug: 'bird-names',
      data: join(folder, 'birds.csv'),
      page: join(folder, 'page'),
    });
    expect(task.config).toEqual({
      task_name: 'Bird names',
      task_title: 'Name the bird',
      task_description: 'One bird each',
      task_tags: [],
      task_reward: 0,
      currency: 'USD',
      units_per_assignment: 1,
      assignment_duration_in_seconds: 1800,
      maximum_units_per_worker: 0,
      allowed_concurrent: 1,
      max_num_concurrent_units: 0,
      find_new_workers: false,
      draft_interval_in_seconds: 15,
      onboarding_max_mistakes: 0,
      use_screening_task: false,
      use_golds: false,
      min_golds: 1,
      max_incorrect_golds: 0,
      unit_order: 'first_in',
      reoffer_returned_units: false,
      data: 'birds.csv',
      code_time_limit_in_seconds: 10,
      procedure_time_limit_in_seconds: 60,
      max_procedure_calls: 1000,
      page: 'page',
      after_submission: 'next',
      force_rebuild: false,
      task_config: {},
      aux_parameters: {},
      block_mobile: false,
      max_answer_bytes: 1_048_576,
      max_upload_bytes: 26_214_400,
    });
  });

  it('may hold several configs, chosen by name', async () => {
    const folder = await folderWith({ 'manyhands.yaml': least, 'manyhands.pilot.yaml': `${least}task_reward: 0.5` });
    expect((await loadTask({ folder, config: 'pilot' })).config.task_reward).toBe(0.5);
  });

  it('says which configs there are when the one asked for is missing', async () => {
    const folder = await folderWith({ 'manyhands.pilot.yaml': least });
    await expect(loadTask({ folder })).rejects.toMatchObject({
      code: 'task/no-config',
      message: `${folder} has no manyhands.yaml; it has manyhands.pilot.yaml.`,
    });
    await expect(loadTask({ folder, config: '../pilot' })).rejects.toMatchObject({ code: 'task/no-config' });
  });

  it('must be there', () =>
    expect(loadTask({ folder: '/no/such/folder' })).rejects.toMatchObject({ code: 'task/no-folder', status: 404 }));

  // The kernel's file of a process's memory opens, and an attempt to read its beginning is an error of the disk.
  it.runIf(existsSync('/proc/self/mem'))('is refused with the reason where its data cannot be read', () =>
    expect(readText('/proc/self/mem', 'birds.csv').next()).rejects.toMatchObject({
      code: 'data/bad-file',
      message: 'birds.csv cannot be read: its disk reports errors.',
    }),
  );

  // A superuser may read everything.
  it.runIf(process.getuid?.() !== 0)('is refused with the reason where its config cannot be read', async () => {
    const folder = await folderWith({ 'manyhands.yaml': least });
    await chmod(join(folder, 'manyhands.yaml'), 0o000);
    await expect(loadTask({ folder })).rejects.toMatchObject({
      code: 'data/bad-file',
      message: 'manyhands.yaml cannot be read: this user has no right to do that.',
    });
  });

  it('must name data that is there', async () => {
    await expect(load(least.replace('data: birds.csv\n', ''))).rejects.toMatchObject({ code: 'task/no-data' });
    await expect(load(least.replace('birds', 'fish'))).rejects.toMatchObject({ code: 'task/no-data' });
  });

  it('puts its own path where a text says task_dir, at any depth', async () => {
    const { folder, config } = await load(`${least}task_config: {paths: ["\${task_dir}/a", "$other/b"]}`);
    expect(config.task_config).toEqual({ paths: [`${folder}/a`, '$other/b'] });
  });

  it('takes tags as a list or as text with commas', async () => {
    expect((await load(`${least}task_tags: [birds, names]`)).config.task_tags).toEqual(['birds', 'names']);
    expect((await load(`${least}task_tags: birds, names,`)).config.task_tags).toEqual(['birds', 'names']);
  });

  it('counts a key without a value as left out', async () => {
    expect((await load(`${least}task_reward:\n`)).config.task_reward).toBe(0);
  });

  it('finds the code beside it, and names it in what is recorded', async () => {
    const without = least.replace(/^data:.*\n/m, '');
    const folder = await folderWith({ 'manyhands.yaml': without, 'task.ts': '', 'other.mjs': '' });
    const code = join(folder, 'task.ts');
    expect(await loadTask({ folder })).toMatchObject({ code, data: code, recorded: { code: 'task.ts' } });
    const overrides = { code: 'other.mjs', data: 'birds.csv' };
    expect(await loadTask({ folder, overrides })).toMatchObject({
      code: join(folder, 'other.mjs'),
      data: join(folder, 'birds.csv'),
      recorded: { code: 'other.mjs' },
    });
    const command = await loadTask({ folder, overrides: { code_command: './host', data: 'birds.csv' } });
    expect([command.code, command.recorded.code_command]).toEqual([undefined, './host']);
  });

  it.each([
    ['code: host.py', '"code" must end in one of .ts, .js, .mjs'],
    ['code: gone.ts', '"code" names gone.ts, and there is no such file'],
    ['code: task.ts\ncode_command: ./host', '"code_command" and "code" exclude each other'],
    ['code_time_limit_in_seconds: 0', 'must be 0.1 or more'],
  ])('refuses what is wrong with its code: %s', async (keys, fault) => {
    const folder = await folderWith({ 'manyhands.yaml': `${least}${keys}\n`, 'task.ts': '' });
    await expect(loadTask({ folder })).rejects.toThrow(fault);
  });

  it('keeps config and data out of the folder that workers can read', async () => {
    expect(await sentence(least.replace('page: page', 'page: .'))).toMatch(
      /line 4: "page" must be a folder without the config/,
    );
  });

  it.each([
    'use_golds: true\ngold_data: files/gold.csv',
    'use_screening_task: true\nscreening_data: ./files/more/first.jsonl',
    "code_command: python3 -u 'files/host.py' --fast",
  ])('keeps right answers and code out of it, too: %s', async (keys) => {
    const config = `${least.replace('page: page', 'page: files')}${keys}\n`;
    const folder = await folderWith({ 'manyhands.yaml': config, files: '' });
    await expect(loadTask({ folder })).rejects.toThrow('"page" must be a folder without the config');
  });
});

describe('a fault in a config', () => {
  it('is reported without the secrets around it', async () => {
    const overrides = { 'aux_parameters.api_key': '{canary' };
    const folder = await folderWith({ 'manyhands.yaml': least });
    await expect(loadTask({ folder, overrides })).rejects.toThrow(
      /^The setting aux_parameters.api_key=\(not shown\): /,
    );
    expect(await sentence(`${least}task_reward: {password: canary}`)).not.toContain('canary');
  });

  it.each([
    [`${least}reward: 1`, 'manyhands.yaml, line 6: "reward" is no known key; did you mean "task_reward"?'],
    [`${least}task_rewrad: 1`, 'manyhands.yaml, line 6: "task_rewrad" is no known key; did you mean "task_reward"?'],
    [`${least}data_csv: a.csv`, 'manyhands.yaml, line 6: "data_csv" is no known key; did you mean "data"?'],
    [`${least}titel:`, 'manyhands.yaml, line 6: "titel" is no known key; '],
    [
      `${least.replace(/^page.*\n/m, '')}questions:\n  - key: tone\n    labels: [a, b]\n\n  - key: why\n    lable: Why?\n`,
      'manyhands.yaml, line 10: "questions.1" has the unknown key "lable" (did you mean "label"?)',
    ],
    [
      `${least.replace(/^page.*\n/m, '')}questions:\n  - key: tone\n    labels: [a]\n  - key: why\n`,
      'manyhands.yaml, line 7: "questions.0.labels" must name two labels or more',
    ],
    [
      `${least.replace(/^page.*\n/m, '')}questions:\n  - key: why\n  - key: why\n`,
      'manyhands.yaml, line 7: "questions.1.key" is "why", as that of a question before it.',
    ],
    [`${least}task_config: {__proto__: 1}`, 'no key can be called "__proto__"'],
    [`${least}unit_order: lifo`, '"unit_order" must be one of first_in, last_in, random, fewest_answers'],
    [`${least}unit_order_seed: 7`, '"unit_order_seed" needs "unit_order: random"'],
    [`${least}find_new_workers: true`, '"find_new_workers" needs "allow_list_qualification"'],
    [
      `${least}qualifications: [a, {name: A, comparator: DoesNotExist}]`,
      '"qualifications" asks that workers hold "a" and that they do not',
    ],
    [
      `${least}allow_list_qualification: a\nblock_qualification: A`,
      '"allow_list_qualification" asks that workers hold "a" and that they do not',
    ],
    [`${least}qualifications: [{name: a, qualification_name: b}]`, 'has unknown keys (qualification_name)'],
    [`${least}qualifications: [{name: a, constructor: 1}]`, 'has unknown keys (constructor)'],
    [`${least}qualifications: [{name: a, comparator: EqualTo, value: 1000001}]`, 'must be at most 1,000,000'],
    [`${least}qualifications: [{name: a, comparator: In, value: []}]`, '"qualifications.0.value" must have a number'],
    [
      `${least}qualifications: [{name: a, providers: [inhous]}]`,
      '"qualifications.0.providers.0" is no provider: did you mean "inhouse"?',
    ],
    [
      `${least}qualifications: [{name: a, providers: [clickworker]}]`,
      '"qualifications.0.providers.0" is no provider: the providers are inhouse, mturk, mturk_sandbox, prolific',
    ],
    [`${least}qualifications: [{name: a, mode: pilot}]`, '"qualifications.0.mode" must be allow_list or new_workers'],
    [
      `${least}qualifications: [{name: a, mode: new_workers}]`,
      '"qualifications.0.mode" needs "allow_list_qualification"',
    ],
    [`${least}qualifications: ["${'a'.repeat(51)}"]`, 'must not be longer than 50 characters'],
    [`${least}qualifications: ["a\\u200b"]`, '"qualifications.0.name" must show something'],
    [`${least}qualifications: trained`, '"qualifications" must be a list'],
    [`${least}qualifications: [{nme: trained}]`, '"qualifications.0" has unknown keys (nme)'],
    [
      `${least}qualifications:\n  - {name: a, comparator: Exits}`,
      'line 7: "qualifications.0.comparator" must be one of Exists,',
    ],
    [`${least}qualifications: [{name: a, comparator: Exists, value: 1}]`, '"qualifications.0.value" must be left out'],
    [
      `${least}qualifications: [{name: a, comparator: In, value: 1}]`,
      '"qualifications.0.value" must be a list of whole',
    ],
    [`${least}qualifications: [{name: a, comparator: LessThan}]`, '"qualifications.0.value" must be a whole number'],
    [
      `${least}qualifications: [{name: a, comparator: EqualTo, value: 0.5}]`,
      '"qualifications.0.value" must be a whole number',
    ],
    [`${least}mephisto: {}`, 'manyhands.yaml, line 6: "mephisto" is not needed'],
    [least.replace(/task_title.*\n/, ''), 'manyhands.yaml: "task_title" is missing; it is the title shown to workers.'],
    [`${least}units_per_assignment: 0`, 'manyhands.yaml, line 6: "units_per_assignment" must be 1 or more (it is 0).'],
    [
      `${least}units_per_assignment: 3..7`,
      '"units_per_assignment" must be a whole number: write 3 here, and "agreement" with "max_units: 7" for up to 7 answers',
    ],
    [`${least}units_per_assignment: 1.5`, '"units_per_assignment" must be a whole number (it is 1.5).'],
    [`${least}task_reward: free`, '"task_reward" must be a number (it is "free").'],
    [`${least}agreement: {threshold: 0.8, max_units: 5}`, '"agreement.question" is missing.'],
    [`${least}agreement: {question: a, max_units: 5}`, '"agreement.threshold" is missing.'],
    [`${least}task_reward: 1e308`, 'manyhands.yaml, line 6: "task_reward" must be at most 1,000,000 (it is 1e+308).'],
    [`${least}task_reward: .inf`, 'manyhands.yaml, line 6: .inf must be a number; put it in quotes if it is text.'],
    [`${least}task_config: {a: {b: [1, -.INF]}}`, 'manyhands.yaml, line 6: -.INF must be a number'],
    [`${least}aux_parameters:\n  a: .nan`, 'manyhands.yaml, line 7: .nan must be a number'],
    [`${least}maximum_units_per_worker: 1e400`, 'line 6: the number 1e400 is larger than can be stored'],
    [
      `${least}task_config: {\n  id: 675127116845989889}`,
      'line 7: the number 675127116845989889 would become 675127116845989900',
    ],
    [`${least}task_config: {\n  0xFFFFFFFFFFFFFFFF: 1}`, 'line 7: the number 18446744073709551615 would become'],
    [`${least}task_config: {zip: 007}`, 'line 6: the number 007 would become 7; write it as text, in quotes.'],
    [`${least}task_config:\n  a: 1\n  t: "\\ud83d"`, 'line 8: in "task_config.t", the text has half of a character'],
    [`${least}currency: euro`, '"currency" must be three letters, like USD (it is "euro").'],
    [`${least}block_mobile: yes`, '"block_mobile" must be true or false (it is "yes").'],
    [`${least}task_tags: [1]`, '"task_tags" must be a list, or text with commas (it is [1]).'],
    [`${least}task_config: red`, '"task_config" must be a map of keys and values (it is "red").'],
    [`${least}task_source: b.js`, 'manyhands.yaml, line 6: "task_source" and "page" exclude each other'],
    [`${least}extra_source_dir: x`, 'manyhands.yaml, line 6: "extra_source_dir" needs "questions" or "task_source"'],
    [
      `${least}auto_submit_before_expiration_sec: 1800`,
      '"auto_submit_before_expiration_sec" must be less than assignment_duration_in_seconds',
    ],
    [least.replace('Bird names', 'Птицы'), '"task_name" needs a letter from a to z or a digit'],
    [least.replace('Name the bird', '"\\u200b"'), '"task_title" must show something, and cannot have control'],
    [least.replace('Bird names', '"Bird\\u202enames"'), '"task_name" must show something, and cannot have control'],
    [least.replace('birds.csv', 'birds.xls'), 'manyhands.yaml, line 5: "data" must end in one of .json'],
    [`${least}page: other`, 'manyhands.yaml, line 6: Map keys must be unique'],
    ['task_title: Rate: this', 'manyhands.yaml, line 1: a text with a colon in it must be in quotes.'],
    ['just text', 'manyhands.yaml: the file must hold lines of the form "key: value".'],
    ['', 'manyhands.yaml: the file must hold lines of the form "key: value".'],
    [`${least}task_config: &all {inner: *all}`, 'manyhands.yaml: its aliases cannot be followed'],
  ])('is one sentence with its place: $1', async (yaml, expected) => {
    expect(await sentence(yaml)).toContain(expected);
  });
});

describe('a fault of one key', () => {
  it('is not told of another key, too', async () =>
    expect(await sentence(`${least}assignment_duration_in_seconds: 0`)).toBe(
      'manyhands.yaml, line 6: "assignment_duration_in_seconds" must be 1 or more (it is 0).',
    ));
});

describe('a config that is too deep', () => {
  const nested = (levels: number, open: string, close: string) => `${open.repeat(levels)}1${close.repeat(levels)}`;
  const tooDeep = (place: string) => `${place}: lists and objects stand more than 100 levels deep in each other.`;

  it.each([
    ['[', ']'],
    ['{a: ', '}'],
    ['- ', ''],
  ])('is refused with the line: %s', async (open, close) => {
    const withDepth = (levels: number) => `${least}task_config:\n  a:\n    ${nested(levels, open, close)}\n`;
    for (const levels of [99, 10_000, 100_000])
      expect(await sentence(withDepth(levels))).toBe(tooDeep('manyhands.yaml, line 8'));
    expect(await sentence(withDepth(98))).toBe('no refusal');
  });

  it('is refused for its aliases, too', async () => {
    const [inner, outer] = ['1', '*inner'].map((value) => nested(60, '[', ']').replace('1', value));
    const yaml = `${least}task_config:\n  a: &inner ${inner}\n  b: ${outer}\n`;
    expect(await sentence(yaml)).toBe(tooDeep('manyhands.yaml'));
  });

  it('is refused for a setting, in its value and in its dots', async () => {
    for (const levels of [99, 10_000])
      expect(await sentence(least, { 'task_config.a': nested(levels, '[', ']') })).toContain(tooDeep('').slice(2));
    expect(await sentence(least, { 'task_config.a': nested(98, '[', ']') })).toBe('no refusal');
    for (const dots of [100, 100_000])
      expect(await sentence(least, { [`task_config${'.a'.repeat(dots)}`]: '1' })).toContain(tooDeep('').slice(2));
    expect(await sentence(least, { [`task_config${'.a'.repeat(99)}`]: '1' })).toBe('no refusal');
  });

  it('may hold any number of brackets in its texts', async () =>
    expect(
      await sentence(
        `${least}task_config:\n  a: x ${'['.repeat(200)}\n  b: "${'['.repeat(200)}"\n  # ${'['.repeat(200)}\n`,
      ),
    ).toBe('no refusal'));
});

describe('the faults in a config', () => {
  const wrong = [
    'task_name: Птицы',
    'task_titel: Name the bird',
    'data: birds.xls',
    'page: page',
    'task_source: b.js',
    'task_reward: free',
    'assignment_duration_in_seconds: long',
    'auto_submit_before_expiration_sec: 60',
  ];

  it('are reported all at once, in the order of the file, and then what is missing', async () => {
    const text = (await sentence(wrong.join('\n'))).split('\n');
    expect(text).toEqual([
      expect.stringContaining('manyhands.yaml, line 1: "task_name" needs a letter'),
      'manyhands.yaml, line 2: "task_titel" is no known key; did you mean "task_title"?',
      expect.stringContaining('manyhands.yaml, line 3: "data" must end in one of'),
      'manyhands.yaml, line 5: "task_source" and "page" exclude each other; leave one out.',
      'manyhands.yaml, line 6: "task_reward" must be a number (it is "free").',
      'manyhands.yaml, line 7: "assignment_duration_in_seconds" must be a whole number (it is "long").',
      'manyhands.yaml: "task_description" is missing; it is the description shown to workers.',
    ]);
  });

  it('are one refusal', async () => {
    await expect(load(wrong.join('\n'))).rejects.toMatchObject({ code: 'task/bad-config', status: 400 });
  });

  it('do not call a key missing that is misspelt', async () => {
    const yaml = least.replace('task_title', 'task-title').replace('data:', 'dta:').replace('task_name', 'nmae');
    expect((await sentence(yaml)).split('\n')).toEqual([
      expect.stringContaining('line 1: "nmae" is no known key; '),
      'manyhands.yaml, line 2: "task-title" is no known key; did you mean "task_title"?',
      'manyhands.yaml, line 5: "dta" is no known key; did you mean "data"?',
      'manyhands.yaml: "task_name" is missing; it is the name that groups all runs of this task.',
    ]);
  });

  it('name all keys only once', async () => {
    const text = await sentence(`${least}banana: 1\ncherry: 2\n`);
    expect(text.match(/keys are known, and/g)).toHaveLength(1);
    expect(text).toContain('line 7: "cherry" is no known key.');
  });

  it('come from the command line as well as from the file', async () => {
    const text = await sentence(`${least}task_reward: free\n`, { units_per_assignment: '0', data: 'no.csv' });
    expect(text.split('\n')).toEqual([
      expect.stringContaining('line 6: "task_reward"'),
      expect.stringContaining('The setting units_per_assignment=0: "units_per_assignment" must be 1 or more'),
      expect.stringMatching(/^manyhands\.yaml names the data .*no\.csv, and there is no such file\.$/),
    ]);
  });
});

describe('a setting on the command line', () => {
  it('goes over the file, and is read as YAML where the key is no text', async () => {
    const overrides = { task_reward: '0.25', block_mobile: 'true', task_tags: '[a, b]', units_per_assignment: '3' };
    expect((await load(`${least}task_reward: 1`, overrides)).config).toMatchObject({
      task_reward: 0.25,
      block_mobile: true,
      task_tags: ['a', 'b'],
      units_per_assignment: 3,
    });
  });

  it.each([
    ['2024', '2024'],
    ['Rate: this # 5', 'Rate: this # 5'],
    ['"in quotes"', 'in quotes'],
    ['"half', '"half'],
  ])('stays the text that was typed where the key is a text: %s', async (typed, read) => {
    expect((await load(least, { task_title: typed })).config.task_title).toBe(read);
  });

  it('without a value takes the key away', async () => {
    const { config } = await load(least, { page: '', task_source: 'bundle.js' });
    expect(config).not.toHaveProperty('page');
    expect(config.task_source).toBe('bundle.js');
  });

  it('reaches into task_config and aux_parameters by dots', async () => {
    const overrides = { 'task_config.color': 'red', 'task_config.size.width': '3', 'aux_parameters.rounds': '[1, 2]' };
    expect((await load(`${least}task_config: {color: blue, shape: round}`, overrides)).config).toMatchObject({
      task_config: { color: 'red', shape: 'round', size: { width: 3 } },
      aux_parameters: { rounds: [1, 2] },
    });
  });

  it('cannot reach the prototype of anything', async () => {
    const { config } = await load(least, { 'task_config.constructor.prototype.stained': 'true' });
    expect(config.task_config).toEqual({ constructor: { prototype: { stained: true } } });
    expect({}).not.toHaveProperty('stained');
    const forbidden = 'The setting task_config.__proto__.stained=true: no key can be called "__proto__".';
    await expect(load(least, { 'task_config.__proto__.stained': 'true' })).rejects.toThrow(forbidden);
  });

  it.each([
    [{ task_reward: 'free' }, 'The setting task_reward=free: "task_reward" must be a number (it is "free").'],
    [{ task_reward: '.nan' }, 'The setting task_reward=.nan: .nan must be a number'],
    [{ maximum_units_per_worker: '1e400' }, 'The setting maximum_units_per_worker=1e400: the number 1e400 is larger'],
    [
      { 'task_config.id': '675127116845989889' },
      'The setting task_config.id=675127116845989889: the number 675127116845989889 would become 675127116845989900; write it as text, in quotes.',
    ],
    [{ 'task_config.zip': '007' }, 'The setting task_config.zip=007: the number 007 would become 7'],
    [{ rewards: '1' }, 'The setting rewards=1: "rewards" is no known key'],
    [{ 'task_title.x': '1' }, 'The setting task_title.x=1: only task_config and aux_parameters'],
    [{ task_config: '{a: ' }, 'The setting task_config={a: :'],
    [{ task_config: '&a {b: *a}' }, 'The setting task_config=&a {b: *a}: its aliases cannot be followed'],
    [{ data: 'no.csv' }, 'there is no such file'],
  ])('is refused by its own name: %j', async (overrides, expected) => {
    expect(await sentence(least, overrides as Record<string, string>)).toContain(expected);
  });
});
