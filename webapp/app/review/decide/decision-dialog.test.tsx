// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Decision } from '../../../../src/api/shapes.ts';
import { listUnits, type UnitDetail } from '../../../../src/api/units.ts';
import { getWorker, listQualifications } from '../../../../src/api/workers.ts';
import { aQualification, aUnit, aUnitRow, aWorker, noon } from '../../fixtures.ts';
import { answer, show } from '../../for-tests.tsx';
import { DecisionDialog } from './decision-dialog.tsx';

const careful = {
  worker: 'ada',
  qualification: 'q1',
  name: 'careful',
  value: 3,
  granted_at: noon,
  granted_by: 'reviewer:anna',
};

function open(decision: Decision, { waiting = 1, askedBy = [] as string[], unit = {} as Partial<UnitDetail> } = {}) {
  answer(listUnits, ({ query }) => {
    const asked = askedBy.map((by, n) =>
      aUnitRow(`films-1.${n}.0`, { second_opinion: 'reviewer:zoe', second_opinions: [by, 'reviewer:zoe'] }),
    );
    const units = query.second_opinion ? asked : [];
    return { units, total: query.second_opinion ? units.length : waiting, counted_to: 1000, sequence: 1 };
  });
  answer(listQualifications, { qualifications: [aQualification()], sequence: 1 });
  answer(getWorker, aWorker({ qualifications: [careful] }));
  const onOne = vi.fn();
  const user = show(
    <DecisionDialog
      decision={decision}
      unit={aUnit('films-1.0.0', unit)}
      scope={{ run: 'films-1' }}
      currency="EUR"
      onClose={() => undefined}
      onOne={onOne}
      onAll={() => undefined}
    />,
  );
  return { user, onOne };
}
const field = (label: string | RegExp) => screen.findByLabelText(label);
const press = (name: string) => screen.getByRole('button', { name });

describe('the dialog of a decision', () => {
  it('hands on the note, the message and the bonus in cents with an acceptance', async () => {
    const { user, onOne } = open('accepted');
    await user.type(await field('Note (reviewers only)'), 'Good.');
    await user.type(await field('Message to the worker'), 'Thank you.');
    await user.type(await field('Bonus in EUR'), '0.50');
    await user.click(press('Accept'));
    expect(onOne).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ decision: 'accepted', note: 'Good.', message: 'Thank you.', bonusCents: 50 }),
    );
  });

  it('hands on no bonus that is no amount, and says why', async () => {
    const { user, onOne } = open('accepted');
    await user.type(await field('Bonus in EUR'), 'much');
    await user.click(press('Accept'));
    await screen.findByText(/^Enter an amount such as 0\.50/);
    expect(onOne).not.toHaveBeenCalled();
  });

  it('grants another bonus beside the one there is only on purpose', async () => {
    const bonus = { id: 'b1', unit: 'films-1.0.0', worker: 'ada', cents: 150, currency: 'EUR', reason: null };
    const granted = { ...bonus, state: 'paid' as const, granted_by: 'reviewer:anna', granted_at: noon };
    const { user, onOne } = open('accepted', { unit: { bonuses: [granted] } });
    await user.type(await field('Bonus in EUR'), '0.50');
    await user.click(press('Accept'));
    await screen.findByText(/^This answer has a bonus of 1\.50 EUR already/);
    expect(onOne).not.toHaveBeenCalled();
    await user.click(await field(/^Grant another bonus/));
    await user.click(press('Accept'));
    expect(onOne).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ bonusCents: 50, beside: true }));
  });

  it('offers no bonus to work that is paid and not used', async () => {
    const { user, onOne } = open('soft_rejected');
    await user.type(await field(/^Reason \(reviewers only\)/), 'Thin.');
    expect(screen.queryByLabelText(/^Bonus/)).toBeNull();
    await user.click(press("Pay, don't use"));
    expect(onOne).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ decision: 'soft_rejected' }));
  });

  it('blocks a worker with a rejection only for a reason', async () => {
    const { user, onOne } = open('rejected');
    await user.type(await field(/^Reason \(reviewers only\)/), 'Spam.');
    await user.click(await field('Block this worker from all tasks'));
    await user.click(press('Reject'));
    await screen.findByText('Give a reason for the block.');
    expect(onOne).not.toHaveBeenCalled();
    await user.type(await field(/^Why is this worker blocked/), 'The same word everywhere.');
    await user.click(press('Reject'));
    expect(onOne).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ decision: 'rejected', note: 'Spam.', block: 'The same word everywhere.' }),
    );
  });

  it('revokes with a rejection what the worker holds', async () => {
    const { user, onOne } = open('rejected');
    await user.type(await field(/^Reason \(reviewers only\)/), 'Careless.');
    await user.click(await field('careful (3)'));
    await user.click(press('Reject'));
    expect(onOne).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ revokes: ['q1'], grants: [] }));
  });

  it('leaves out of all answers those for which the reviewer asked for a second opinion', async () => {
    open('accepted', { waiting: 9, askedBy: ['reviewer:anna', 'reviewer:ben'] });
    await field('Apply to all 8 of this worker’s unreviewed answers');
  });

  it('begins in the field for the reason, with the last one selected, so that typing replaces it', async () => {
    localStorage.setItem('manyhands.review.settings.rejected', JSON.stringify({ note: 'As before.' }));
    open('rejected');
    const reason = (await field(/^Reason \(reviewers only\)/)) as HTMLTextAreaElement;
    await waitFor(() => expect(document.activeElement).toBe(reason));
    expect([reason.selectionStart, reason.selectionEnd]).toEqual([0, 'As before.'.length]);
  });

  it('offers to decide all answers of the worker where there are several, and begins with the last words', async () => {
    localStorage.setItem('manyhands.review.settings.accepted', JSON.stringify({ note: 'As before.' }));
    const { user } = open('accepted', { waiting: 9 });
    expect(await field('Note (reviewers only)')).toHaveProperty('value', 'As before.');
    await user.click(await field('Apply to all 9 of this worker’s unreviewed answers'));
    await waitFor(() => press('Accept 9 answers'));
  });
});
