import { afterEach, describe, expect, it } from 'vitest';
import { openForTests } from '../for-tests.ts';
import { isEligible } from './eligibility.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

describe('filters of participants', () => {
  it('let those through whose answers fit, and those who gave none', async () => {
    const { fake } = await openForTests();
    opened.push(fake);
    const one = fake.participants.add({ attributes: { age: 30, handedness: '0' } });
    const passes = (...filters: Parameters<typeof isEligible>[2]) => isEligible(fake.world, one, filters);
    const age = (lower: number, upper?: number) => ({ filter_id: 'age', selected_range: { lower, upper } });
    const hand = (value: string) => ({ filter_id: 'handedness', selected_values: [value] });
    expect([passes(age(18, 30)), passes(age(31)), passes(age(18), hand('1'))]).toEqual([true, false, false]);
    expect(passes({ filter_id: 'or', selected_filters: [age(31), hand('0')] })).toBe(true);
    expect(passes({ filter_id: 'approval_rate', selected_range: { lower: 90 } })).toBe(true);
    expect(passes({ filter_id: 'custom_allowlist', selected_values: ['a'.repeat(24)] })).toBe(false);
    expect(passes({ filter_id: 'custom_blocklist', selected_values: [one.id] })).toBe(false);
  });

  it('know who took part before', async () => {
    const { fake, publish, call } = await openForTests();
    opened.push(fake);
    const study = await publish();
    const one = fake.participants.add();
    const filter = (filter_id: string) => [{ filter_id, selected_values: [study] }];
    const passes = () => [
      isEligible(fake.world, one, filter('previous_studies_allowlist')),
      isEligible(fake.world, one, filter('previous_studies_blocklist')),
    ];
    expect(passes()).toEqual([false, true]);
    fake.participants.reserve(study, one.id);
    expect(passes()).toEqual([true, false]);
    const { body } = await call('POST', `studies/${study}/clone/`, {});
    expect(body.filters).toEqual(filter('previous_studies_blocklist'));
  });
});
