import { describe, it } from 'vitest';
import { ada, bob, comes, submits } from '../fixtures.ts';
import { minute, specify } from '../specify.ts';
import { workers, workersProjection } from './workers.ts';

describe('the workers', () => {
  const { given } = specify(workersProjection);
  const named = { workerId: ada.workerId, provider: 'mock', name: `name of ${ada.workerId}` };

  it('are known from their first visit, and seen last when they last did something', () => {
    given(comes(ada)).thenRows(workers, { ...named, firstSeen: minute(0), lastSeen: minute(0) });
    given(comes(ada), submits(ada), comes(bob)).thenRows(
      workers,
      { ...named, firstSeen: minute(0), lastSeen: minute(1) },
      { workerId: bob.workerId },
    );
  });

  it('are one row however often they come', () =>
    given(comes(ada), comes(bob), comes(ada)).thenRows(
      workers,
      { ...named, firstSeen: minute(0), lastSeen: minute(2) },
      { workerId: bob.workerId },
    ));
});
