import { describe, it } from 'vitest';
import { ada, bob, connected, submitted } from '../../events/fixtures.ts';
import { minute, specifyProjection } from '../specify.ts';
import { workers, workersProjection } from './workers.ts';

describe('the workers', () => {
  const given = specifyProjection(workersProjection);
  const named = { workerId: ada.workerId, provider: ada.provider, name: ada.worker };

  it('are known from their first connection, and last seen at their last action', () => {
    given(connected(ada)).thenRows(workers, { ...named, firstSeen: minute(0), lastSeen: minute(0) });
    given(connected(ada), submitted(ada), connected(bob)).thenRows(
      workers,
      { ...named, firstSeen: minute(0), lastSeen: minute(1) },
      { workerId: bob.workerId },
    );
  });

  it('are one row however often they connect', () =>
    given(connected(ada), connected(bob), connected(ada)).thenRows(
      workers,
      { ...named, firstSeen: minute(0), lastSeen: minute(2) },
      { workerId: bob.workerId },
    ));
});
