import { describe, expect, it } from 'vitest';
import {
  ada,
  bob,
  counted,
  opened,
  person,
  sea0,
  seaCreated,
  sky0,
  sky1,
  skyCreated,
  submitted,
  took,
} from '../../events/fixtures.ts';
import { projected, recorded } from '../specify.ts';
import { signalsOfWorker, sumsOf } from './worker-signals.ts';

describe('the signals of a worker', () => {
  const later = { ...person('ada', 2), workerId: ada.workerId };
  const { db } = projected(
    recorded([
      ...[opened(), skyCreated, seaCreated, ...took(ada, sky0), ...took(bob, sky1), ...took(later, sea0)],
      counted(submitted(ada, sky0), { pastes: 2, pastedCharacters: 300 }),
      counted(submitted(bob, sky1), { pastes: 9 }),
      counted(submitted(later, sea0), { pastes: 0, pastedCharacters: 0 }),
    ]),
  );

  it('are the sums and medians of their own answers', () =>
    expect(signalsOfWorker(db, ada.workerId)).toEqual({
      answers: 2,
      with_pastes: 1,
      counts: { pastes: { total: 2, median: 1 }, pasted_characters: { total: 300, median: 150 } },
    }));
  it('are none if nothing was counted', () => {
    expect(signalsOfWorker(db, 'worker-of-nobody')).toBeNull();
    expect(sumsOf([{ copies: 1 }, { copies: 0 }, { copies: 4 }])).toEqual({
      answers: 3,
      with_pastes: null,
      counts: { copies: { total: 5, median: 1 } },
    });
  });
});
