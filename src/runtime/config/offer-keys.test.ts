import { describe, expect, it } from 'vitest';
import { TaskConfig } from './task-keys.ts';

const base = {
  task_name: 'films',
  task_title: 'Films',
  task_description: 'Say it.',
  questions: [{ key: 'q', labels: ['a', 'b'] }],
};
const prolific = { provider: 'prolific' };
const pool = { name: 'lab-pool', worker_parameter: 'pid' };
const parsed = (keys: object) => TaskConfig.safeParse({ ...base, ...keys });

describe('offers in the config', () => {
  it('name a provider; the rest has defaults', () =>
    expect(parsed({ offers: [prolific] }).data?.offers).toEqual([
      { provider: 'prolific', requester: 'prolific', pay_after_seconds: 600, options: {} },
    ]));

  it('may say more', () => {
    const offer = { ...prolific, requester: 'our lab', places: 20, pay_after_seconds: null, options: { a: [1] } };
    expect(parsed({ offers: [offer, { provider: 'mturk_sandbox' }] }).data?.offers).toMatchObject([offer, {}]);
  });

  it.each([
    [{ offers: [] }, /offers: must have at least one offer/],
    [{ offers: 'prolific' }, /offers: must be a list/],
    [{ offers: [{ provider: 'A Market' }] }, /offers\.0\.provider: must be the name of a provider/],
    [{ offers: [{ ...prolific, places: 0 }] }, /offers\.0\.places: must be 1 or more/],
    [{ offers: [{ ...prolific, pay_after_seconds: -1 }] }, /offers\.0\.pay_after_seconds: must be 0 or more/],
    [{ offers: [{ ...prolific, pay: 3 }] }, /offers\.0/],
    [{ offers: [prolific, prolific] }, /offers: has two offers through the same requester/],
    [{ offers: [prolific], panel: pool, completion_code: 'C' }, /panel: and "offers" exclude each other/],
    [{ offers: [prolific], worker_identity: 'open' }, /worker_identity: and "offers" exclude each other/],
    [{ offers: [prolific], completion_code: 'C' }, /completion_code: has no meaning with "offers"/],
    [{ offers: [prolific], after_submission: 'https://a.example/' }, /after_submission: has no meaning with "offers"/],
  ])('are refused as %j', (keys, fault) => {
    const faults = parsed(keys).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    expect(faults?.join('\n')).toMatch(fault);
  });
});
