// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { addData, type DataOutcome } from '../../../src/api/added-data.ts';
import { overview } from '../../../src/api/runs.ts';
import { aRun } from '../fixtures.ts';
import { answer, openApp, refusal, sentTo } from '../for-tests.tsx';

const outcome: DataOutcome = {
  ...{ sequence: 3, items: 3, duplicates: 1, added: 3, units: 6, was_added: false },
  notes: ['No item of the run has the key "source" so far.'],
};

async function opened() {
  answer(overview, { runs: [aRun({})], problems: [], dashboard_url: null, sequence: 1 });
  const user = openApp('/');
  await user.click(await screen.findByRole('button', { name: /^Add items…/ }));
  const element = await screen.findByRole('dialog');
  const choose = (name: string) =>
    user.upload(element.querySelector('input[type=file]') as HTMLInputElement, new File(['a'], name));
  return { user, dialog: within(element), choose };
}

describe('the dialog that adds items', () => {
  it('checks the file first, says what would be added, and adds it with the reason', async () => {
    answer(addData, outcome);
    const { user, dialog, choose } = await opened();
    expect(dialog.getByRole('button', { name: 'Check' })).toHaveProperty('disabled', true);
    await choose('more.csv');
    await user.type(dialog.getByLabelText('Reason'), 'More came.');
    await user.click(dialog.getByRole('button', { name: 'Check' }));
    const found = (await dialog.findByText(/3 items with 6 units/)).closest('[role=status]')?.textContent;
    expect(found).toMatch(/up to 3\.00 EUR more pay.*The run has 1 item of the file already.*"source"/);
    await user.click(dialog.getByRole('button', { name: 'Add 3 items' }));
    await screen.findByText('3 items added.');
    expect(sentTo(addData)).toMatchObject([
      { query: { file: 'more.csv', dry_run: 'true', only_new: 'false', reason: 'More came.' } },
      { query: { file: 'more.csv', dry_run: 'false', only_new: 'false', reason: 'More came.' } },
    ]);
  });

  it('checks again when something else is to be added', async () => {
    answer(addData, outcome);
    const { user, dialog, choose } = await opened();
    await choose('more.csv');
    await user.click(dialog.getByRole('button', { name: 'Check' }));
    await dialog.findByRole('button', { name: 'Add 3 items' });
    await user.click(dialog.getByLabelText('Leave out items that the run has already'));
    await dialog.findByRole('button', { name: 'Check' });
  });

  it('adds nothing that was added, and shows why a file is refused', async () => {
    answer(addData, { ...outcome, added: 0, units: 0, was_added: true });
    const { user, dialog, choose } = await opened();
    await choose('more.csv');
    await user.click(dialog.getByRole('button', { name: 'Check' }));
    await dialog.findByText(/was added to the run before/);
    expect(dialog.queryByRole('button', { name: /^Add/ })).toBeNull();
    answer(addData, refusal('data/misspelt-key', 'The file has the key "txet".', 400));
    await choose('other.csv');
    await user.click(dialog.getByRole('button', { name: 'Check' }));
    await dialog.findByText(/has the key "txet"/);
  });
});
