import { describe, expect, it } from 'vitest';
import { toMessage } from './broadcast.ts';
import { read } from './catalog.ts';
import { noon, opening, runId, settings } from './fixtures.ts';
import { lineOutside } from './line.ts';
import { lastName, textOutside, withoutTaskFolder } from './outside.ts';
import { unshown } from './secrets.ts';
import { TaskRunDataFailed, TaskRunOpened } from './task-run.ts';
import { WorkspaceRestored } from './workspace.ts';

const folder = '/home/anna/tasks/films';
const lineOf = (bare: object) => JSON.stringify({ id: 'fact-1', at: noon, by: 'spec', ...bare });
const opened = TaskRunOpened({
  ...opening,
  settings,
  launched: {
    folder,
    overrides: { data: '/srv/secret-study/items.csv', 'aux_parameters.api_key': 'canary', task_reward: '0.5' },
  },
  config: {
    data: '/srv/secret-study/items.csv',
    page: 'page',
    build: 'KEY=$KEY /opt/anna/bin/make',
    task_config: { picture: '/images/cat.png', model: `${folder}/model.bin`, linked: '/mnt/disk7/films/model.bin' },
    aux_parameters: { api_key: 'canary', kept: { secret: 'MODEL_KEY' } },
  },
});

describe('a text for others', () => {
  it.each([
    ["ENOENT: no such file, open '/home/anna/my study/items.txt'", "ENOENT: no such file, open 'items.txt'"],
    ['There is no folder /home/anna/tasks/films.', 'There is no folder films.'],
    ['It failed (file:///home/anna/a/data.js:3:7).', 'It failed (data.js:3:7).'],
    [
      `See https://example.org/a/b/c or ../a/b or \${task_dir}/a/b.`,
      `See https://example.org/a/b/c or ../a/b or \${task_dir}/a/b.`,
    ],
    ['3/4 of and/or /health', '3/4 of and/or /health'],
    ['In \'/a/b c/\' and "/a/b c/d e" and `/a/b/c`', 'In \'b c\' and "d e" and `c`'],
    ["It is '/a/b\" or '/health'", `It is 'b" or '/health'`],
    ['(/a/b/c/,/d/e;/f/g:1)', '(c,e;g:1)'],
    ['x~/a/b $/a/b }/a/b -/a/b ./a/b', 'x~/a/b $/a/b }/a/b -/a/b ./a/b'],
    ['GET http://ada:pw@db.lab/x', `GET http://${unshown}@db.lab/x`],
  ])('%s', (text, shown) => expect(textOutside(text)).toBe(shown));

  it('names a folder by its last name', () => {
    expect(['/a/b/', '/a', '/', 'b', 'C:\\a\\b', 'a//b//', 'a\\\\b\\\\'].map(lastName)).toEqual([
      'b',
      'a',
      '/',
      'b',
      'b',
      'b',
      'b',
    ]);
    expect(withoutTaskFolder([`${folder}/a and ${folder}`, '/images/films.png'], folder)).toEqual([
      'films/a and films',
      '/images/films.png',
    ]);
  });
});

describe('a fact that leaves the daemon', () => {
  const shown = {
    launched: {
      folder: 'films',
      overrides: { data: 'items.csv', 'aux_parameters.api_key': unshown, task_reward: '0.5' },
    },
    config: {
      data: 'items.csv',
      page: 'page',
      build: `KEY=${unshown} make`,
      task_config: { picture: '/images/cat.png', model: 'films/model.bin', linked: 'films/model.bin' },
      aux_parameters: { api_key: unshown, kept: { secret: 'MODEL_KEY' } },
    },
  };

  it.each([
    ['a message', (line: string) => JSON.parse(toMessage(line, runId, '1.0').body)],
    ['a line of an archive', (line: string) => JSON.parse(lineOutside(line))],
    [
      'a line of another hand',
      (line: string) => JSON.parse(lineOutside(JSON.stringify({ v: 1, ...JSON.parse(line) }))),
    ],
  ])('has no folders and no secrets, as %s', (_, out) => {
    expect(out(lineOf(opened)).data).toMatchObject(shown);
    expect(JSON.stringify(out(lineOf(opened)))).not.toMatch(/canary|anna|secret-study|mnt/);
    const failed = TaskRunDataFailed({ runId, assignments: 1, reason: `It broke at ${folder}/data.js:3.` });
    expect(out(lineOf(failed)).data.reason).toBe('It broke at data.js:3.');
    const restored = WorkspaceRestored({ tasks: [{ runId, folder }, { runId }] });
    expect(out(lineOf(restored)).data).toEqual({ tasks: [{ runId, folder: 'films' }, { runId }] });
  });

  it('is read as before, and stays as it is if there is nothing to hide', () => {
    expect(read(JSON.parse(lineOutside(lineOf(opened)))).data).toMatchObject({ task: 'colours', ...shown });
    const plain = lineOf(TaskRunDataFailed({ runId, assignments: 1, reason: 'items.csv, line 3: not UTF-8.' }));
    expect(lineOutside(plain)).toBe(plain);
  });

  const outsideOf = (config: object, at = folder) =>
    TaskRunOpened.outside?.({ launched: { folder: at }, config })?.config as Record<string, unknown>;

  it('keeps of each place its last name if it is absolute, and all of it if not', () => {
    const names = ['data', 'page', 'task_source', 'extra_source_dir', 'task_source_review', 'review_page'];
    for (const name of names)
      expect(
        ['/x/y z', ' /x/y ', 'C:\\x\\y', 'c:/x/y', 'x/y', './x/y', 'see /x/y'].map(
          (place) => outsideOf({ [name]: place })[name],
        ),
      ).toEqual(['y z', 'y', 'y', 'y', 'x/y', './x/y', 'see /x/y']);
    expect(outsideOf({ data: ['/x/y', `${folder}/y`], title: '/x/y' })).toEqual({
      data: ['/x/y', 'films/y'],
      title: '/x/y',
    });
  });

  it.each([
    ['/x/y/z', 'z'],
    ['/x/y z', 'y z'],
    [' ~/x/y ', 'y'],
    ['~anna/x', 'x'],
    ['C:\\x\\y', 'y'],
    ['[/x/y/z, a]', '[z, a]'],
    ['python3 /x/y/z.py --all', 'python3 z.py --all'],
    [`${folder}/a`, 'films/a'],
    ['https://example.org/a/b', 'https://example.org/a/b'],
    ['a/b', 'a/b'],
    ['0.5', '0.5'],
  ])('keeps of a path in a setting its last name, whatever the setting is called: %s', (typed, shown) => {
    const overrides = { 'mephisto.blueprint.data_csv': typed, hydra: typed, conf: 'a' };
    const out = TaskRunOpened.outside?.({ launched: { folder, overrides } }) as { launched: { overrides: object } };
    expect(out.launched.overrides).toEqual({ 'mephisto.blueprint.data_csv': shown, hydra: shown, conf: 'a' });
  });

  it('keeps no folder at any depth of what only the task’s own code reads', () => {
    const aux_parameters = { a: [{ b: '/x/y/z', n: 7, none: null, is: true }] };
    expect(outsideOf({ aux_parameters })).toEqual({ aux_parameters: { a: [{ b: 'z', n: 7, none: null, is: true }] } });
    expect(outsideOf({ task_config: { a: '/x/y/z' } })).toEqual({ task_config: { a: '/x/y/z' } });
    expect(outsideOf({ aux_parameters: '/x/y/z' })).toEqual({ aux_parameters: '/x/y/z' });
  });

  it('keeps of a task folder its name wherever its path stands, whatever signs are in it', () => {
    const at = '/home/anna/my+films (1)';
    const texts = [
      `${at}/a`,
      `/mnt/my+films (1)/a`,
      `in file:///mnt/x/my+films (1)`,
      `/mnt/my+films (1)x`,
      'x/my+films (1)',
    ];
    expect(outsideOf({ task_config: texts }, at)).toEqual({
      task_config: ['my+films (1)/a', 'my+films (1)/a', 'in my+films (1)', '/mnt/my+films (1)x', 'x/my+films (1)'],
    });
    for (const none of ['', 'films', '/'])
      expect(outsideOf({ task_config: '/mnt/films/a and /b' }, none)).toEqual({ task_config: '/mnt/films/a and /b' });
  });

  it('keeps of a task folder its name wherever its path stands, however often', () =>
    expect(outsideOf({ task_config: '/mnt/x/films/a /mnt/y/films/b' })).toEqual({ task_config: 'films/a films/b' }));

  it('gets nothing that it did not have', () => {
    expect(TaskRunOpened.outside?.({ launched: { folder, overrides: null }, config: null })).toEqual({
      launched: { folder: 'films', overrides: null },
      config: null,
    });
    expect(TaskRunOpened.outside?.({})).toEqual({});
    expect(TaskRunOpened.outside?.({ launched: { folder } })).toEqual({ launched: { folder: 'films' } });
    expect(TaskRunOpened.outside?.({ config: 'none' })).toEqual({ config: 'none' });
    expect(TaskRunOpened.outside?.({ launched: { overrides: { data: 7, build: '/x/y/z' } } })).toEqual({
      launched: { folder: '', overrides: { data: '7', build: 'z' } },
    });
    expect(TaskRunDataFailed.outside?.({ reason: 7 })).toEqual({ reason: 7 });
    expect(WorkspaceRestored.outside?.({})).toEqual({ tasks: [] });
  });
});
