// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { addDraftFile, beginDraft, type CheckedDraft, checkDraft } from '../../../../src/api/drafts.ts';
import { launchTask, saveTask } from '../../../../src/api/tasks.ts';
import { aPlan, aRun, noon } from '../../fixtures.ts';
import { answer, answerLines, openApp, refusal, sentTo, signIn } from '../../for-tests.tsx';

const id = 'd'.repeat(26);
const checked = (changes: Partial<CheckedDraft> = {}): CheckedDraft => ({
  plan: aPlan,
  config: 'task_name: cafes\n',
  preview_url: 'about:blank',
  missing_files: { paths: [], count: 0 },
  ...changes,
});
const saved = {
  name: 'cafes',
  title: 'Cafés',
  task: 'cafes',
  folder: null,
  changed_at: noon,
  problem: null,
  rules: [],
};

/** Opens the screen and chooses a file of items. */
async function begin() {
  const user = openApp('/tasks/new');
  await user.upload(await screen.findByLabelText('Choose a file', { selector: 'input' }), new File(['a'], 'cafes.csv'));
  return user;
}
const lastCheck = () => sentTo(checkDraft).at(-1)?.body;

describe('the screen of a new task', () => {
  beforeEach(() => {
    answer(beginDraft, { id, items: 3, keys: ['text', 'truth'], first: { text: 'Lovely cake', truth: 'good' } });
    answer(checkDraft, checked());
  });

  it.each(['reader', 'reviewer'] as const)('is not for a %s', async (role) => {
    signIn(role);
    openApp('/tasks/new');
    await screen.findByText('Only owners can make tasks');
  });

  it('asks for nothing but a file at first', async () => {
    openApp('/tasks/new');
    await screen.findByText('Choose a file with items to see the page of workers.');
    expect(screen.queryByLabelText('Title')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Launch' })).toBeNull();
  });

  it('shows the columns of the file, the page of workers, and what it would cost', async () => {
    await begin();
    await screen.findByText(/has 3 items and 2 columns/);
    screen.getByText('Lovely cake');
    expect((await screen.findByTitle('The worker page with the first item')).getAttribute('src')).toBe('about:blank');
    await screen.findByText('3 items, 9 answers. At most 1.80 USD, without bonuses and fees.');
    expect(sentTo(beginDraft)).toMatchObject([{ query: { file: 'cafes.csv' } }]);
  });

  it('shows why a file cannot be used', async () => {
    answer(beginDraft, refusal('data/empty', 'items.csv has no items; a run needs at least one.', 400));
    await begin();
    expect((await screen.findByRole('alert')).textContent).toContain('has no items');
    expect(screen.queryByLabelText('Title')).toBeNull();
  });

  it('checks what is typed, as the server will be asked to save it', async () => {
    const user = await begin();
    await user.selectOptions(await screen.findByLabelText('Column with right answers (gold)'), 'truth');
    await user.clear(screen.getByLabelText('Labels'));
    await user.type(screen.getByLabelText('Labels'), 'good, bad');
    await waitFor(() =>
      expect(lastCheck()).toMatchObject({ kind: 'choice', labels: ['good', 'bad'], gold: 'truth', units_per_item: 3 }),
    );
  });

  it('forgets columns that another file does not have, and keeps those that it has', async () => {
    const user = await begin();
    await user.selectOptions(await screen.findByLabelText('Column with right answers (gold)'), 'truth');
    await user.click(screen.getByRole('checkbox', { name: 'text' }));
    await waitFor(() => expect(lastCheck()).toMatchObject({ gold: 'truth', hidden: ['text'] }));
    answer(beginDraft, { id, items: 1, keys: ['name', 'text'], first: { name: 'Mug', text: 'Tea' } });
    const input = screen.getByLabelText('Choose another file', { selector: 'input' });
    await user.upload(input, new File(['a'], 'bars.csv'));
    await screen.findByText(/has 1 item and 2 columns/);
    await waitFor(() => {
      expect(lastCheck()).toMatchObject({ hidden: ['text'] });
      expect(lastCheck()).not.toHaveProperty('gold');
    });
  });

  it('says what is wrong with a field, and cannot be launched with it', async () => {
    const user = await begin();
    await user.clear(await screen.findByLabelText('Labels'));
    await screen.findByText('Enter two or more labels, with commas between them.');
    expect(screen.getByRole('button', { name: 'Launch' })).toHaveProperty('disabled', true);
  });

  it('shows what the server finds wrong', async () => {
    answer(checkDraft, refusal('task/few-columns', 'A comparison needs two keys of the data.', 400));
    const user = await begin();
    await user.selectOptions(await screen.findByLabelText('What workers do'), 'compare');
    expect((await screen.findByRole('alert')).textContent).toContain('needs two keys');
  });

  it('takes rules, one in each line, and says beside them what is wrong', async () => {
    const user = await begin();
    const rules = await screen.findByLabelText('Rules');
    await user.click(rules);
    await user.paste('{if: returned >= 3, do: flag}\n{if: timed_out >= 2, do: exclude}');
    const both = '[{if: returned >= 3, do: flag}, {if: timed_out >= 2, do: exclude}]';
    await waitFor(() => expect(lastCheck()).toMatchObject({ rules: both }));
    answer(checkDraft, refusal('task/bad-config', 'manyhands.yaml, line 20: "rules.1.do" must be one of flag.', 400));
    await user.type(rules, '!');
    await screen.findByText('Rule 2: "do" must be one of flag.');
    expect(rules.getAttribute('aria-invalid')).toBe('true');
    await screen.findByText('Correct the rules first.');
  });

  it('takes the pictures that items name', async () => {
    answer(checkDraft, checked({ missing_files: { paths: ['a.png', 'b.png'], count: 2 } }));
    answer(addDraftFile, ({ query }) => ({ path: String(query.path), bytes: 1 }));
    const user = await begin();
    await user.selectOptions(await screen.findByLabelText('What the items are'), 'image');
    await screen.findByText('2 files still missing: a.png, b.png.');
    answer(checkDraft, checked());
    const pictures = ['a.png', 'b.png'].map((name) => new File(['x'], name, { type: 'image/png' }));
    await user.upload(screen.getByLabelText('Add files', { selector: 'input' }), pictures);
    await screen.findByText('2 of 2 files added.');
    expect(sentTo(addDraftFile).map(({ query }) => query.path)).toEqual(['a.png', 'b.png']);
  });

  it('sends the other pictures if one is refused, and looks again which are missing', async () => {
    answer(checkDraft, checked({ missing_files: { paths: ['a.png', 'c.png'], count: 2 } }));
    answer(addDraftFile, ({ query }) =>
      query.path === 'b.txt'
        ? refusal('draft/bad-file', '"b.txt" is not the name of a picture.', 400)
        : { path: String(query.path), bytes: 1 },
    );
    const user = await begin();
    await user.selectOptions(await screen.findByLabelText('What the items are'), 'image');
    const input = await screen.findByLabelText('Add files', { selector: 'input' });
    answer(checkDraft, checked({ missing_files: { paths: ['d.png'], count: 1 } }));
    const files = ['a.png', 'b.txt', 'c.png'].map((name) => new File(['x'], name, { type: 'image/png' }));
    await user.upload(input, files);
    await screen.findByText('"b.txt" is not the name of a picture.');
    await screen.findByText('2 of 3 files added. 1 file still missing: d.png.');
    expect(sentTo(addDraftFile).map(({ query }) => query.path)).toEqual(['a.png', 'b.txt', 'c.png']);
  });

  it('takes a folder of pictures with their paths in it, and nothing else of it', async () => {
    answer(checkDraft, checked({ missing_files: { paths: ['cats/a.png'], count: 1 } }));
    answer(addDraftFile, ({ query }) => ({ path: String(query.path), bytes: 1 }));
    const user = await begin();
    await user.selectOptions(await screen.findByLabelText('What the items are'), 'image');
    const inFolder = (path: string) =>
      Object.defineProperty(new File(['x'], path.split('/').at(-1)!), 'webkitRelativePath', { value: path });
    const files = ['photos/cats/a.png', 'photos/.b.png', 'photos/notes.txt'].map(inFolder);
    await user.upload(await screen.findByLabelText('Add a folder', { selector: 'input' }), files);
    await screen.findByText(/1 of 1 file added\./);
    expect(sentTo(addDraftFile).map(({ query }) => query.path)).toEqual(['photos/cats/a.png']);
  });

  it('says of several refused files why the first was, and how many others', async () => {
    answer(checkDraft, checked({ missing_files: { paths: ['a.png'], count: 1 } }));
    answer(addDraftFile, refusal('draft/not-named', 'No item names the file "b.png".'));
    const user = await begin();
    await user.selectOptions(await screen.findByLabelText('What the items are'), 'image');
    const files = ['b.png', 'c.png', 'd.png'].map((name) => new File(['x'], name, { type: 'image/png' }));
    await user.upload(await screen.findByLabelText('Add files', { selector: 'input' }), files);
    const text = 'No item names the file "b.png". (2 other files were refused, too.)';
    expect((await screen.findByRole('alert')).textContent).toContain(text);
    screen.getByText(/^0 of 3 files added\./);
  });

  it('cannot be saved while its files are being sent', async () => {
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    answer(addDraftFile, async ({ query }) => {
      await arrived;
      return { path: String(query.path), bytes: 1 };
    });
    answer(checkDraft, checked({ missing_files: { paths: ['a.png'], count: 1 } }));
    const user = await begin();
    await user.selectOptions(await screen.findByLabelText('What the items are'), 'image');
    const input = await screen.findByLabelText('Add files', { selector: 'input' });
    await user.upload(input, new File(['x'], 'a.png', { type: 'image/png' }));
    await screen.findByText('The files are still being sent.');
    for (const name of ['Launch', 'Save'])
      expect(screen.getByRole('button', { name })).toHaveProperty('disabled', true);
    arrive();
    await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', false));
  });

  it('is saved and launched, and says where to go', async () => {
    answer(saveTask, saved);
    answerLines(launchTask, () => [{ plan: aPlan, run: aRun() }]);
    const user = await begin();
    await user.clear(await screen.findByLabelText('Title'));
    await user.type(screen.getByLabelText('Title'), 'Cafés');
    await user.click(screen.getByRole('button', { name: 'Launch' }));
    expect(await screen.findByLabelText('Link for workers')).toHaveProperty('value', aRun().worker_url);
    const card = within(screen.getByRole('region', { name: 'Launched: Cafés' }));
    expect(card.getByRole('link', { name: 'Review' }).getAttribute('href')).toBe('/review?run=films-1');
    expect(sentTo(saveTask)).toMatchObject([{ body: { draft: id, name: 'cafes', title: 'Cafés' } }]);
  });

  it('stays if the name is taken', async () => {
    answer(saveTask, refusal('task/name-taken', 'A task called "cafes" exists already.'));
    const user = await begin();
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    await screen.findByText('A task called "cafes" exists already.');
    expect(sentTo(launchTask)).toEqual([]);
  });

  it('can be launched again if the launch failed, since it is saved', async () => {
    answer(saveTask, saved);
    answerLines(launchTask, () => [{ error: { code: 'log/full', message: 'The disk is full.' } }]);
    const user = await begin();
    await user.click(await screen.findByRole('button', { name: 'Launch' }));
    await screen.findByText('The disk is full.');
    answerLines(launchTask, () => [{ plan: aPlan, run: aRun() }]);
    await user.click(screen.getByRole('button', { name: 'Launch' }));
    await screen.findByLabelText('Link for workers');
    expect(sentTo(saveTask)).toHaveLength(1);
  });
});
