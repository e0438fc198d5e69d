// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { listOnboardings } from '../../../src/api/onboardings.ts';
import { statistics } from '../../../src/api/quality.ts';
import { allCountedUpTo, refusedReasonLabels } from '../../../src/api/refused-workers.ts';
import { type CodeLoad, reloadCode } from '../../../src/api/run-code.ts';
import { getRunConfig } from '../../../src/api/run-config.ts';
import { changeSettings, overview } from '../../../src/api/runs.ts';
import { aRun, noon } from '../fixtures.ts';
import { answer, openApp, refusal, sentTo } from '../for-tests.tsx';

const config = {
  ...{ units_per_assignment: 2, assignment_duration_in_seconds: 1800, maximum_units_per_worker: 0 },
  ...{ allowed_concurrent: 1, max_num_concurrent_units: 0, find_new_workers: false },
  qualifications: [{ name: 'trained', comparator: 'Exists' }],
  ...{ task_reward: 0.5, agreement: { question: 'genre', threshold: 0.8, max_units: 7 } },
};
const changes = [
  {
    ...{ at: noon, by: 'reviewer:anna', reason: 'The pilot was slow.' },
    changed: [{ key: 'assignment_duration_in_seconds', before: 600, after: 1800 }],
    added: null,
  },
  { at: noon, by: 'reviewer:anna', reason: null, changed: [], added: { items: 24, sha256: 'ab' } },
];
const open = (changed: Parameters<typeof aRun>[0], own: { config?: object; code?: CodeLoad[] } = {}) => {
  answer(overview, { runs: [aRun(changed)], problems: [], dashboard_url: null, sequence: 1 });
  answer(statistics, refusal('quality/not-ready', 'The figures are not ready yet.'));
  const { code = [] } = own;
  const shown = { config: { ...config, ...own.config }, changes, code };
  answer(getRunConfig, { folder: 'films', file: 'manyhands.yaml', name: null, overrides: {}, ...shown });
  return openApp('/runs/films-1');
};

describe('the page of a run', () => {
  it('counts the workers who got no unit by the reason', async () => {
    const refused = [
      { reason: 'Must have accuracy ≥ 80', workers: 1200 },
      { reason: 'blocked', workers: 1 },
    ];
    open({ refused });
    const rows = within(await screen.findByRole('region', { name: 'Workers who got no unit' })).getAllByRole('row');
    expect(rows.slice(1).map((row) => row.textContent)).toEqual(['Must have accuracy ≥ 801,200', 'Blocked1']);
  });

  it('counts no more of them than are kept, and says so', async () => {
    const refused = [
      { reason: 'being-checked', workers: allCountedUpTo },
      { reason: 'later', workers: 1 },
    ];
    open({ refused });
    const rows = within(await screen.findByRole('region', { name: 'Workers who got no unit' })).getAllByRole('row');
    expect(rows.slice(1).map((row) => row.textContent)).toEqual([
      `${refusedReasonLabels['being-checked']}9,000 or more`,
      `${refusedReasonLabels.later}1 or more`,
    ]);
  });

  it('warns of a run that believes the names in its links, while it is open', async () => {
    open({ worker_identity: 'unsigned', ended_at: null });
    await screen.findByText(/Whoever has the link can work under any name/i);
  });

  it('leads owners to who they are, where workers are invited', async () => {
    const refused = [{ reason: 'Must have native', workers: 1 }];
    open({ refused, worker_identity: 'invited' });
    const link = await screen.findByRole('link', { name: 'Who they are' });
    expect(link.getAttribute('href')).toMatch(/^\/runs\/.+\/invitations\?state=refused$/);
  });

  it('lists what the run asks of workers, and their onboardings where it has one', async () => {
    const counts = { working: 1, waiting: 0, passed: 0, failed: 0 };
    const row = {
      ...{ id: 'onboarding-a1', run: 'films-1', task: 'films', worker: 'ada', status: 'working' as const },
      ...{ page: 2, pages: 3, mistakes: 0, max_mistakes: 2, started_at: noon, ended_at: null },
    };
    answer(listOnboardings, { onboardings: [row], counts, sequence: 1 });
    open({
      requirements: ['Must have accuracy ≥ 80'],
      onboarding: { qualification: 'trained', pages: 3, max_mistakes: 2 },
    });
    const part = within(await screen.findByRole('region', { name: 'Onboarding' }));
    await part.findByText('2 of 3');
    part.getByRole('option', { name: 'In progress (1)' });
    expect(part.getByRole('link', { name: /as CSV/ }).getAttribute('href')).toBe(
      '/api/export/onboardings?of=films-1&format=csv',
    );
    const settings = (await screen.findByRole('region', { name: 'Settings' })).textContent;
    expect(settings).toContain('Must have accuracy ≥ 80');
    expect(settings).toContain('3 pages, 2 mistakes allowed; grants trained');
  });

  it('says nothing of it where nobody was refused', async () => {
    open({ refused: [] });
    await screen.findByRole('heading', { name: 'Settings' });
    expect(screen.queryByText('Workers who got no unit')).toBeNull();
  });

  it('shows who changed its settings, and changes those that an owner types', async () => {
    answer(changeSettings, { sequence: 2, changed: [{ key: 'maximum_units_per_worker', before: 0, after: 5 }] });
    const user = open({ ended_at: null });
    const settings = within(await screen.findByRole('region', { name: 'Settings' }));
    expect((await settings.findByRole('region', { name: 'Changes' })).textContent).toMatch(
      /assignment_duration_in_seconds: 600 → 1800.*The pilot was slow\..*anna/,
    );
    await user.click(settings.getByRole('button', { name: 'Change…' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByRole('button', { name: 'Change' })).toHaveProperty('disabled', true);
    const most = dialog.getByLabelText('Units per worker');
    await user.clear(most);
    await user.type(most, '5');
    await user.type(dialog.getByLabelText('Required qualifications'), ', careful');
    await user.type(dialog.getByLabelText('Pay for one unit'), '5');
    await user.type(dialog.getByLabelText('Agreement that is enough'), '5');
    await user.type(dialog.getByLabelText('Reason'), 'Few did most.');
    await user.click(dialog.getByRole('button', { name: 'Change' }));
    await screen.findByText('1 setting changed.');
    expect(sentTo(changeSettings)).toMatchObject([
      {
        params: { run: 'films-1' },
        body: {
          settings: {
            ...{ maximum_units_per_worker: '5', qualifications: '["trained","careful"]' },
            ...{ task_reward: '0.55', 'agreement.threshold': '0.85' },
          },
          reason: 'Few did most.',
        },
      },
    ]);
  });

  it('says how its code fails, which version decides, and loads it again', async () => {
    const problem = "The task's own code failed: too blue (./task.ts:9).";
    const version = { at: noon, by: 'task-host', file: 'task.ts', sha256: '5e884898da28'.padEnd(64, '0') };
    answer(reloadCode, { sequence: 2, functions: ['mayWork'], file: 'task.ts', sha256: version.sha256 });
    const code = [version, { ...version, by: 'reviewer:anna' }];
    const user = open({ ended_at: null, problems: [problem] }, { config: { code: 'task.ts' }, code });
    const part = within(await screen.findByRole('region', { name: 'Code' }));
    expect(screen.getByRole('alert').textContent).toContain('too blue (./task.ts:9)');
    expect(part.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^task\.ts, SHA-256 5e884898da28…, loaded by anna · /),
      expect.stringMatching(/^task\.ts, SHA-256 5e884898da28…, loaded when its process started · /),
    ]);
    await user.click(part.getByRole('button', { name: 'Load the code again' }));
    await screen.findByText('Loaded: mayWork.');
    answer(reloadCode, refusal('task/code-failed', "The task's own code failed: too red (./task.ts:2)."));
    await user.click(part.getByRole('button', { name: 'Load the code again' }));
    await screen.findByText(/too red \(\.\/task\.ts:2\)/);
  });

  it('changes rules, one in each line', async () => {
    answer(changeSettings, { sequence: 2, changed: [{ key: 'rules', before: null, after: [] }] });
    const rules = [{ if: 'returned >= 3', do: 'flag', reason: 'Gives back: too much' }];
    const user = open({ ended_at: null }, { config: { ...config, rules } });
    const settings = within(await screen.findByRole('region', { name: 'Settings' }));
    await user.click(await settings.findByRole('button', { name: 'Change…' }));
    const dialog = within(await screen.findByRole('dialog'));
    const written = dialog.getByLabelText('Rules');
    const first = '{if: returned >= 3, do: flag, reason: "Gives back: too much"}';
    expect(written).toHaveProperty('value', first);
    await user.click(written);
    await user.paste('\n {if: timed_out >= 2, do: exclude},\n');
    await user.click(dialog.getByRole('button', { name: 'Change' }));
    await screen.findByText('1 setting changed.');
    expect(sentTo(changeSettings)).toMatchObject([
      { body: { settings: { rules: `[${first}, {if: timed_out >= 2, do: exclude}]` } } },
    ]);
  });

  it('says beside the rules what is wrong with them', async () => {
    const fault = 'Nothing was changed.\n"rules.0.if" has no known measure.';
    answer(changeSettings, refusal('run/bad-settings', fault, 400));
    const user = open({ ended_at: null });
    const settings = within(await screen.findByRole('region', { name: 'Settings' }));
    await user.click(await settings.findByRole('button', { name: 'Change…' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByLabelText('Rules'));
    await user.paste('{if: pasted > 1, do: flag}');
    await user.click(dialog.getByRole('button', { name: 'Change' }));
    await dialog.findByText('Rule 1: "if" has no known measure.');
    expect(dialog.queryByRole('alert')).toBeNull();
  });

  it('offers no change of a run that is over', async () => {
    open({ ended_at: noon });
    const settings = within(await screen.findByRole('region', { name: 'Settings' }));
    await settings.findByRole('region', { name: 'Changes' });
    expect(settings.queryByRole('button', { name: 'Change…' })).toBeNull();
  });
});
