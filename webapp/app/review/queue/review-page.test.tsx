// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { getMe } from '../../../../src/api/access.ts';
import { beginReview, claimUnits, listClaims, reviewQueue } from '../../../../src/api/queue.ts';
import { acceptUnit, askSecondOpinion, rejectUnit, softRejectUnit, undoReview } from '../../../../src/api/review.ts';
import { getUnit, listUnits, type UnitDetail } from '../../../../src/api/units.ts';
import { listVerdicts, undoVerdict, type VerdictRow } from '../../../../src/api/verdicts.ts';
import { getWorker, listQualifications } from '../../../../src/api/workers.ts';
import { aGroup, aUnit, aUnitRow, aWorker, noon } from '../../fixtures.ts';
import { addressSearch, answer, openApp, refusal, sentTo } from '../../for-tests.tsx';

const ids = ['films-1.0.0', 'films-1.1.0', 'films-1.2.0'];
const recorded = { sequence: 2, verdict: 'v1', follow_refused: [] };
const counts = { accepted: 0, soft_rejected: 0, rejected: 0, sequence: 1 };
/** The units that differ from those that wait for review. */
let changed: Record<string, Partial<UnitDetail>>;
let verdicts: VerdictRow[];

const sentDecisions = () =>
  [
    [acceptUnit, 'accepted'] as const,
    [softRejectUnit, 'soft_rejected'] as const,
    [rejectUnit, 'rejected'] as const,
  ].flatMap(([endpoint, decision]) =>
    sentTo(endpoint).map(({ params, body }) => ({ unit: params.unit, decision, ...(body as object) })),
  );

beforeEach(() => {
  changed = {};
  verdicts = [];
  answer(reviewQueue, { groups: [aGroup('ada', ids.length)], waiting: ids.length, ...counts });
  answer(listUnits, () => ({
    units: ids.map((id) => aUnitRow(id, { second_opinions: changed[id]?.second_opinions ?? [] })),
    total: ids.length,
    counted_to: 1000,
    sequence: 1,
  }));
  answer(getUnit, ({ params: { unit = '' } }) => aUnit(unit, changed[unit]));
  answer(listClaims, { claims: [] });
  answer(claimUnits, { claimed: [], held: [] });
  answer(getWorker, aWorker());
  answer(listQualifications, { qualifications: [], sequence: 1 });
  for (const endpoint of [acceptUnit, softRejectUnit, rejectUnit]) answer(endpoint, recorded);
  answer(askSecondOpinion, { sequence: 2 });
  answer(undoReview, { sequence: 3, paid: [], bonuses: [] });
  answer(listVerdicts, () => ({ verdicts, sequence: 1 }));
});

const acceptedOne: VerdictRow = {
  id: 'v1',
  decision: 'accepted',
  state: 'completed',
  by: 'reviewer:anna',
  at: noon,
  note: null,
  units: 1,
  unit: 'films-1.0.0',
  reviewed: 1,
  refused: 0,
  undone_by: null,
  undone_at: null,
  undone: null,
  undo_refused: null,
  in_force: true,
  added: 0,
};

const open = (unit = ids[0]) => openApp(`/review?run=films-1&group=ada&unit=${unit}`);
const unitShown = (id: string) => screen.findByText(`Film of ${id}`);
const isDisabled = (name: string | RegExp) => screen.getByRole('button', { name }).hasAttribute('disabled');
const undoButton = /^Undo/;

describe('the review', () => {
  it('accepts with a key at once and moves on to the next unit', async () => {
    const user = open();
    await unitShown('films-1.0.0');
    await user.keyboard('a');
    await unitShown('films-1.1.0');
    await waitFor(() => expect(sentDecisions()).toMatchObject([{ unit: 'films-1.0.0', decision: 'accepted' }]));
    expect(addressSearch()).toMatchObject({ unit: 'films-1.1.0' });
  });

  it.each([
    ['r', 'Reject', 'rejected'],
    ['s', "Pay, don't use", 'soft_rejected'],
  ])('decides against the work with %s only with a reason', async (key, button, decision) => {
    const user = open();
    await unitShown('films-1.0.0');
    await user.keyboard(key);
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: button }));
    dialog.getByText('Give a reason.');
    expect(sentDecisions()).toEqual([]);
    await user.type(dialog.getByLabelText(/^Reason/), 'Not looked at.');
    await user.click(dialog.getByRole('button', { name: button }));
    await waitFor(() =>
      expect(sentDecisions()).toMatchObject([{ unit: 'films-1.0.0', decision, note: 'Not looked at.' }]),
    );
  });

  it('leads with m to the decisions of the reviewer, and with m back to the unit', async () => {
    const user = open();
    await unitShown('films-1.0.0');
    await user.keyboard('m');
    await screen.findByRole('heading', { name: 'My decisions' });
    await user.keyboard('m');
    await unitShown('films-1.0.0');
    expect(addressSearch()).toMatchObject({ unit: 'films-1.0.0' });
  });

  it('says what is known and what others said beside the answer, also after the decision', async () => {
    const known = { key: 'genre', label: 'What kind of film?', answer: 'Drama', expected: 'Horror', correct: false };
    changed['films-1.0.0'] = { in_words: [{ ...known, others: [{ answer: 'Horror', count: 2 }] }] };
    const user = open();
    const words = async () => (await screen.findByRole('region', { name: 'In words' })).textContent;
    const evidence = 'What kind of film?Drama ✗ wrong; right is HorrorOthers: Horror 2';
    await unitShown('films-1.0.0');
    expect(await words()).toBe(evidence);
    await user.keyboard('a');
    await unitShown('films-1.1.0');
    changed['films-1.0.0'] = { ...changed['films-1.0.0'], status: 'accepted' };
    await user.keyboard('p');
    await unitShown('films-1.0.0');
    expect(await words()).toBe(evidence);
  });

  it('has what is done less often in a menu, each with its key', async () => {
    const user = open();
    await unitShown('films-1.0.0');
    const bar = within(screen.getByRole('toolbar', { name: 'Decide' }));
    expect(bar.getAllByRole('button').map(({ textContent }) => textContent)).toEqual([
      ...['Accepta', "Pay, don't use…s", 'Undou', 'Previousp', 'Nextn', '', 'Reject…r'],
    ]);
    await user.click(bar.getByRole('button', { name: 'More' }));
    const items = await screen.findAllByRole('menuitem');
    expect(items.map((item) => item.getAttribute('aria-keyshortcuts'))).toEqual(['A', 'o', 'b', 'q', 'm', '?']);
    await user.click(screen.getByRole('menuitem', { name: 'Bonus…' }));
    await screen.findByRole('dialog');
  });

  it('does nothing on keys while a dialog is open', async () => {
    const user = open();
    await unitShown('films-1.0.0');
    await user.keyboard('?');
    await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    await user.keyboard('a');
    expect(sentDecisions()).toEqual([]);
  });

  it('undoes the last decision and comes back to its unit', async () => {
    const user = open();
    await unitShown('films-1.0.0');
    expect(isDisabled(undoButton)).toBe(true);
    await user.keyboard('a');
    await unitShown('films-1.1.0');
    await screen.findByText('Accepted unit 0.0 of Films');
    verdicts = [acceptedOne];
    answer(undoVerdict, [
      { verdict: 'v1', undone: 1, refused: [], kept: [], paid: [], bonuses: [], sequence: 3 },
    ] as never);
    await user.keyboard('u');
    await screen.findByText('Undone: Accept films-1.0.0');
    await unitShown('films-1.0.0');
    expect(sentTo(undoVerdict)).toMatchObject([{ params: { verdict: 'v1' } }]);
  });

  it('says what was decided, with a button that undoes it', async () => {
    const user = open();
    await unitShown('films-1.0.0');
    await user.keyboard('s');
    await user.type(await screen.findByLabelText(/^Reason/), 'Thin.');
    await user.keyboard('{Control>}{Enter}{/Control}');
    const notices = within(screen.getByRole('status', { name: 'Notices' }));
    await notices.findByText('Paid unit 0.0 of Films, not used');
    answer(undoVerdict, [
      { verdict: 'v1', undone: 1, refused: [], kept: [], paid: [], bonuses: [], sequence: 3 },
    ] as never);
    await user.click(notices.getByRole('button', { name: "Undo: Pay unit 0.0 of Films, don't use" }));
    await notices.findByText("Undone: Pay films-1.0.0, don't use");
    expect(notices.queryByText('Paid unit 0.0 of Films, not used')).toBeNull();
    await unitShown('films-1.0.0');
    expect(sentTo(undoVerdict)).toMatchObject([{ params: { verdict: 'v1' } }]);
  });

  it('undoes the last decision also after a reload', async () => {
    verdicts = [acceptedOne];
    answer(undoVerdict, [
      { verdict: 'v1', undone: 1, refused: [], kept: [], paid: [], bonuses: [], sequence: 3 },
    ] as never);
    const user = open('films-1.1.0');
    await unitShown('films-1.1.0');
    await waitFor(() => expect(isDisabled(/^Undo ?: Accept films-1\.0\.0/)).toBe(false));
    await user.keyboard('u');
    await unitShown('films-1.0.0');
    expect(sentTo(undoVerdict)).toMatchObject([{ params: { verdict: 'v1' } }]);
  });

  it('brings a unit back with the reason when the server refuses the decision', async () => {
    answer(acceptUnit, refusal('unit/reviewed', 'Unit films-1.0.0 is rejected already.'));
    const user = open();
    await unitShown('films-1.0.0');
    await user.keyboard('a');
    const alert = within(await screen.findByRole('alert'));
    alert.getByText('Your review was not recorded.');
    alert.getByText('Unit films-1.0.0 is rejected already.');
    expect(addressSearch()).toMatchObject({ unit: 'films-1.0.0' });
  });

  it('skips units that others are reviewing, and says so', async () => {
    answer(listClaims, { claims: [{ unit: 'films-1.1.0', by: 'reviewer:ben', until: noon }] });
    const user = open();
    await screen.findByText('1 is being reviewed by others and skipped.');
    await user.keyboard('n');
    await unitShown('films-1.2.0');
  });

  it('decides nothing about a unit that someone else is reviewing', async () => {
    answer(listClaims, { claims: [{ unit: 'films-1.0.0', by: 'reviewer:ben', until: noon }] });
    const user = open();
    await screen.findByText(/is reviewing this\. Press n/);
    expect(isDisabled('Accept')).toBe(true);
    await user.keyboard('a');
    expect(sentDecisions()).toEqual([]);
  });

  it('asks for a second opinion and leaves that unit to others', async () => {
    const user = open();
    await unitShown('films-1.0.0');
    await user.keyboard('o');
    await unitShown('films-1.1.0');
    expect(sentTo(askSecondOpinion)).toMatchObject([{ params: { unit: 'films-1.0.0' } }]);
    await user.click(await screen.findByRole('button', { name: 'Undo: Second opinion for unit 0.0 of Films' }));
    await unitShown('films-1.0.0');
    expect(sentTo(undoReview)).toMatchObject([{ params: { unit: 'films-1.0.0' } }]);
  });

  it('does not let the one who asked for a second opinion decide', async () => {
    changed['films-1.0.0'] = { second_opinion: 'reviewer:ben', second_opinions: ['reviewer:anna', 'reviewer:ben'] };
    const group = { ...aGroup('ada', ids.length), second_opinions: 1 };
    answer(reviewQueue, { groups: [group], waiting: ids.length, ...counts });
    open();
    await screen.findByText('1 waiting for a second opinion');
    await screen.findByText(/^You asked for a second opinion/);
    expect(isDisabled('Accept')).toBe(true);
  });

  it('keeps its claims when the reviewer sets a name', async () => {
    localStorage.removeItem('manyhands.reviewer');
    const local = () => localStorage.getItem('manyhands.reviewer') ?? 'local';
    const owner = { role: 'owner', login: 'none' } as const;
    answer(getMe, () => ({ ...owner, ways: [], name: local(), by: `reviewer:${local()}` }));
    let holder = '';
    answer(claimUnits, ({ body }) => {
      const { earlier_name: earlier } = body as { earlier_name?: string };
      if (holder === '' || holder === earlier) holder = local();
      return { claimed: [], held: [] };
    });
    answer(listClaims, () => ({
      claims: holder ? [{ unit: 'films-1.0.0', by: `reviewer:${holder}`, until: noon }] : [],
    }));
    const user = open();
    await unitShown('films-1.0.0');
    await waitFor(() => expect(holder).toBe('local'));
    await user.click(await screen.findByRole('button', { name: 'Set your name' }));
    await user.type(await screen.findByLabelText('Your name', { selector: 'input' }), 'anna{Enter}');
    await waitFor(() => expect(holder).toBe('anna'));
    await waitFor(() => expect(isDisabled(/^Accept$/)).toBe(false));
    expect(sentTo(claimUnits).filter(({ body }) => 'earlier_name' in (body as object))).toMatchObject([
      { body: { units: ['films-1.0.0', 'films-1.1.0'], earlier_name: 'local' } },
    ]);
    localStorage.removeItem('manyhands.reviewer');
  });

  it('claims the unit on the screen and the next one', async () => {
    open();
    await unitShown('films-1.0.0');
    await waitFor(() =>
      expect(sentTo(claimUnits).at(-1)?.body).toMatchObject({ units: ['films-1.0.0', 'films-1.1.0'] }),
    );
  });

  it('does not call it the end where the queue was refused', async () => {
    const refused = refusal('run/unknown', 'No task run is called "nope".', 404);
    answer(beginReview, refused);
    answer(reviewQueue, refused);
    openApp('/review?run=nope');
    expect((await screen.findByRole('alert')).textContent).toContain('No task run is called "nope".');
    expect(screen.queryByText('All caught up')).toBeNull();
  });

  it('ends with ways onward when nothing is left', async () => {
    const queue = { groups: [], waiting: 0, ...counts };
    answer(beginReview, { queue, group: null, units: null, unit: null, claims: [] });
    openApp('/review?run=films-1');
    await screen.findByText('All caught up');
    expect(screen.getByRole('link', { name: 'Export answers' }).getAttribute('href')).toBe('/export?run=films-1');
  });
});
