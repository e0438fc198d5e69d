import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bugIn, openLogFile } from './log-file.ts';

const noon = Date.parse('2026-11-21T12:00:00Z');

describe('a log file', () => {
  let folder: string;
  let complaints: string[];
  const at = (name: string) => join(folder, name);
  const open = (path: string) =>
    openLogFile({ path, now: () => noon, complain: (complaint) => complaints.push(complaint) });
  const read = (name = 'manyhands.log') => readFileSync(at(name), 'utf8');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'manyhands-log-'));
    complaints = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('has one line for each sentence, with its time, for its owner only', () => {
    const file = open(at('manyhands.log'));
    file.write('The nats-server is running again.');
    file.write('Two lines\n   of one sentence.\n');
    expect(read()).toBe(
      '2026-11-21T12:00:00.000Z The nats-server is running again.\n2026-11-21T12:00:00.000Z Two lines | of one sentence.\n',
    );
    expect(statSync(at('manyhands.log')).mode & 0o777).toBe(0o600);
  });

  it('continues where the last daemon ended', () => {
    writeFileSync(at('manyhands.log'), 'before\n');
    open(at('manyhands.log')).write('After.');
    expect(read()).toBe('before\n2026-11-21T12:00:00.000Z After.\n');
  });

  it('is begun again when it was moved away', () => {
    const file = open(at('manyhands.log'));
    file.write('One.');
    renameSync(at('manyhands.log'), at('manyhands.log.1'));
    file.write('Two.');
    expect(read('manyhands.log.1')).toContain('One.');
    expect(read()).toBe('2026-11-21T12:00:00.000Z Two.\n');
    expect(statSync(at('manyhands.log')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['a folder', '.', 'it is not a file'],
    ['in a folder that is missing', 'missing/manyhands.log', 'its folder does not exist'],
    ['below a file', 'plain/manyhands.log', 'its folder is not a folder'],
  ])('is refused when it is %s', (_, name, reason) => {
    writeFileSync(at('plain'), '');
    const opening = () => open(at(name));
    expect(opening).toThrow(expect.objectContaining({ code: 'settings/bad-log-file' }));
    expect(opening).toThrow(reason);
  });

  it('that cannot be written any more is complained of once, and holds nothing up', () => {
    mkdirSync(at('logs'));
    const file = open(at('logs/manyhands.log'));
    rmSync(at('logs'), { recursive: true });
    file.write('One.');
    file.write('Two.');
    expect(complaints).toEqual([
      `The log file ${at('logs/manyhands.log')} cannot be written (its folder does not exist); Manyhands continues without it.`,
    ]);
    mkdirSync(at('logs'));
    file.write('Three.');
    expect(read('logs/manyhands.log')).toBe('2026-11-21T12:00:00.000Z Three.\n');
  });

  it('keeps no token, no password of an address, and nothing that moves the cursor', () => {
    const file = open(at('manyhands.log'));
    file.write('No answer from nats://runtime:secret@host:4222 with mh_abc-1_23.\u001b[2K\u202e');
    expect(read()).toBe('2026-11-21T12:00:00.000Z No answer from nats://…@host:4222 with mh_…. [2K \n');
  });

  it('gets the place of a bug, and not its message', () => {
    const text = bugIn(new TypeError('Unexpected token in "canary\n    at somebody"'));
    expect(text).toMatch(/^A bug; the terminal has its message\.\nTypeError\nat .*log-file\.test\.ts/);
    expect(text).not.toMatch(/canary|somebody/);
    expect(bugIn('canary')).not.toContain('canary');
  });
});
