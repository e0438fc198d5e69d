import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import {
  ada,
  begun,
  bob,
  completed,
  dataEnded,
  launched,
  noon,
  opened,
  person,
  seaCreated,
  skyCreated,
  stopped,
  submitted,
  took,
} from '../events/fixtures.ts';
import type { AgentId, QualificationId } from '../events/ids.ts';
import {
  OnboardingFailed,
  OnboardingGranted,
  OnboardingPageJudged,
  OnboardingPageSubmitted,
  OnboardingPassed,
  OnboardingStarted,
} from '../events/onboarding.ts';
import { agentAt, onboardingFor } from './arriving.ts';
import { connect, given, runAfter } from './specify.ts';

const trained = 'trained-aaaaa' as QualificationId;
const onboarding = {
  qualificationId: trained,
  failedId: 'trained-failed-bbbbb' as QualificationId,
  pages: 2,
  maxMistakes: 1,
};
const agentId = `onboarding-${ada.agentId}` as AgentId;
const of = { agentId, workerId: ada.workerId };
const run = begun({ onboarding });
const { agentId: _, ...arrival } = ada;
const started = OnboardingStarted({ agentId, ...arrival });
const sent = (page: number, answer: unknown = { ok: true }) => OnboardingPageSubmitted({ ...of, page, answer });
const right = (page: number) => OnboardingPageJudged({ ...of, page, correct: true });
const wrong = (page: number) => OnboardingPageJudged({ ...of, page, correct: false, explanation: 'No.' });
const passed = OnboardingPassed({ ...of, page: 1 });
const failed = OnboardingFailed({ ...of, page: 0, explanation: 'No.' });
const granted = OnboardingGranted(of);
const submit = (page?: number) =>
  ({ type: 'onboarding.submit', agentId, answer: { ok: true }, ...(page === undefined ? {} : { page }) }) as const;
const judge = (page: number, correct: boolean) =>
  ({ type: 'onboarding.judge', agentId, page, correct, ...(correct ? {} : { explanation: 'No.' }) }) as const;
const holding = (value: number) => ({ ...connect(ada), holds: { [trained]: value } });

describe('a worker who has not had the onboarding of a run', () => {
  it('begins it instead of getting a unit', () =>
    given(...run)
      .when(connect(ada))
      .then(started));
  it('begins it with the pages that the code made for them', () =>
    given(...run)
      .when({ ...connect(ada), onboardingPages: [{ text: 'Hello, Ada' }] })
      .then(OnboardingStarted({ agentId, ...arrival, pages: [{ text: 'Hello, Ada' }] })));
  it('goes on with it after a reload and in another tab', () => {
    given(...run, started)
      .when(connect(ada))
      .then();
    given(...run, started)
      .when(connect(person('ada', 2)))
      .then();
    const page = { ...person('ada', 2), now: noon, elsewhere: 0 };
    expect(onboardingFor(runAfter(...run, started), page)).toBe(agentId);
    expect(agentAt(runAfter(...run, started), page)).toBeUndefined();
  });
  it('is not asked for it while there is nothing to do', () => {
    given(...run, stopped)
      .when(connect(ada))
      .thenRefused('work/all-done');
    given(opened({ onboarding }), launched).when(connect(ada)).thenRefused('work/none');
  });
  it('is not asked for it if they hold the qualification, whatever its value but 0', () => {
    for (const value of [1, 7, -1])
      given(...run)
        .when(holding(value))
        .then(...took(ada));
    given(...run)
      .when(holding(0))
      .thenRefused('work/not-qualified');
  });
  it('goes on with a unit they hold', () =>
    given(...run, ...took(ada))
      .when(connect(ada))
      .then());
  it('is alone in it: others have one of their own', () => {
    const { agentId: id, ...his } = bob;
    given(...run, started)
      .when(connect(bob))
      .then(OnboardingStarted({ agentId: `onboarding-${id}` as AgentId, ...his }));
  });
});

describe('an onboarding', () => {
  it('takes one answer for a page, and waits for a judgement', () => {
    given(...run, started)
      .when(submit())
      .then(sent(0));
    given(...run, started)
      .when(submit(0))
      .then(sent(0));
    given(...run, started, sent(0))
      .when(submit(0))
      .then();
    given(...run, started, sent(0)).thenWaits('judge-onboarding');
  });
  it.each([
    ['the', 12.34, 12.3],
    ['at most those since the page is shown of many', 9999, 60],
  ])('has %s seconds that the page was used', (_, activeSeconds, recorded) => {
    const at = (fact: AnyNewFact, time: string): AnyNewFact => Object.assign({}, fact, { at: time });
    const later = new Date(Date.parse(noon) + 60_000).toISOString();
    const shown = at(started, noon);
    given(...run, shown)
      .when({ ...submit(0), activeSeconds, now: later })
      .then({ ...sent(0), data: { ...sent(0).data, activeSeconds: recorded } });
    const again = [at(started, '2020-01-01T00:00:00.000Z'), sent(0), at(wrong(0), noon)];
    given(...run, ...again)
      .when({ ...submit(0), activeSeconds, now: later })
      .then({ ...sent(0), data: { ...sent(0).data, activeSeconds: recorded } });
    given(...run, started)
      .when({ ...submit(0), activeSeconds, now: later })
      .then(sent(0));
  });
  it('takes no answer for a page that is over', () =>
    given(...run, started, sent(0), right(0))
      .when(submit(0))
      .then());
  it('takes an answer that is sent again, or by another tab, for the mistake that it was', () => {
    given(...run, started, sent(0), wrong(0))
      .when({ ...submit(0), mistakes: 0 })
      .then();
    given(...run, started, sent(0), wrong(0))
      .when({ ...submit(0), mistakes: 1 })
      .then(sent(0));
  });
  it('goes on with the next page after a right answer, and is passed with the last', () => {
    given(...run, started, sent(0))
      .when(judge(0, true))
      .then(right(0));
    given(...run, started, sent(0), right(0), sent(1))
      .when(judge(1, true))
      .then(passed);
    given(...run, started, sent(0), right(0), sent(1), passed).thenWaits('grant-onboarding');
  });
  it('shows the page again with an explanation after a wrong answer, until there were too many', () => {
    given(...run, started, sent(0))
      .when(judge(0, false))
      .then(wrong(0));
    const state = runAfter(...run, started, sent(0), wrong(0)).onboardings.states.get(agentId);
    expect(state?.context).toMatchObject({ page: 0, mistakes: 1, isAgain: true, explanation: 'No.' });
    given(...run, started, sent(0), wrong(0), sent(0))
      .when(judge(0, false))
      .then(failed);
  });
  it('is judged and granted once', () => {
    given(...run, started, sent(0), right(0))
      .when(judge(0, false))
      .then();
    given(...run, started, sent(0), right(0), sent(1), passed)
      .when(judge(1, false))
      .then();
    const done = [...run, started, sent(0), right(0), sent(1), passed, granted];
    given(...done)
      .when({ type: 'onboarding.note-granted', agentId })
      .then();
    given(...done)
      .when(submit(1))
      .then();
    given(...done).thenWaits();
  });
  it('is unknown under another name, and in a run without one', () => {
    given(...run)
      .when(submit())
      .thenRefused('agent/unknown');
    given(...begun())
      .when(submit())
      .thenRefused('agent/unknown');
  });
  it('refuses an answer that is too large', () =>
    given(...run, started)
      .when({ ...submit(), limits: { answerBytes: 5 } })
      .thenRefused('agent/answer-too-large', '11 bytes'));
  it('is judged also after the run was stopped', () =>
    given(...run, started, sent(0), stopped, completed)
      .when(judge(0, true))
      .then(right(0)));
});

describe('the outcome of an onboarding', () => {
  const whole = [...run, started, sent(0), right(0), sent(1), passed];
  it('counts before the qualification is granted', () => {
    given(...whole)
      .when(connect(ada))
      .then(...took(ada));
    given(...run, started, sent(0), wrong(0), sent(0), failed)
      .when(connect(ada))
      .thenRefused('work/not-qualified');
  });
  it('is what the worker holds once that is granted', () => {
    given(...whole, granted)
      .when(holding(1))
      .then(...took(ada));
    given(...whole, granted)
      .when(holding(0))
      .thenRefused('work/not-qualified');
  });
  it('is asked for again if the qualification was revoked', () => {
    const { agentId: next, ...again } = person('ada', 2);
    given(...whole, granted)
      .when(connect(person('ada', 2)))
      .then(OnboardingStarted({ agentId: `onboarding-${next}` as AgentId, ...again }));
  });
  it('lets a worker who has failed finish what they hold', () => {
    const held = [...run, ...took(ada)];
    given(...held)
      .when({ ...holding(0), now: noon })
      .then();
    given(...held)
      .when({ type: 'agent.submit', agentId: ada.agentId, answer: { colour: 'blue' } })
      .then(submitted(ada));
  });
});

it('an onboarding belongs to a run with data that is still to come', () =>
  given(opened({ onboarding }, true), skyCreated, launched, seaCreated, dataEnded).when(connect(ada)).then(started));
