import { NatsError } from 'nats';
import { describe, expect, it } from 'vitest';
import { LogUnavailable } from '../../../events/log.ts';
import { jetStreamError } from './for-tests.ts';
import { codeOf, ensureStream, isFull, runOf, subjectOf, toCommit, unavailable } from './stream.ts';

describe('a refusal of the server', () => {
  it.each([
    [10023, 'the server has no resources left'],
    [10047, 'the storage of the account is used up'],
    [10077, 'the stream has its most bytes'],
    [10122, 'the stream has its most messages of one subject'],
  ])('with the code %d is for want of room: %s', (code) => expect(isFull(jetStreamError(code))).toBe(true));

  it('is for another reason with another code, and where there is none', () => {
    expect([10071, 10037, 0].map((code) => isFull(jetStreamError(code)))).toEqual([false, false, false]);
    expect([new NatsError('timeout', 'TIMEOUT'), new Error('10077'), undefined].map(codeOf)).toEqual([0, 0, 0]);
  });

  it('that nobody knows becomes a log that did not answer, with what there was to say', () => {
    const cause = jetStreamError(10008);
    const error = unavailable(cause);
    expect(error).toBeInstanceOf(LogUnavailable);
    expect([error.cause, error.message]).toEqual([cause, expect.stringContaining('refused')]);
  });
});

describe('a commit on the stream', () => {
  it('has the subject of its run, and is read back from its message', () => {
    expect([subjectOf('colours-1'), runOf('log.colours-1'), runOf('log.-')]).toEqual([
      'log.colours-1',
      'colours-1',
      '-',
    ]);
    const message = { seq: 7, subject: 'log.colours-1', string: () => 'commit-7 abc\n{"type":"a"}\n{"type":"b"}' };
    const { id, run, json, sequence, previous } = toCommit(message);
    expect({ id, run, json, sequence, previous }).toEqual({
      id: 'commit-7',
      run: 'colours-1',
      json: ['{"type":"a"}', '{"type":"b"}'],
      sequence: 7,
      previous: 'abc',
    });
  });
});

describe('the stream of the log', () => {
  type Manager = Parameters<typeof ensureStream>[0];
  const managerWith = (info: () => Promise<unknown>) => {
    const added: unknown[] = [];
    return {
      added,
      jsm: { streams: { info, add: async (config: unknown) => void added.push(config) } } as unknown as Manager,
    };
  };

  it('is made where it is missing, and left alone where it is', async () => {
    const missing = managerWith(() => Promise.reject(jetStreamError(10059)));
    await ensureStream(missing.jsm, 1000);
    expect(missing.added).toMatchObject([{ subjects: ['log.*'], max_bytes: 1000 }]);
    const there = managerWith(async () => ({}));
    await ensureStream(there.jsm, 1000);
    expect(there.added).toEqual([]);
  });

  it('is not made when it is not known whether it is there', async () => {
    const { jsm, added } = managerWith(() => Promise.reject(jetStreamError(10008)));
    await expect(ensureStream(jsm, 1000)).rejects.toThrow(LogUnavailable);
    expect(added).toEqual([]);
  });
});
