import { describe, it } from 'vitest';
import { assignmentCompleted, assignmentId, created, runId } from '../fixtures.ts';
import { specify } from '../specify.ts';
import { assignments, assignmentsProjection } from './assignments.ts';

describe('the assignments', () => {
  const { given } = specify(assignmentsProjection);
  const data = { shared: { image: 'sky.png', hint: 'look up' }, unitData: [{}, { hint: 'look down' }] };

  it('collect answers from their birth on, and keep their data', () =>
    given(created).thenRows(assignments, { assignmentId, runId, index: 0, units: 2, ...data, status: 'collecting' }));

  it('are completed in the end', () =>
    given(created, assignmentCompleted).thenRows(assignments, { assignmentId, status: 'completed' }));
});
