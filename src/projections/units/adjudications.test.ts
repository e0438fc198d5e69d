import { describe, it } from 'vitest';
import { adjudicated, assignmentId, runId } from '../fixtures.ts';
import { minute, specify } from '../specify.ts';
import { adjudications, adjudicationsProjection } from './adjudications.ts';

describe('the adjudications', () => {
  it('hold what was said last', () =>
    specify(adjudicationsProjection)
      .given(adjudicated('blue'), adjudicated('azure'))
      .thenRows(adjudications, { assignmentId, runId, answer: { colour: 'azure' }, by: 'spec', at: minute(1) }));
});
