import { describe, expect, it } from 'vitest';
import { completionOfRefusal, completionOfSubmission, outcomeInPlace } from './completion.ts';

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

describe('whoever comes from a panel', () => {
  const panel = {
    ...{ name: 'lab-pool', worker_parameter: 'pid', keep_parameters: ['survey'] },
    screened_out: { code: 'OUT', address: 'https://panel.example.org/out?s={survey}&cc={code}&w={worker}' },
    no_work: { code: 'FULL' },
  };
  const config = {
    after_submission: 'https://panel.example.org/done?cc={code}&s={survey}',
    completion_code: 'C 1',
    panel,
  } as const;
  const from = { link: { survey: 'a&b' } };

  it('goes back with what the panel has put into their link', () =>
    expect(completionOfSubmission(config, from)).toEqual({
      code: 'C 1',
      address: 'https://panel.example.org/done?cc=C%201&s=a%26b',
    }));

  it.each(['work/not-qualified', 'work/excluded', 'work/maximum-reached'])(
    'gets the code of who was screened out before anything counted, after %s',
    (code) =>
      expect(completionOfRefusal(config, code, 0, from)).toEqual({
        code: 'OUT',
        address: 'https://panel.example.org/out?s=a%26b&cc=OUT&w={worker}',
      }),
  );

  it.each(['work/none', 'work/full', 'work/all-done', 'work/had-all', 'work/paused'])(
    'gets the code of who found nothing to do, after %s',
    (code) => expect(completionOfRefusal(config, code, 0, from)).toEqual({ code: 'FULL' }),
  );

  it('gets the code of who is done once they have submitted', () =>
    expect(completionOfRefusal(config, 'work/none', 2, from)).toMatchObject({ code: 'C 1' }));

  it('keeps working where there is a way on, or no code for that end', () => {
    expect(completionOfRefusal(config, 'work/too-many-at-once', 0, from)).toBeUndefined();
    const { no_work: _, ...without } = panel;
    expect(completionOfRefusal({ ...config, panel: without }, 'work/none', 0, from)).toBeUndefined();
  });

  it('goes back with their id, also under the name of its parameter', () =>
    expect(completionOfSubmission({ ...config, after_submission: 'https://p.example/?p={pid}' }, from)?.address).toBe(
      'https://p.example/?p={worker}',
    ));

  it('cannot put anything into the address but values of parameters', () => {
    const hostile = { link: { survey: 'https://elsewhere.example/?' } };
    expect(completionOfSubmission(config, hostile)?.address).toBe(
      'https://panel.example.org/done?cc=C%201&s=https%3A%2F%2Felsewhere.example%2F%3F',
    );
    expect(
      completionOfSubmission({ ...config, after_submission: 'https://p.example/{__proto__}' }, from)?.address,
    ).toBe('https://p.example/{__proto__}');
  });
});

describe('a place at a provider', () => {
  it.each([
    ['work/all-done', 1, 'completed'],
    ['work/place-done', 1, 'completed'],
    ['work/place-done', 0, 'screened_out'],
    ['work/not-qualified', 0, 'screened_out'],
    ['work/worker-paused', 0, 'screened_out'],
    ['work/all-done', 0, 'no_work'],
    ['work/place-over', 0, 'no_work'],
    ['work/paused', 0, 'no_work'],
    ['work/too-many-at-once', 0, undefined],
    ['work/later', 0, undefined],
  ])('is left after %s with %i submitted as %s', (code, submitted, outcome) =>
    expect(outcomeInPlace(code, submitted)).toBe(outcome),
  );
});
