import { describe, expect, it } from 'vitest';
import { completionOfRefusal, completionOfSubmission } from './completion.ts';

const next = { after_submission: 'next', completion_code: 'C 1' } as const;
const stay = { ...next, after_submission: 'stay' } as const;
const away = { ...next, after_submission: 'https://panel.example.org/done?cc={code}&w={worker}' };

describe('what follows a submission', () => {
  it('is nothing where the page goes on to the next unit, also in runs of an earlier version', () => {
    expect(completionOfSubmission(next)).toBeUndefined();
    expect(completionOfSubmission({} as typeof next)).toBeUndefined();
  });
  it('is the code where the page stays', () => {
    expect(completionOfSubmission(stay)).toEqual({ code: 'C 1' });
    expect(completionOfSubmission({ ...stay, completion_code: undefined })).toBeUndefined();
  });
  it('is an address with the code in it, in which the page puts the worker', () =>
    expect(completionOfSubmission(away)).toEqual({
      code: 'C 1',
      address: 'https://panel.example.org/done?cc=C%201&w={worker}',
    }));
});

describe('what follows the last unit of a worker', () => {
  it.each(['work/all-done', 'work/had-all', 'work/maximum-reached', 'work/none', 'work/full', 'work/not-qualified'])(
    'is the code, after %s',
    (code) => expect(completionOfRefusal(next, code, 1)).toEqual({ code: 'C 1' }),
  );
  it('is nothing in a pause, or for somebody who has submitted none', () => {
    expect(completionOfRefusal(next, 'work/paused', 1)).toBeUndefined();
    expect(completionOfRefusal(next, 'work/all-done', 0)).toBeUndefined();
  });
});
