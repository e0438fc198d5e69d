import { describe, expect, it } from 'vitest';
import { settings } from '../../reference/settings.ts';
import { command } from '../for-tests.ts';

const wut = (...words: string[]) => command(['wut', ...words], { dataFolder: '/nowhere' });

describe('manyhands wut', () => {
  it('explains a key: what it means, its type, its default, its bounds, its name in Mephisto', async () => {
    const { code, out } = await wut('units_per_assignment');
    expect([code, out.split('\n')]).toEqual([
      0,
      [
        'units_per_assignment: how many workers do each item of the data',
        '  type         whole number',
        '  default      1',
        '  bounds       1 to 100,000',
        '  in Mephisto  mephisto.blueprint.units_per_assignment',
        '',
      ],
    ]);
  });

  it('explains with a map what may stand in it', async () => {
    const { out } = await wut('quality');
    expect(out).toMatch(/^quality\.questions\.level: what may be compared/m);
    expect((await wut('quality.gold')).out).not.toContain('quality.questions');
  });

  it('lists every key', async () => {
    const { out } = await wut();
    const listed = out.trim().split('\n').slice(1);
    expect(listed.map((line) => line.split(' ')[0])).toEqual(settings.map(({ key }) => key));
    expect(out).toMatch(/^task_name +text +required +the name that groups/m);
  });

  it('says the same as JSON', async () => {
    expect(JSON.parse((await wut('--json')).out)).toEqual(settings);
    expect(JSON.parse((await wut('currency', '--json')).out)).toEqual([
      {
        key: 'currency',
        meaning: 'the currency of the pay, as three letters',
        type: 'text',
        isRequired: false,
        default: 'USD',
      },
    ]);
  });

  it('explains what becomes of a key of Mephisto, or of a section', async () => {
    expect((await wut('mephisto.blueprint.data_json')).out).toBe(
      'mephisto.blueprint.data_json  becomes "data": relative to the task folder\n',
    );
    expect((await wut('mephisto.provider')).out).toMatch(/^mephisto\.provider\.requester_name +no effect: /m);
    expect(JSON.parse((await wut('mephisto.task.submission_timeout', '--json')).out)).toEqual([
      { key: 'mephisto.task.submission_timeout', becomes: expect.stringMatching(/^no effect: /) },
    ]);
    expect((await wut('mephisto.task.data_csv')).err).toContain('did you mean "mephisto.blueprint.data_csv"?');
    expect((await wut('mephisto.task.task_titel')).err).toContain('did you mean "mephisto.task.task_title"?');
  });

  it.each([
    ['task-rewrd', 'did you mean "task_reward"?'],
    ['reward', 'did you mean "task_reward"?'],
    ['gold', 'did you mean "questions.gold"?'],
    ['zzzzzzzz', './bin/manyhands wut'],
    ['__proto__', './bin/manyhands wut'],
  ])('suggests the right key: %s', async (key, help) => {
    const { code, out, err } = await wut(key);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(help);
    expect(err).toContain('task/unknown-key');
  });
});
