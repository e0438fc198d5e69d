import { describe, it } from 'vitest';
import { assignmentCompleted, runId, sky, skyCreated, skyData } from '../../events/fixtures.ts';
import { specifyProjection } from '../specify.ts';
import { assignments, assignmentsProjection } from './assignments.ts';

describe('the assignments', () => {
  const given = specifyProjection(assignmentsProjection);

  it('collect answers from their creation on, and keep their data', () =>
    given(skyCreated).thenRows(assignments, {
      assignmentId: sky,
      runId,
      index: 0,
      units: 2,
      ...skyData,
      status: 'collecting',
    }));

  it('are completed in the end', () =>
    given(skyCreated, assignmentCompleted()).thenRows(assignments, { assignmentId: sky, status: 'completed' }));
});
