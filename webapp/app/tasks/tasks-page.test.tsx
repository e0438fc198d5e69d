// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { overview } from '../../../src/api/runs.ts';
import { copyTask, launchTask, listTasks, retitleTask, type SavedTask } from '../../../src/api/tasks.ts';
import { aPlan, aRun, noon } from '../fixtures.ts';
import { answer, answerLines, openApp, refusal, sentTo, signIn } from '../for-tests.tsx';

const aTask = (changes: Partial<SavedTask> = {}): SavedTask => ({
  name: 'cafes',
  title: 'Cafés',
  task: 'cafes',
  folder: '/data/tasks/cafes',
  changed_at: noon,
  problem: null,
  rules: [],
  ...changes,
});
const open = (...tasks: SavedTask[]) => {
  answer(listTasks, { tasks, example: '01-first-task' });
  return openApp('/tasks');
};
const dialog = async () => within(await screen.findByRole('dialog'));

describe('the page of tasks', () => {
  it.each(['reader', 'reviewer'] as const)('shows a %s no tasks', async (role) => {
    signIn(role);
    openApp('/tasks');
    await screen.findByText('Only owners can make tasks');
  });

  it('leads to a new task, also before the first', async () => {
    open();
    await screen.findByText('No tasks yet');
    expect(screen.getByRole('link', { name: 'New task' }).getAttribute('href')).toBe('/tasks/new');
  });

  it('shows where a task lies, and its newest run', async () => {
    const runs = [aRun({ task: 'cafes' }), aRun({ id: 'cafes-2', task: 'cafes', opened_at: '2026-11-22T12:00:00Z' })];
    answer(overview, { runs, problems: [], dashboard_url: null, sequence: 1 });
    open(aTask());
    const card = within(await screen.findByRole('article', { name: 'Cafés' }));
    card.getByText('/data/tasks/cafes');
    expect((await card.findByRole('link', { name: 'cafes-2' })).getAttribute('href')).toBe('/runs/cafes-2');
    card.getByText(/^2 runs/);
  });

  it('says what is wrong with a config, and offers nothing that would fail', async () => {
    open(aTask({ problem: 'manyhands.yaml, line 1: task_title: must not be empty.' }));
    expect((await screen.findByRole('alert')).textContent).toContain('line 1');
    expect(screen.queryByRole('button', { name: /^Launch/ })).toBeNull();
  });

  it('launches a task after a confirmation, and says where to go', async () => {
    answerLines(launchTask, () => [{ progress: { step: 'Reading items.csv' } }, { plan: aPlan, run: aRun() }]);
    const user = open(aTask());
    await user.click(await screen.findByRole('button', { name: 'Launch… Cafés (cafes)' }));
    expect(sentTo(launchTask)).toEqual([]);
    await user.click((await dialog()).getByRole('button', { name: 'Launch' }));
    expect(await screen.findByLabelText('Link for workers')).toHaveProperty('value', aRun().worker_url);
    screen.getByText(/^This link works only on this computer\./);
    expect(sentTo(launchTask)).toMatchObject([{ params: { task: 'cafes' } }]);
    expect(sentTo(launchTask)[0]?.body ?? null).toBeNull();
  });

  it('launches a task with other rules than those of its config, and says beside them what is wrong', async () => {
    const refused = { code: 'task/bad-config', message: 'The setting rules=[…]: "rules.1.do" must be one of flag.' };
    answerLines(launchTask, () => [{ error: refused }]);
    const user = open(aTask({ rules: [{ if: 'returned >= 3', do: 'flag' }] }));
    await user.click(await screen.findByRole('button', { name: 'Launch… Cafés (cafes)' }));
    const rules = (await dialog()).getByLabelText('Rules');
    expect(rules).toHaveProperty('value', '{if: returned >= 3, do: flag}');
    await user.click(rules);
    await user.paste('\n{if: timed_out >= 2, do: fla}');
    await user.click((await dialog()).getByRole('button', { name: 'Launch' }));
    await (await dialog()).findByText('Rule 2: "do" must be one of flag.');
    const written = '[{if: returned >= 3, do: flag}, {if: timed_out >= 2, do: fla}]';
    expect(sentTo(launchTask)).toMatchObject([{ params: { task: 'cafes' }, body: { rules: written } }]);
  });

  it('copies a task under a free name', async () => {
    answer(copyTask, aTask({ name: 'cafes-3' }));
    const user = open(aTask(), aTask({ name: 'cafes-2', title: 'Other' }));
    await user.click(await screen.findByRole('button', { name: 'Duplicate… Cafés (cafes)' }));
    await user.click((await dialog()).getByRole('button', { name: 'Duplicate' }));
    await screen.findByText('Copied as cafes-3.');
    expect(sentTo(copyTask)).toMatchObject([{ params: { task: 'cafes' }, body: { name: 'cafes-3', title: 'Cafés' } }]);
  });

  it('proposes a name that can be taken, also for a long one that is cut at a hyphen', async () => {
    const name = `${'a'.repeat(35)}-bcd`;
    const user = open(aTask({ name }));
    await user.click(await screen.findByRole('button', { name: `Duplicate… Cafés (${name})` }));
    expect((await dialog()).getByLabelText('Name')).toHaveProperty('value', `${'a'.repeat(35)}-2`);
  });

  it('gives a task another title, and shows why not', async () => {
    answer(retitleTask, refusal('task/not-saved', 'No task called "cafes" is saved here.', 404));
    const user = open(aTask());
    await user.click(await screen.findByRole('button', { name: 'Rename… Cafés (cafes)' }));
    const form = await dialog();
    await user.type(form.getByLabelText('Title'), '!');
    await user.click(form.getByRole('button', { name: 'Rename' }));
    expect((await form.findByRole('alert')).textContent).toContain('is saved here');
    expect(sentTo(retitleTask)).toMatchObject([{ params: { task: 'cafes' }, body: { title: 'Cafés!' } }]);
    answer(retitleTask, aTask({ title: 'Cafés!' }));
    await user.click(form.getByRole('button', { name: 'Rename' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});
