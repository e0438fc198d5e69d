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
    ['GET http://ada:pw@db.lab/x', `GET http://${unshown}@db.lab/x`],
  ])('%s', (text, shown) => expect(textOutside(text)).toBe(shown));

  it('names a folder by its last name', () => {
    expect(['/a/b/', '/a', '/', 'b', 'C:\\a\\b'].map(lastName)).toEqual(['b', 'a', '/', 'b', 'b']);
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
    ['a message that may name people', (line: string) => JSON.parse(toMessage(line, runId, '1.0', true).body)],
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
});
