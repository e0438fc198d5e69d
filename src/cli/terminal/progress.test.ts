import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openProgress, sentenceOf } from './progress.ts';
import { openTerminal } from './terminal.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watchedBy(isTTY: boolean) {
  let seen = '';
  const stderr = new Writable({
    write(chunk, _encoding, done) {
      seen += chunk;
      done();
    },
  });
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: Object.assign(stderr, { isTTY }) };
  return { terminal: openTerminal({ ...streams, env: {} }), seen: () => seen };
}

describe('a step', () => {
  it('is read as far as it is known', () => {
    expect(sentenceOf({ step: 'Reading data.csv' })).toBe('Reading data.csv …');
    expect(sentenceOf({ step: 'Reading the runs.' })).toBe('Reading the runs.');
    expect(sentenceOf({ step: 'Reading', done: 1200 })).toBe('Reading: 1,200');
    expect(sentenceOf({ step: 'Reading', done: 12_000, total: 50_000 })).toBe('Reading: 12,000 of 50,000 (24 %)');
  });

  it('never claims to be whole before it is', () => {
    expect(sentenceOf({ step: 'Reading', done: 999, total: 1000 })).toContain('(99 %)');
  });
});

describe('progress that nobody watches', () => {
  it('is one line a second at most, and only what is new', () => {
    const { terminal, seen } = watchedBy(false);
    const progress = openProgress(terminal);
    for (let done = 1; done <= 30; done++) {
      progress.at({ step: 'Reading', done });
      vi.advanceTimersByTime(100);
    }
    vi.advanceTimersByTime(5000);
    progress.end();
    expect(seen()).toBe('Reading: 10\nReading: 20\nReading: 30\n');
  });

  it('is silent about what is over at once', () => {
    const { terminal, seen } = watchedBy(false);
    const progress = openProgress(terminal);
    progress.at({ step: 'Opening' });
    vi.advanceTimersByTime(900);
    progress.end();
    vi.advanceTimersByTime(5000);
    expect(seen()).toBe('');
  });
});

describe('progress that a person watches', () => {
  it('is one line that changes, counts the seconds, and goes away', () => {
    const { terminal, seen } = watchedBy(true);
    const progress = openProgress(terminal);
    progress.at({ step: 'Building' });
    vi.advanceTimersByTime(3000);
    progress.end();
    expect(seen().split('\r\x1b[2K')).toEqual(['', 'Building …', 'Building … (2 s)', 'Building … (3 s)', '']);
  });
});
