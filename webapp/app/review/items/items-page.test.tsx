// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { adjudicate, listItems, withdrawAdjudication } from '../../../../src/api/queue.ts';
import { anItem, noon } from '../../fixtures.ts';
import { addressSearch, answer, openApp, refusal, sentTo } from '../../for-tests.tsx';

const inForce = { withdrawn_by: null, withdrawn_at: null };
const second = anItem({ assignment: 'films-1.1', data: { title: 'Alien' } });

describe('items side by side', () => {
  beforeEach(() => {
    answer(listItems, { items: [anItem(), second], total: 2, sequence: 1 });
    answer(adjudicate, { sequence: 2 });
  });

  it('shows how far the answers agree, and marks where they differ', async () => {
    openApp('/items?run=films-1');
    await screen.findByText('Jaws');
    expect(screen.getByText(/Agreement 0 %/).textContent).toBe('genre: Agreement 0 %: “Drama” ×1, “Horror” ×1');
    within(screen.getByRole('region', { name: 'Answers side by side' })).getByText('differs');
  });

  it('says yes and no where a question was answered so', async () => {
    const questions = [{ key: 'blurred', agreement: 1 / 3, labels: { true: 2, false: 1 } }];
    answer(listItems, { items: [anItem({ questions })], total: 1, sequence: 1 });
    openApp('/items?run=films-1');
    expect((await screen.findByText(/Agreement 33 %/)).textContent).toBe('blurred: Agreement 33 %: “yes” ×2, “no” ×1');
  });

  it('makes an answer the final one by its digit, and moves on to the next item', async () => {
    const user = openApp('/items?run=films-1');
    await screen.findByText('Jaws');
    await user.keyboard('2');
    await screen.findByText('Final answer saved for films-1.0.');
    expect(sentTo(adjudicate)).toMatchObject([
      { params: { assignment: 'films-1.0' }, body: { answer: { genre: 'Horror' } } },
    ]);
    await waitFor(() => expect(addressSearch()).toMatchObject({ item: 'films-1.1' }));
    await screen.findByText('Alien');
  });

  it('says who has decided already and what, and puts another answer in its place only on purpose', async () => {
    const sentence = 'ben has decided the final answer to films-1.0 already: {"genre":"Drama"}.';
    answer(adjudicate, refusal('assignment/adjudicated', sentence));
    const user = openApp('/items?run=films-1');
    await screen.findByText('Jaws');
    await user.keyboard('2');
    const dialog = within(await screen.findByRole('dialog', { name: 'Another final answer?' }));
    dialog.getByText(sentence);
    answer(adjudicate, { sequence: 2 });
    await user.click(dialog.getByRole('button', { name: 'Use mine instead' }));
    await screen.findByText('Final answer saved for films-1.0.');
    expect(sentTo(adjudicate).map(({ body }) => (body as { over?: true }).over)).toEqual([undefined, true]);
  });

  it('takes a number as it is typed, and refuses one that it would have to change', async () => {
    const answers = anItem().answers.map((one) => ({ ...one, answer: { stars: 3 } }));
    answer(listItems, { items: [anItem({ answers })], total: 1, sequence: 1 });
    const user = openApp('/items?run=films-1');
    await screen.findByText('Jaws');
    await user.keyboard('e');
    const dialog = within(await screen.findByRole('dialog', { name: 'Final answer' }));
    const stars = dialog.getByRole('textbox', { name: 'stars' });
    const use = dialog.getByRole('button', { name: 'Use this answer' });
    await user.clear(stars);
    await user.type(stars, '675127116845989889');
    await user.click(use);
    dialog.getByText('The number 675127116845989889 would become 675127116845989900.');
    expect(sentTo(adjudicate)).toEqual([]);
    await user.clear(stars);
    await user.type(stars, '2.000001');
    await user.click(use);
    await waitFor(() => expect(sentTo(adjudicate)).toMatchObject([{ body: { answer: { stars: 2.000001 } } }]));
  });

  it('shows the final answers before the present one', async () => {
    const decided = (genre: string, by: string) => ({ answer: { genre }, by, at: noon, note: null, ...inForce });
    const adjudicated = { ...decided('Horror', 'reviewer:ben'), before: [decided('Western', 'reviewer:anna')] };
    answer(listItems, { items: [anItem({ adjudicated })], total: 1, sequence: 1 });
    openApp('/items?run=films-1');
    const before = within(await screen.findByRole('region', { name: 'Earlier final answers' }));
    before.getByText('Western');
    before.getByText('anna');
  });

  it('takes a final answer back, from the message and later', async () => {
    answer(withdrawAdjudication, { sequence: 3 });
    const user = openApp('/items?run=films-1');
    await screen.findByText('Jaws');
    await user.keyboard('2');
    await user.click(await screen.findByRole('button', { name: 'Undo: the final answer to films-1.0' }));
    await screen.findByText('The final answer to films-1.0 is withdrawn.');
    expect(sentTo(withdrawAdjudication)).toMatchObject([
      { params: { assignment: 'films-1.0' }, body: { seen: { answer: { genre: 'Horror' }, by: 'reviewer:local' } } },
    ]);
  });

  it('puts the former final answer back when its replacement is undone', async () => {
    const former = { answer: { genre: 'Western' }, by: 'reviewer:me', at: noon, note: 'why', ...inForce, before: [] };
    answer(listItems, { items: [anItem({ adjudicated: former })], total: 1, sequence: 1 });
    const user = openApp('/items?run=films-1');
    await screen.findByText('Jaws');
    await user.keyboard('2');
    await user.click(await screen.findByRole('button', { name: 'Undo: the final answer to films-1.0' }));
    await screen.findByText('The final answer to films-1.0 is what it was before.');
    expect(sentTo(adjudicate).at(-1)).toMatchObject({
      body: {
        answer: { genre: 'Western' },
        note: 'why',
        over: true,
        seen: { answer: { genre: 'Horror' }, by: 'reviewer:local' },
      },
    });
  });

  it('shows who withdrew a final answer', async () => {
    const withdrawn = [{ ...inForce, answer: { genre: 'Western' }, by: 'reviewer:anna', at: noon, note: null }].map(
      (one) => ({ ...one, withdrawn_by: 'reviewer:ben', withdrawn_at: noon }),
    );
    answer(listItems, { items: [anItem({ withdrawn })], total: 1, sequence: 1 });
    openApp('/items?run=films-1');
    await screen.findByText('No final answer at present');
    screen.getByText('ben');
  });

  it('offers the labels of a question, and begins in its first field', async () => {
    answer(listItems, {
      items: [anItem({ offered: { genre: ['Drama', 'Horror', 'Western'] } })],
      total: 1,
      sequence: 1,
    });
    const user = openApp('/items?run=films-1');
    await screen.findByText('Jaws');
    await user.keyboard('e');
    const dialog = within(await screen.findByRole('dialog', { name: 'Final answer' }));
    const genre = dialog.getByRole('combobox', { name: 'genre' });
    await waitFor(() => expect(document.activeElement).toBe(genre));
    await user.click(genre);
    await user.click(await dialog.findByRole('option', { name: 'Western' }));
    await user.click(dialog.getByRole('button', { name: 'Use this answer' }));
    await screen.findByText('Final answer saved for films-1.0.');
    expect(sentTo(adjudicate)).toMatchObject([{ body: { answer: { genre: 'Western' } } }]);
  });

  it('takes a final answer that nobody gave, with a note', async () => {
    const user = openApp('/items?run=films-1');
    await screen.findByText('Jaws');
    await user.keyboard('e');
    const dialog = within(await screen.findByRole('dialog', { name: 'Final answer' }));
    const genre = dialog.getByRole('combobox', { name: 'genre' });
    await waitFor(() => expect(document.activeElement).toBe(genre));
    await user.clear(genre);
    await user.type(genre, 'Western');
    await user.type(dialog.getByLabelText('Note (reviewers only)'), 'Both were wrong.');
    await user.click(dialog.getByRole('button', { name: 'Use this answer' }));
    await waitFor(() =>
      expect(sentTo(adjudicate)).toMatchObject([{ body: { answer: { genre: 'Western' }, note: 'Both were wrong.' } }]),
    );
  });

  it('fetches items without a final answer at first, and those with one when they are chosen', async () => {
    const user = openApp('/items?run=films-1');
    await screen.findByText('Jaws');
    expect(sentTo(listItems)[0]?.query).toMatchObject({ adjudicated: 'false' });
    await user.click(screen.getByLabelText('Decided'));
    await waitFor(() => expect(sentTo(listItems).at(-1)?.query).toMatchObject({ adjudicated: 'true' }));
    expect(addressSearch()).toMatchObject({ show: 'resolved' });
  });

  it('says what is missing where nothing can be compared', async () => {
    answer(listItems, { items: [], total: 0, sequence: 1 });
    openApp('/items');
    await screen.findByText('Nothing matches');
    screen.getByText(/once two workers have answered the same item/);
  });
});
