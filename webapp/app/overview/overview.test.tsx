// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { launchAgain } from '../../../src/api/launch-again.ts';
import {
  extendRun,
  hideRun,
  type LiveRun,
  overview,
  pauseRun,
  resumeRun,
  showRun,
  stopRun,
} from '../../../src/api/runs.ts';
import { launchExample, listTasks } from '../../../src/api/tasks.ts';
import { aPlan, aRun } from '../fixtures.ts';
import { answer, answerLines, openApp, refusal, sentTo, signIn } from '../for-tests.tsx';

const open = (...runs: LiveRun[]) => {
  answer(overview, { runs, problems: [], dashboard_url: null, sequence: 1 });
  return openApp('/');
};
const card = () => screen.findByRole('article', { name: 'Films' });
const buttonsOf = async () =>
  within(await card())
    .queryAllByRole('button')
    .map((button) => button.textContent);

describe('the overview', () => {
  it('leads to a first answer, a first review and a first task', async () => {
    answer(listTasks, { tasks: [], example: '01-first-task' });
    answerLines(launchExample, () => {
      answer(overview, { runs: [aRun()], problems: [], dashboard_url: null, sequence: 2 });
      return [{ progress: { step: 'Copying the page' } }, { plan: aPlan, run: aRun() }];
    });
    const user = open();
    await screen.findByText('No runs yet');
    expect(screen.getByRole('link', { name: 'New task' }).getAttribute('href')).toBe('/tasks/new');
    await user.click(await screen.findByRole('button', { name: 'Launch the example' }));
    const steps = within(await screen.findByRole('region', { name: 'The example runs' }));
    expect(steps.getByRole('link', { name: /^Worker page/ }).getAttribute('href')).toBe(aRun().worker_url);
    expect(steps.getByRole('link', { name: 'Review' }).getAttribute('href')).toBe('/review?run=films-1');
    await card();
  });

  it('says why the example was not launched', async () => {
    answer(listTasks, { tasks: [], example: '01-first-task' });
    answerLines(launchExample, () => [{ error: { code: 'task/build-failed', message: 'The build command failed.' } }]);
    const user = open();
    await user.click(await screen.findByRole('button', { name: 'Launch the example' }));
    expect((await screen.findByRole('alert')).textContent).toBe('The build command failed.');
  });

  it.each([
    ['owner', ['/tasks/new']],
    ['reader', []],
  ] as const)('leads an %s to a new task where they may make one', async (role, links) => {
    signIn(role);
    open(aRun());
    await card();
    await waitFor(() =>
      expect(screen.queryAllByRole('link', { name: 'New task' }).map((link) => link.getAttribute('href'))).toEqual(
        links,
      ),
    );
  });

  it('offers a reader no task before the first run', async () => {
    signIn('reader');
    open();
    await screen.findByText('Only owners can launch one. It appears here at once.');
    expect(screen.queryByRole('link', { name: 'New task' })).toBeNull();
  });

  it.each([
    ['launched', 'Running', ['Pause', 'Extend…', 'Add items…', 'Launch again…', 'Stop…']],
    ['paused', 'Paused', ['Resume', 'Extend…', 'Add items…', 'Launch again…', 'Stop…']],
    ['opening', 'Opening', ['Launch again…', 'Stop…']],
    ['completed', 'Completed', ['Extend…', 'Add items…', 'Launch again…', 'Hide']],
    ['stopped', 'Stopped', ['Launch again…', 'Hide']],
  ] as const)('gives an owner of a %s run what it can do', async (status, word, buttons) => {
    open(aRun({ status }));
    within(await card()).getByText(word, { selector: '.status *, .status' });
    expect(await buttonsOf()).toEqual(buttons);
  });

  it.each(['reviewer', 'reader'] as const)('gives a %s no buttons that change a run', async (role) => {
    signIn(role);
    open(aRun());
    await screen.findByRole('button', { name: 'anna' });
    expect(await buttonsOf()).toEqual([]);
  });

  it('shows how many units are in each state, and what a run costs', async () => {
    open(aRun({ expired: 2, units: 14, turned_away: 4, present: 3, at_work: 1 }));
    const figures = within(await card());
    for (const text of ['1 accepted', '1 rejected', '1 to review', '1 in progress', '8 open', '2 cancelled'])
      figures.getByText(text);
    figures.getByText('3 of 14');
    figures.getByText('0.50 EUR');
    figures.getByText('1.00 EUR if all submitted work is accepted');
    figures.getByText('1 person');
    figures.getByText('on 1 unit, 3 heard from in the last 2 min');
    expect(figures.getByText('Found no work (last 10 min)').nextSibling?.textContent).toBe('4');
  });

  it('draws the units of the data, and counts gold and screening units apart', async () => {
    const all = { units: 17, assigned: 2, completed: 6, accepted: 2, to_review: 3, assignments: 17 };
    const special = { special_units: 5, special_assigned: 1, special_open: 1, special_completed: 3 };
    const user = open(aRun({ ...all, ...special, open: 9, special_accepted: 1 }));
    const figures = within(await card());
    const bar = figures.getByRole('progressbar');
    expect([...bar.children].map((share) => (share as HTMLElement).style.width)).toEqual(
      [1, 1, 1, 1].map((units) => `${(100 * units) / 12}%`),
    );
    expect(bar.getAttribute('aria-valuenow')).toBe('25');
    for (const text of ['1 accepted', '1 rejected', '1 to review', '1 in progress', '8 open', '3 of 12', '3 of 5'])
      figures.getByText(text);
    figures.getByText('Gold and screening units, not in the bar: 1 accepted, 2 to review, 1 in progress, 1 open');
    figures.getByText('2 of them gold or screening');
    figures.getByText('on 2 units, 1 of them gold or screening, 0 heard from in the last 2 min');
    await user.click(await screen.findByRole('button', { name: /^Extend/ }));
    await screen.findByText('12 more units, up to 6.00 EUR more pay.');
  });

  it('shows what is wrong with a run', async () => {
    open(aRun({ problems: ['The page cannot be built.'] }));
    expect((await screen.findByRole('alert')).textContent).toBe('The page cannot be built.');
  });

  it('pauses a run', async () => {
    answer(pauseRun, { sequence: 2 });
    const user = open(aRun());
    await user.click(await screen.findByRole('button', { name: /^Pause/ }));
    await screen.findByText(/^Paused\. No new work/);
    expect(sentTo(pauseRun)).toMatchObject([{ params: { run: 'films-1' } }]);
  });

  it('shows a refusal as it was worded', async () => {
    answer(resumeRun, refusal('run/not-paused', 'Run films-1 is not paused.'));
    const user = open(aRun({ status: 'paused' }));
    await user.click(await screen.findByRole('button', { name: /^Resume/ }));
    await screen.findByText('Run films-1 is not paused.');
  });

  it('leaves out hidden runs until they are asked for, and shows one again', async () => {
    answer(showRun, { sequence: 2 });
    const user = open(aRun(), aRun({ id: 'old-1', title: 'Old', status: 'completed', hidden: true }));
    await card();
    expect(screen.queryByRole('article', { name: 'Old' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show 1 hidden run' }));
    await user.click(await screen.findByRole('button', { name: 'Show Old (old-1)' }));
    await screen.findByText('Shown again.');
    expect(sentTo(showRun)).toMatchObject([{ params: { run: 'old-1' } }]);
  });

  it('hides a run that is over', async () => {
    answer(hideRun, { sequence: 2 });
    const user = open(aRun({ status: 'stopped' }));
    await user.click(await screen.findByRole('button', { name: /^Hide/ }));
    await screen.findByText('Hidden from the overview. Its answers stay.');
    expect(sentTo(hideRun)).toMatchObject([{ params: { run: 'films-1' } }]);
  });

  it('launches what a run was launched with again, and its files as they are now only if told to', async () => {
    const changed = 'The data of the task is not what run films-1 was launched with.';
    answerLines(launchAgain, ({ body }) =>
      (body as { as_is?: boolean }).as_is
        ? [{ progress: { step: 'Reading' } }, { plan: aPlan, run: aRun({ id: 'films-2' }) }]
        : [{ error: { code: 'run/task-changed', message: changed } }],
    );
    const user = open(aRun({ status: 'stopped' }), aRun({ id: 'maps-1', task: 'maps', title: 'Maps' }));
    expect(await screen.findAllByRole('button', { name: /^Launch again/ })).toHaveLength(2);
    await user.click(screen.getByRole('button', { name: 'Launch again… Films (films-1)' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Launch this again?' }));
    await user.click(dialog.getByRole('button', { name: 'Launch' }));
    await dialog.findByText(changed);
    await user.click(dialog.getByRole('button', { name: 'Launch the files as they are now' }));
    await screen.findByRole('dialog', { name: 'Launched' });
    expect(sentTo(launchAgain)).toMatchObject([
      { params: { run: 'films-1' }, body: {} },
      { params: { run: 'films-1' }, body: { as_is: true } },
    ]);
  });

  it('shows many runs compactly, and finds one by words and by whether it is over', async () => {
    const many = Array.from({ length: 8 }, (_, n) =>
      aRun({ id: `films-${n}`, title: `Films ${n}`, status: n < 3 ? 'stopped' : 'launched' }),
    );
    const user = open(...many);
    const cards = () => screen.queryAllByRole('article').map((one) => one.querySelector('h2')?.textContent);
    await screen.findByText('8 runs');
    expect([cards().length, screen.queryByText('Expected end')]).toEqual([8, null]);
    expect(screen.getAllByText(/3 of 12 done · 1 in progress · 8 open · 1 to review · Started/)).toHaveLength(8);
    await user.click(screen.getByRole('radio', { name: 'Over' }));
    expect(cards()).toEqual(['Films 0', 'Films 1', 'Films 2']);
    await user.type(screen.getByLabelText('Find a run'), 'films-2');
    expect(cards()).toEqual(['Films 2']);
    await user.type(screen.getByLabelText('Find a run'), 'x');
    await screen.findByText('Nothing matches');
  });

  it('stops a run only after it was confirmed', async () => {
    answer(stopRun, { sequence: 2 });
    const user = open(aRun());
    await user.click(await screen.findByRole('button', { name: /^Stop/ }));
    const dialog = within(await screen.findByRole('dialog'));
    dialog.getByText(/^8 unanswered units will be cancelled\. This cannot be undone\./);
    await user.click(dialog.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sentTo(stopRun)).toEqual([]);
    await user.click(await screen.findByRole('button', { name: /^Stop/ }));
    await user.click(await screen.findByRole('button', { name: 'Stop run' }));
    await waitFor(() => expect(sentTo(stopRun)).toHaveLength(1));
  });

  it('says what more answers cost, and asks for no fewer than there are', async () => {
    answer(extendRun, { sequence: 2 });
    const user = open(aRun());
    await user.click(await screen.findByRole('button', { name: /^Extend/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Collect more answers per item' }));
    const field = dialog.getByLabelText('Answers per item');
    dialog.getByText('12 more units, up to 6.00 EUR more pay.');
    await user.clear(field);
    await user.type(field, '1');
    expect(dialog.getByRole('button', { name: 'Extend' })).toHaveProperty('disabled', true);
    await user.clear(field);
    await user.type(field, '3');
    await user.click(dialog.getByRole('button', { name: 'Extend' }));
    await waitFor(() => expect(sentTo(extendRun)).toMatchObject([{ body: { units_per_assignment: 3 } }]));
  });
});
