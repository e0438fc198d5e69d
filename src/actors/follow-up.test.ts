import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import { accepted, ada, bob, issuedBy, rejected, sea0, sky0, sky1, softRejected } from '../events/fixtures.ts';
import type { VerdictId } from '../events/ids.ts';
import { UnitVerdictFollowed } from '../events/unit.ts';
import type { FollowUp } from '../events/verdict.ts';
import { followKey, noFollowUps, noteFollowUp, todo } from './follow-up.ts';

const verdictId = 'v-1' as VerdictId;
const { workerId } = ada;
const follow: FollowUp = { grants: [], revokes: [], block: 'A bot.' };
const key = followKey(verdictId, workerId);
const decided = accepted(ada, sky0, { verdictId, follow });
const refused = [{ what: 'block', code: 'worker/blocked', message: 'Blocked already.' }];
const followed = UnitVerdictFollowed({ ...sky0, workerId, verdictId, refused });

function followUpsAfter(...facts: AnyNewFact[]) {
  const followUps = noFollowUps();
  for (const fact of facts) noteFollowUp(followUps, fact);
  return followUps;
}

describe('a follow-up', () => {
  it('is known with the first unit that its verdict decided, and with who decided', () => {
    const following = { verdictId, workerId, unitId: sky0.unitId, by: 'reviewer:anna', follow };
    const first = issuedBy('reviewer:anna', decided);
    const second = issuedBy('reviewer:ben', accepted(ada, sea0, { verdictId, follow }));
    expect(followUpsAfter(first, second)).toEqual({ known: new Map([[key, following]]), open: new Set([key]) });
    expect(followUpsAfter(decided).known.get(key)?.by).toBe('');
  });

  it('belongs to any decision, one for each worker of the verdict', () => {
    const more = { verdictId, follow };
    const facts = [softRejected(ada, sky0, more), rejected(bob, sky1, more)];
    expect([...followUpsAfter(...facts).open]).toEqual([key, followKey(verdictId, bob.workerId)]);
  });

  it('needs a verdict and something that is to follow', () => {
    for (const fact of [accepted(ada), accepted(ada, sky0, { verdictId }), accepted(ada, sky0, { follow })])
      expect(followUpsAfter(fact)).toEqual(noFollowUps());
  });

  it('waits to be carried out, and then is known with what was refused', () => {
    expect(todo(followUpsAfter(decided))).toEqual([{ do: 'follow-verdict', key: 'v-1/worker-ada' }]);
    const after = followUpsAfter(decided, followed);
    expect(todo(after)).toEqual([]);
    expect(after.known.get(key)).toMatchObject({ follow, refused });
    expect(followUpsAfter(followed)).toEqual(noFollowUps());
  });

  it('is not begun again by a later unit of its verdict', () => {
    const later = accepted(ada, sea0, { verdictId, follow });
    expect(todo(followUpsAfter(decided, followed, later))).toEqual([]);
  });
});
