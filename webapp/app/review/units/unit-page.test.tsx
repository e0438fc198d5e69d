// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { listItems } from '../../../../src/api/queue.ts';
import { askSecondOpinion, undoReview } from '../../../../src/api/review.ts';
import { getUnit, type UnitDetail } from '../../../../src/api/units.ts';
import { anItem, aUnit, noon } from '../../fixtures.ts';
import { answer, openApp, refusal, sentTo } from '../../for-tests.tsx';

const open = (changes: Partial<UnitDetail> = {}) => {
  answer(getUnit, aUnit('films-1.0.0', changes));
  return openApp('/units/films-1.0.0');
};
const tools = async () => within(await screen.findByRole('toolbar', { name: 'What to do about this unit' }));
const toolNames = async () => (await tools()).getAllByRole('button').map((button) => button.textContent);

describe('the page of a unit', () => {
  it.each([
    ['completed', ['Accept…', "Pay, don't use…", 'Second opinion', 'Bonus…', 'Qualifications…', 'Reject…']],
    ['accepted', ['Undo', 'Bonus…', 'Qualifications…']],
    ['soft_rejected', ['Undo', 'Bonus…', 'Qualifications…']],
    ['assigned', ['Bonus…', 'Qualifications…']],
  ] as const)('offers what can be done with a unit that is %s', async (status, names) => {
    open({ status });
    expect(await toolNames()).toEqual(names);
  });

  it('says what the unit pays, which can differ within a run', async () => {
    open({ pay_cents: 70 });
    await screen.findByText(/, pays 0\.70 ·/);
  });

  it('undoes a decision', async () => {
    answer(undoReview, { sequence: 2, paid: [{ answers: 1, cents: 25, currency: 'EUR' }], bonuses: [] });
    const user = open({ status: 'accepted', reviewed_by: 'reviewer:ben', reviewed_at: noon });
    await user.click((await tools()).getByRole('button', { name: 'Undo: Accept films-1.0.0' }));
    await screen.findByText(
      'Undone: Accept films-1.0.0. 0.25 EUR was paid already for 1 answer, and stays recorded as paid.',
    );
    expect(sentTo(undoReview)).toMatchObject([{ params: { unit: 'films-1.0.0' } }]);
  });

  it('shows a refusal as it was worded', async () => {
    answer(askSecondOpinion, refusal('review/claimed', 'Ben is reviewing unit films-1.0.0.'));
    const user = open();
    await user.click((await tools()).getByRole('button', { name: 'Second opinion' }));
    await screen.findByText('Ben is reviewing unit films-1.0.0.');
  });

  it('names what happened and who did it, with their notes', async () => {
    const by = 'reviewer:ben';
    const episode = { at: noon, agent: null, worker: 'ada', by, message: null, cents: null };
    open({
      history: [
        { ...episode, what: 'soft_rejected', note: 'Too short.' },
        { ...episode, what: 'review_undone', note: null },
      ],
    });
    const history = within(await screen.findByRole('list'));
    expect(history.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^Paid, not used by ben · .*Note: Too short\.$/),
      expect.stringMatching(/^Review undone by ben · /),
    ]);
  });

  it('shows late answers apart from the one that is used', async () => {
    const unit = aUnit('films-1.0.0');
    open({ answers: [...unit.answers, { ...unit.answers[0]!, worker: 'bob', late: true }] });
    await waitFor(() => screen.getByText('Submitted late, not used (1)'));
  });

  it('shows what the page counted as evidence, and nothing where it counts nothing', async () => {
    open({ signals: { pastes: 2, pasted_characters: 340, times_away: 3, seconds_away: 41 } });
    const answer = within(await screen.findByRole('region', { name: 'Answer' }));
    answer.getByText('The page counted: pasted 2× (340 characters) · left the page 3× for 41 seconds');
    answer.getByText(/This is evidence, not a verdict/);
  });

  it('shows no counts where the run asks for none', async () => {
    open();
    const answer = within(await screen.findByRole('region', { name: 'Answer' }));
    expect(answer.queryByText(/The page counted/)).toBeNull();
  });

  it('says so where there is no such unit', async () => {
    answer(getUnit, refusal('unit/unknown', 'No unit is called "films-1.9.0".', 404));
    openApp('/units/films-1.9.0');
    expect((await screen.findByRole('alert')).textContent).toBe('No unit is called "films-1.9.0".');
  });
});

describe('the answer on the page of a unit', () => {
  const question = (key: string, label: string, answer: string | null) => ({
    ...{ key, label, answer, expected: null, correct: null, others: [] },
  });

  it('is said in words, with what is known to be right', async () => {
    open({
      in_words: [
        { ...question('genre', 'What kind of film?', 'Drama'), expected: 'Horror', correct: false },
        { ...question('sure', 'Sure?', 'true'), expected: 'true', correct: true },
        question('why', 'Why?', null),
      ],
    });
    const words = await screen.findByRole('region', { name: 'In words' });
    expect(words.textContent).toBe(
      'What kind of film?Drama ✗ wrong; right is HorrorSure?true ✓ rightWhy?no short answer',
    );
  });

  it('stands beside what others answered to the item, once that is opened', async () => {
    answer(listItems, { items: [anItem()], total: 1, sequence: 1 });
    const user = open();
    await user.click(await screen.findByText('Other answers to this item'));
    await screen.findByText('genre: Drama 1, Horror 1');
    expect(screen.getAllByRole('link', { name: 'bob' })).toHaveLength(1);
    expect(sentTo(listItems)).toMatchObject([{ query: { assignment: 'films-1.0' } }]);
  });
});
