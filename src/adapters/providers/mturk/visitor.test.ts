import { describe, expect, it } from 'vitest';
import { mturkVisitor } from './visitor.ts';

const ids = { workerId: 'A2EXAMPLE', assignmentId: '3ASSIGNMENT', hitId: '3HIT' };

describe('a visitor from MTurk', () => {
  it('is known by worker, assignment and HIT', () => {
    expect(mturkVisitor({ ...ids, turkSubmitTo: 'https://www.mturk.com' })).toEqual({
      worker: 'A2EXAMPLE',
      submission: '3ASSIGNMENT',
      offer: '3HIT',
    });
  });

  it.each([
    { ...ids, assignmentId: 'ASSIGNMENT_ID_NOT_AVAILABLE' },
    { ...ids, assignmentId: undefined },
  ])('only looks: %j', (query) => {
    expect(mturkVisitor(query)).toEqual({ worker: 'A2EXAMPLE', offer: '3HIT' });
  });

  it.each([undefined, '', '{{workerId}}', '%workerId%', 'a2example', ['A2EXAMPLE', 'A3'], 'ASSIGNMENT_ID'])(
    'is nobody where the worker is %j',
    (workerId) => {
      expect(mturkVisitor({ ...ids, workerId })).toBeUndefined();
    },
  );
});
