import { describe, expect, it } from 'vitest';
import { isMturkPreview, mturkHandIn, mturkVisitor } from './visitor.ts';

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

describe('the form of a page', () => {
  it.each([
    ['https://www.mturk.com', 'https://www.mturk.com/mturk/externalSubmit'],
    ['https://workersandbox.mturk.com/', 'https://workersandbox.mturk.com/mturk/externalSubmit'],
    ['http://127.0.0.1:8410', 'http://127.0.0.1:8410/mturk/externalSubmit'],
  ])('hands an assignment in at %s', (turkSubmitTo, address) =>
    expect(mturkHandIn({ ...ids, turkSubmitTo })).toEqual({
      address,
      fields: { assignmentId: '3ASSIGNMENT' },
      codeField: 'code',
      answerField: 'answer',
    }),
  );

  it.each([
    'https://evil.example',
    'http://www.mturk.com',
    'https://www.mturk.com.evil.example',
    'https://www.mturk.com@evil.example',
    'https://evil.example/?https://www.mturk.com',
    'https://www.mturk.com:444',
    'javascript:alert(1)//www.mturk.com',
    '//www.mturk.com',
    '',
    undefined,
    ['https://www.mturk.com'],
  ])('hands nothing in at %j', (turkSubmitTo) => expect(mturkHandIn({ ...ids, turkSubmitTo })).toBeUndefined());

  it('is for an assignment alone, and a HIT that is only looked at has none', () => {
    const looking = { ...ids, assignmentId: 'ASSIGNMENT_ID_NOT_AVAILABLE', turkSubmitTo: 'https://www.mturk.com' };
    expect(mturkHandIn(looking)).toBeUndefined();
    expect([isMturkPreview(looking), isMturkPreview(ids), isMturkPreview({})]).toEqual([true, false, false]);
  });
});
