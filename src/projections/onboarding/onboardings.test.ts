import { expect, it } from 'vitest';
import type { AnyNewFact } from '../../events/catalog.ts';
import { ada, begun, bob, runId } from '../../events/fixtures.ts';
import type { AgentId, QualificationId } from '../../events/ids.ts';
import {
  OnboardingFailed,
  OnboardingGranted,
  OnboardingPageJudged,
  OnboardingPageSubmitted,
  OnboardingPassed,
  OnboardingStarted,
} from '../../events/onboarding.ts';
import { projected, recorded } from '../specify.ts';
import { workers } from '../workers/workers.ts';
import { onboardingCounts, onboardingDetail, onboardingIds, onboardingPage } from './onboarding-rows.ts';
import { onboardingAnswers, onboardings } from './onboardings.ts';

const agentId = `onboarding-${ada.agentId}` as AgentId;
const of = { agentId, workerId: ada.workerId };
const settings = {
  ...{ qualificationId: 'trained-a' as QualificationId, failedId: 'trained-failed-a' as QualificationId },
  ...{ pages: 2, maxMistakes: 1 },
};
const started = [...begun({ onboarding: settings }), OnboardingStarted({ ...ada, agentId })];
const rowsAfter = (...facts: AnyNewFact[]) => projected(recorded(facts)).db;
const sent = (page: number, answer: unknown, measured = {}) =>
  OnboardingPageSubmitted({ ...of, page, answer, ...measured });

it('an onboarding is listed with its page, its mistakes and its outcome, and its worker is known', () => {
  const db = rowsAfter(
    ...started,
    sent(0, { tone: 'bad' }, { activeSeconds: 7.5 }),
    OnboardingPageJudged({ ...of, page: 0, correct: false, explanation: 'No.' }),
    sent(0, { tone: 'good' }),
    OnboardingPageJudged({ ...of, page: 0, correct: true }),
    sent(1, { tone: 'good' }),
  );
  expect(db.select().from(onboardings).all()).toMatchObject([
    { agentId, runId, workerId: ada.workerId, status: 'waiting', page: 1, mistakes: 1, endedAt: null },
  ]);
  expect(db.select().from(onboardingAnswers).all()).toMatchObject([
    { page: 0, answer: { tone: 'bad' }, correct: false, explanation: 'No.', activeSeconds: 7.5 },
    { page: 0, answer: { tone: 'good' }, correct: true, explanation: null, activeSeconds: null },
    { page: 1, answer: { tone: 'good' }, correct: null },
  ]);
  expect(db.select().from(workers).all()).toMatchObject([{ workerId: ada.workerId, provider: 'inhouse' }]);
});

it('an onboarding ends passed, or failed with one mistake more', () => {
  const passed = rowsAfter(...started, sent(0, 1), OnboardingPassed({ ...of, page: 0 }), OnboardingGranted(of));
  expect(passed.select().from(onboardings).all()).toMatchObject([{ status: 'passed', mistakes: 0 }]);
  const failed = rowsAfter(...started, sent(0, 1), OnboardingFailed({ ...of, page: 0, explanation: 'No.' }));
  expect(failed.select().from(onboardings).all()).toMatchObject([{ status: 'failed', mistakes: 1 }]);
  expect(failed.select().from(onboardingAnswers).all()).toMatchObject([{ correct: false, explanation: 'No.' }]);
});

it('onboardings are listed page by page, the newest first, and counted by status', () => {
  const his = `onboarding-${bob.agentId}` as AgentId;
  const db = rowsAfter(
    ...started,
    sent(0, 1),
    OnboardingPassed({ ...of, page: 0 }),
    OnboardingStarted({ ...bob, agentId: his }),
  );
  const first = onboardingPage(db, { run: runId, limit: 1 });
  expect(first.onboardings).toMatchObject([
    { id: his, worker: bob.workerId, status: 'working', page: 1, max_mistakes: 1 },
  ]);
  expect(onboardingPage(db, { limit: 1, cursor: first.cursor })).toMatchObject({ onboardings: [{ id: agentId }] });
  expect(onboardingPage(db, { limit: 9, status: 'passed' }).onboardings).toHaveLength(1);
  expect(onboardingPage(db, { limit: 9, worker: bob.workerId }).onboardings).toHaveLength(1);
  expect(onboardingPage(db, { limit: 9, run: 'another' }).onboardings).toEqual([]);
  expect(onboardingCounts(db, { run: runId })).toEqual({ working: 1, waiting: 0, passed: 1, failed: 0 });
  expect(onboardingIds(db, [runId])).toEqual([agentId, his]);
});

it('an onboarding has its submitted pages with what they showed, made for its worker or for everybody', () => {
  const own = [{ text: 'Hello, Ada' }];
  const made = OnboardingStarted({ ...ada, agentId, pages: own });
  const db = rowsAfter(...begun({ onboarding: settings }), made, sent(0, 1));
  expect(onboardingDetail(db, agentId)).toMatchObject({
    row: { pages: 1 },
    submitted: [{ page: 0, shown: { text: 'Hello, Ada' }, answer: 1, correct: null }],
  });
  expect(onboardingDetail(db, 'onboarding-nobody')).toBeUndefined();
});
