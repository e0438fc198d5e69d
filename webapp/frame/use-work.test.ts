// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { workAfter } from './use-work.ts';

const before = {
  stage: 'waiting' as const,
  agentId: null,
  step: null,
  deadline: null,
  submitsAt: null,
  unitsLeft: null,
  refusal: null,
  completion: null,
};
const noon = Date.UTC(2026, 10, 30, 12) / 1000;
const arrived = {
  type: 'arrived' as const,
  ...{ worker_id: 'w1', agent_id: 'a1', init_task_data: {}, deadline_utc: noon + 60, units_left: 3 },
  server_timestamp: noon,
};

describe('the work of a page', () => {
  it('has the deadline by the clock of the browser, and how many more units there are', () => {
    const work = workAfter(before, arrived, noon + 100);
    expect(work).toMatchObject({ stage: 'working', agentId: 'a1', unitsLeft: 3, submitsAt: null });
    expect(work.deadline?.getTime()).toBe((noon + 160) * 1000);
  });
  it('has the pay of the unit where others may pay something else', () => {
    const pay = { amount: 0.5, currency: 'EUR' };
    expect(workAfter(before, { ...arrived, pay }, noon).pay).toEqual(pay);
    expect(workAfter({ ...before, pay }, arrived, noon).pay).toBeUndefined();
  });
  it('has the time at which the page submits by itself', () => {
    const { submitsAt } = workAfter(before, { ...arrived, submission_deadline_utc: noon + 55 }, noon);
    expect(submitsAt?.getTime()).toBe((noon + 55) * 1000);
  });
  it('is a page of the onboarding, without a unit', () => {
    const onboarding = { page: 2, pages: 3, mistakes: 1, wrong: true, explanation: 'No.' };
    const page = { ...arrived, agent_id: 'onboarding-a1', init_task_data: { onboarding }, deadline_utc: null };
    expect(workAfter(before, page, noon)).toMatchObject({ stage: 'working', step: onboarding, deadline: null });
    expect(workAfter(before, arrived, noon).step).toBeNull();
  });
  it('is blocked with a code and a sentence, and perhaps a completion', () => {
    const refused = {
      agent_id: null,
      failure_code: 'work/had-all',
      failure_reason: 'Done.',
      completion: { code: 'C1' },
    };
    expect(workAfter(before, { ...arrived, ...refused }, noon)).toMatchObject({
      stage: 'blocked',
      refusal: { code: 'work/had-all', message: 'Done.' },
      completion: { code: 'C1' },
    });
  });
  it('is over where another tab has submitted it, of which the page knows nothing', () => {
    const elsewhere = { type: 'submitted' as const, isElsewhere: true, completion: { code: 'C1' } };
    const work = workAfter(workAfter(before, arrived, noon), elsewhere, noon);
    expect(work).toMatchObject({ stage: 'submitted', deadline: null, isElsewhere: true, completion: { code: 'C1' } });
    expect(workAfter(work, arrived, noon)).toMatchObject({ stage: 'working' });
    expect(workAfter(work, arrived, noon).isElsewhere).toBeUndefined();
  });
  it('has no deadline once it is submitted or returned, and goes on after a refusal', () => {
    const working = workAfter(before, arrived, noon);
    expect(workAfter(working, { type: 'submitted' }, noon)).toMatchObject({ stage: 'submitted', deadline: null });
    expect(workAfter(working, { type: 'returned' }, noon)).toMatchObject({ stage: 'returned', deadline: null });
    expect(workAfter(working, { type: 'refused' }, noon)).toBe(working);
  });
});
