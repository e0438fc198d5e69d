import { afterEach, describe, expect, it, vi } from 'vitest';
import { manyhandsAt } from './data-browser.ts';
import { launch } from './launching.ts';
import { asScript } from './scripts.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

describe('a script', () => {
  const printed = () => vi.spyOn(console, 'error').mockImplementation(() => undefined);

  it('ends with a sentence and the exit code 1 when the server cannot be reached', async () => {
    const error = printed();
    const fetch = () => Promise.reject(new TypeError('fetch failed'));
    await asScript(() => launch(manyhandsAt('http://server', { fetch }), '/tasks/films'));
    expect(error.mock.calls).toEqual([
      ['Manyhands cannot be reached. Check that it is running, then try again. (server/unreachable)'],
    ]);
    expect(process.exitCode).toBe(1);
  });

  it('goes on to its end otherwise, and throws what is no fault of the server', async () => {
    const error = printed();
    await asScript(async () => 'done');
    await expect(asScript(async () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
    expect([error.mock.calls, process.exitCode]).toEqual([[], undefined]);
  });
});
