import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toRefusal } from '../../../runtime/refusals/to-refusal.ts';
import { Arrival, measuredIn, Submission } from './requests.ts';

describe('what a page sends', () => {
  it('is read without what nobody asked for', () =>
    expect(Submission.parse({ USED_AGENT_ID: 'a1', final_data: { b: 1 }, aside: 2 })).toEqual({
      USED_AGENT_ID: 'a1',
      final_data: { b: 1 },
    }));

  it('is refused with the name of a worker that shows nothing', () => {
    const from = (worker_name: string) =>
      Arrival.safeParse({ provider_data: { worker_name, agent_registration_id: 'page' } });
    expect(from('Ada 👩‍🔬').success).toBe(true);
    for (const name of ['\u200b', 'Ada\0', '\u202eadA'])
      expect(toRefusal(from(name).error)?.message).toMatch(/provider_data\.worker_name: must show something/);
  });

  it('has an active time, if it says one', () => {
    const of = (text?: string) => measuredIn({ 'manyhands-active-seconds': text }).activeSeconds;
    expect(['12.5', '0', '', 'soon', '-1', 'Infinity', 'NaN', undefined].map(of)).toEqual([
      ...[12.5, 0],
      ...Array(6).fill(undefined),
    ]);
  });

  it('has counts, each if it is one', () => {
    const of = (text: string) => measuredIn({ 'manyhands-signals': text }).signals;
    expect(of('pastes=2&pastedCharacters=340&typed=hello&keysTyped=-1&copies=1e9&timesAway=&secondsAway=1.5')).toEqual({
      pastes: 2,
      pastedCharacters: 340,
    });
    for (const text of ['', 'hello', 'pastes=99999999999', `pastes=1&${'x'.repeat(500)}`])
      expect(of(text)).toBeUndefined();
  });

  it('is refused with its first faults, however many it has', () => {
    const { error } = z.array(z.string()).safeParse(Array(200_000).fill(0));
    const message = toRefusal(error)?.message ?? '';
    expect(message).toMatch(/^The request does not have the expected form: 0: .*; and 199990 more places\.$/);
    expect(message.length).toBeLessThan(1000);
  });

  it('is refused without all that it should not have', () => {
    const { error } = z.strictObject({}).safeParse({ ['k'.repeat(1_000_000)]: 1 });
    expect(toRefusal(error)?.message.length).toBeLessThan(1000);
  });
});
