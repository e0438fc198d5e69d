// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { listBonuses } from '../../../src/api/bonuses.ts';
import { listOnboardings } from '../../../src/api/onboardings.ts';
import { statistics } from '../../../src/api/quality.ts';
import { type AppliedRule, listAppliedRules, listRules, undoAppliedRule } from '../../../src/api/rules.ts';
import { getRunConfig } from '../../../src/api/run-config.ts';
import { overview } from '../../../src/api/runs.ts';
import { getUnit } from '../../../src/api/units.ts';
import { getWorker, listQualifications, listWorkers } from '../../../src/api/workers.ts';
import { anAppliedRule, aRun, aUnit, aWorker, noon } from '../fixtures.ts';
import { answer, openApp, refusal, sentTo, signIn } from '../for-tests.tsx';

const later = new Date(Date.now() + 7 * 86_400_000).toISOString();
const pause = { action: 'pause', rule: 'if returned >= 5: pause for 60 min', measure: 'returned' } as const;
const flag = { action: 'flag', rule: 'if returned >= 2: flag', measure: 'returned' } as const;

beforeEach(() => {
  answer(listBonuses, { bonuses: [], sequence: 1 });
  const counts = { working: 0, waiting: 0, passed: 0, failed: 0 };
  answer(listOnboardings, { onboardings: [], counts, sequence: 1 });
  answer(listQualifications, { qualifications: [], sequence: 1 });
});

const openWorker = (...applied: AppliedRule[]) => {
  answer(getWorker, aWorker());
  answer(listAppliedRules, { applied, sequence: 1 });
  return openApp('/workers/ada');
};
const openRun = () => {
  answer(overview, { runs: [aRun()], problems: [], dashboard_url: null, sequence: 1 });
  answer(statistics, refusal('quality/not-ready', 'The figures are not ready yet.'));
  answer(getRunConfig, {
    folder: 'films',
    file: 'manyhands.yaml',
    name: null,
    overrides: {},
    config: {},
    changes: [],
    code: [],
  });
  return openApp('/runs/films-1');
};
const part = async () => within(await screen.findByRole('region', { name: 'Rules' }));

describe('the page of a worker', () => {
  it('says what rules did, what was measured, and who took it back', async () => {
    const refused = [{ what: 'grant', code: 'qualification/retired', message: 'It is retired.' }];
    const undone = { at: noon, by: 'reviewer:ben', note: 'The gold answer was wrong.' };
    openWorker(
      anAppliedRule({ ...pause, id: 'films-1.rule.2', until: noon, measured: 5, submitted: 1, reason: 'Too picky.' }),
      anAppliedRule({ id: 'films-1.rule.1', refused }),
      anAppliedRule({ undone }),
    );
    const lines = (await part()).getAllByRole('listitem').map(({ textContent }) => textContent);
    expect(lines).toEqual([
      expect.stringMatching(
        /^Paused until .* \(over\): films-1 · .*for 60 min\. It was 5 in 1 submitted unit, with films-1\.0\.0\.Reason: Too picky\./,
      ),
      expect.stringMatching(/^Excluded: films-1 · .*It was 3 in 5 submitted units.*Not done: It is retired\./),
      expect.stringMatching(/Taken back by ben, .*: The gold answer was wrong\.$/),
    ]);
    expect((await part()).getAllByRole('button', { name: /^Undo “\w+.*” of ada$/ })).toHaveLength(2);
    expect(sentTo(listAppliedRules)).toMatchObject([{ query: { worker: 'ada' } }]);
  });

  it('takes one back at one click, and says so', async () => {
    answer(undoAppliedRule, { sequence: 2 });
    const user = openWorker(anAppliedRule());
    await user.click((await part()).getByRole('button', { name: 'Undo “Excluded” of ada' }));
    await screen.findByText('Taken back: “Excluded” of ada. The rule counts from zero for this worker.');
    expect(sentTo(undoAppliedRule)).toMatchObject([
      { params: { run: 'films-1', application: 'films-1.rule.0' }, body: {} },
    ]);
  });

  it('takes one back with a note', async () => {
    answer(undoAppliedRule, { sequence: 2 });
    const user = openWorker(anAppliedRule());
    await user.click((await part()).getByRole('button', { name: 'Undo “Excluded” of ada with a note' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText(/^Note/), ' Wrong gold. ');
    await user.click(dialog.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(sentTo(undoAppliedRule)).toMatchObject([{ body: { note: 'Wrong gold.' } }]));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('says why one was not taken back', async () => {
    answer(undoAppliedRule, refusal('rule/unknown-application', 'There is no such rule.', 404));
    const user = openWorker(anAppliedRule());
    await user.click((await part()).getByRole('button', { name: 'Undo “Excluded” of ada' }));
    await screen.findByText('There is no such rule.');
  });

  it('offers no undo to those who may only read', async () => {
    signIn('reader');
    openWorker(anAppliedRule());
    expect((await part()).queryByRole('button')).toBeNull();
  });

  it('says nothing of rules where none applied', async () => {
    openWorker();
    await screen.findByRole('region', { name: 'History' });
    expect(screen.queryByRole('region', { name: 'Rules' })).toBeNull();
  });
});

describe('the list of workers', () => {
  const open = (...rules: AppliedRule[]) => {
    answer(listWorkers, { workers: [aWorker({ rules })], total: 1, sequence: 1 });
    return openApp('/workers');
  };
  const state = async () => (await screen.findAllByRole('row'))[1]?.querySelectorAll('td')[1]?.textContent;

  it('says what rules hold against a worker now, each once', async () => {
    open(
      anAppliedRule({ ...flag, id: '1' }),
      anAppliedRule({ ...pause, id: '2', until: noon }),
      anAppliedRule({ ...pause, id: '3', until: later }),
      anAppliedRule({ ...flag, id: '4', run: 'films-2' }),
      anAppliedRule({ id: '5' }),
    );
    expect(await state()).toMatch(/^ExcludedPaused until (?!.*Paused|.*Flagged.*Flagged).*Flagged$/);
  });

  it('says nothing of a pause that is over, of grants and of blocks', async () => {
    open(anAppliedRule({ ...pause, until: noon }), anAppliedRule({ id: '2', action: 'grant' }));
    expect(await state()).toBe('–');
  });

  it('asks for those to whom a rule did something', async () => {
    const user = open();
    await user.selectOptions(await screen.findByLabelText('Rules'), 'Flagged');
    await waitFor(() => expect(sentTo(listWorkers).at(-1)).toMatchObject({ query: { rules: 'flag' } }));
  });
});

describe('the page of a run', () => {
  it('lists its rules, how often each applied, and what they did last', async () => {
    const rule = { rule: 'if wrong_golds >= 3: exclude', action: 'exclude', reason: null } as const;
    answer(listRules, {
      rules: [
        { ...rule, applied: 3, standing: 1, undone: 2 },
        { ...rule, rule: pause.rule, action: 'pause', applied: 4, standing: 1, undone: 1 },
        { ...rule, rule: flag.rule, action: 'flag', applied: 0, standing: 0, undone: 0 },
      ],
      sequence: 1,
    });
    answer(listAppliedRules, { applied: [anAppliedRule()], sequence: 1 });
    openRun();
    const lines = (await part()).getAllByRole('listitem').map(({ textContent }) => textContent);
    expect(lines).toEqual([
      'if wrong_golds >= 3: exclude · applied 3 times, 2 taken back',
      'if returned >= 5: pause for 60 min · applied 4 times, 2 over, 1 taken back',
      'if returned >= 2: flag · not applied yet',
      expect.stringMatching(/^Excluded: ada · /),
    ]);
    expect((await part()).getByRole('link', { name: 'ada' }).getAttribute('href')).toBe('/workers/ada');
    expect(sentTo(listAppliedRules)).toMatchObject([{ query: { run: 'films-1' } }]);
  });

  it('still lists what was done by rules that were taken from it', async () => {
    answer(listAppliedRules, { applied: [anAppliedRule()], sequence: 1 });
    openRun();
    (await part()).getByText('The run has no rules any more.');
  });
});

describe('an answer', () => {
  it('has the reason why its worker was flagged beside it', async () => {
    answer(getUnit, aUnit('films-1.0.0', { flagged: 'Answers came too fast.' }));
    openApp('/units/films-1.0.0');
    await screen.findByText('Flagged: Answers came too fast.');
  });
});
