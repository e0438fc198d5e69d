import { describe, expect, it } from 'vitest';
import { blankForm, planOf } from './decision-form.ts';

const blank = blankForm({ note: '', message: '', bonus: '', grants: [], explanation: '' });
const careful = { id: 'q1', name: 'careful', value: 3 };

describe('the dialog of a decision', () => {
  it('wants a note for a rejection, and a reason for a block', () => {
    expect(planOf('rejected', blank)).toEqual({ faults: { note: expect.any(String) } });
    expect(planOf('rejected', { ...blank, note: ' ', isBlock: true })).toEqual({
      faults: { note: expect.any(String), blockReason: expect.any(String) },
    });
    expect(planOf('soft_rejected', blank)).toEqual({ faults: { note: expect.any(String) } });
    expect(planOf('accepted', blank)).toMatchObject({ plan: { decision: 'accepted' } });
  });

  it('takes a bonus with an acceptance alone, in cents', () => {
    expect(planOf('accepted', { ...blank, bonus: '1,50' })).toMatchObject({ plan: { bonusCents: 150 } });
    expect(planOf('accepted', { ...blank, bonus: 'much' })).toEqual({ faults: { bonus: expect.any(String) } });
    const soft = planOf('soft_rejected', { ...blank, note: 'x', bonus: 'much' });
    expect('plan' in soft && soft.plan.bonusCents).toBeUndefined();
  });

  it('grants with an acceptance and a soft rejection, and takes away with a rejection', () => {
    const form = { ...blank, note: 'x', grants: [careful], revokes: ['q2'], isBlock: true, blockReason: 'Spam.' };
    expect(planOf('soft_rejected', form)).toMatchObject({ plan: { grants: [careful], revokes: [], block: undefined } });
    expect(planOf('rejected', form)).toMatchObject({ plan: { grants: [], revokes: ['q2'], block: 'Spam.' } });
  });

  it('explains qualifications in words of their own, or not at all', () => {
    const form = { ...blank, note: 'x', grants: [careful], explanation: ' Ten good ones. ' };
    expect(planOf('accepted', form)).toMatchObject({ plan: { note: 'x', explanation: 'Ten good ones.' } });
    const silent = planOf('accepted', { ...form, explanation: ' ' });
    expect('plan' in silent && silent.plan.explanation).toBeUndefined();
  });
});
