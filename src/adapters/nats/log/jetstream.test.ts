import { describe, expect, it } from 'vitest';
import {
  CommitTooLarge,
  Conflict,
  LogDamaged,
  LogFull,
  LogUnavailable,
  type StoredCommit,
} from '../../../events/log.ts';
import { chainChecker } from '../../../projections/integrity/chain.ts';
import { fakeJetStream, jetStreamError } from './for-tests.ts';
import { jetStreamLog } from './jetstream.ts';
import { LOG_STREAM } from './stream.ts';

const draft = (id: string, run = 'red-1', json = ['{}']) => ({ id, run, json });

async function opened(fake = fakeJetStream()) {
  const log = await jetStreamLog(fake.connection);
  fake.calls.length = 0;
  return { fake, log };
}

async function all(commits: AsyncIterable<StoredCommit>): Promise<StoredCommit[]> {
  const found: StoredCommit[] = [];
  for await (const commit of commits) found.push(commit);
  return found;
}
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: Error) => error,
  );

describe('the JetStream log and its client', () => {
  it('gives each question the same time', async () => {
    const fake = fakeJetStream();
    const log = await jetStreamLog(fake.connection, { timeoutMs: 1234 });
    await log.append(draft('one'), 0);
    expect(fake.calls).toContainEqual(['jetstreamManager', { timeout: 1234 }]);
    expect(fake.calls).toContainEqual(['jetstream', { timeout: 1234 }]);
    expect(fake.calls.at(-1)?.at(-1)).toEqual({ msgID: 'one', expect: { lastSubjectSequence: 0 }, timeout: 1234 });
  });

  it('closes the connection with the log', async () => {
    const { fake, log } = await opened();
    await log.close();
    expect(fake.isClosed).toBe(true);
  });

  it('asks once where the log ends, and looks for the last commit only where some are lost', async () => {
    const { fake, log } = await opened();
    fake.hold('red-1', 1, 2, 3);
    expect([await log.head(), fake.names()]).toEqual([3, ['info']]);
    fake.lose(2);
    expect([await log.head(), fake.names()]).toEqual([3, ['info', 'info', 'getMessage']]);
  });

  it('has no runs where it has no commits', async () => {
    const { log } = await opened();
    expect(await log.runs()).toEqual([]);
  });

  it('reads nothing where nothing can be', async () => {
    const { fake, log } = await opened();
    expect([await log.at(0), await log.at(-1), fake.calls]).toEqual([undefined, undefined, []]);
    expect(await log.at(1)).toBeUndefined();
  });

  it.each<[string, (log: Awaited<ReturnType<typeof jetStreamLog>>) => Promise<unknown>]>([
    ['at', (log) => log.at(1)],
    ['head', (log) => log.head()],
    ['state', (log) => log.state()],
    ['runs', (log) => log.runs()],
    ['read', (log) => all(log.read('red-1'))],
    ['between', (log) => all(log.between(0, 1))],
  ])('calls the log unavailable where a question fails: %s', async (_, ask) => {
    const { fake, log } = await opened();
    const cause = jetStreamError(10008);
    fake.before = () => Promise.reject(cause);
    const error = await errorOf(ask(log));
    expect([error?.constructor, error?.cause]).toEqual([LogUnavailable, cause]);
  });
});

describe('the size of a commit', () => {
  // The first line has an id of one letter, a space and a hash of 43 letters; with its line break that is 46 bytes.
  const firstLineBytes = 46;
  const maxBytes = 300;
  const sized = (bytes: number) => draft('a', 'red-1', ['x'.repeat(bytes - firstLineBytes)]);
  const small = () => opened(fakeJetStream({ maxPayload: 4096 + maxBytes }));

  it('is what the server takes in one message, without room for headers and the first line', async () => {
    const { log } = await small();
    expect(log.maxCommitBytes).toBe(maxBytes - 128);
  });

  it('may reach that, and no more', async () => {
    const { fake, log } = await small();
    const error = await errorOf(log.append(sized(maxBytes + 1), 0));
    expect(error).toBeInstanceOf(CommitTooLarge);
    expect(error?.message).toBe('A commit of 301 bytes is more than the server takes.');
    expect(fake.calls).toEqual([]);
    expect(await log.append(sized(maxBytes), 0)).toBe(1);
  });

  it('is counted in bytes, not in letters', async () => {
    const { log } = await small();
    await expect(log.append(draft('a', 'red-1', ['ü'.repeat(128)]), 0)).rejects.toThrow(CommitTooLarge);
    expect(await log.append(draft('a', 'red-1', ['ü'.repeat(127)]), 0)).toBe(1);
  });
});

describe('the chain of a run', () => {
  it('is known from what this process stored, without asking', async () => {
    const { fake, log } = await opened();
    await log.append(draft('one'), 0);
    await log.append(draft('two'), 1);
    expect(fake.names()).toEqual(['publish', 'publish']);
  });

  it('goes on behind what another process stored', async () => {
    const { fake, log } = await opened();
    const other = await jetStreamLog(fake.connection);
    await log.append(draft('one'), 0);
    await other.append(draft('two'), 1);
    await log.append(draft('three'), 2);
    const commits = await all(log.between(0, 3));
    expect(commits.map(chainChecker())).toEqual([true, true, true]);
  });

  it.each([
    ['is of another run', 'blue-1', 1],
    ['is not there', 'red-1', 2],
  ])('is broken where the commit it should end with %s', async (_, run, expected) => {
    const { fake, log } = await opened();
    fake.hold(run, 1);
    const error = await errorOf(log.append(draft('six'), expected));
    expect(error).toBeInstanceOf(LogDamaged);
    expect(error?.message).toBe(`The commit of red-1 at ${expected} is missing.`);
    expect(fake.stored).toHaveLength(1);
  });
});

describe('an append that the server refuses', () => {
  /** A log of one commit, whose next append fails with this error. */
  async function refusing(cause: unknown) {
    const { fake, log } = await opened();
    await log.append(draft('one'), 0);
    fake.before = async (name) => {
      if (name === 'publish') throw cause;
    };
    return { fake, log };
  }

  it.each([10023, 10047, 10077, 10122])('with the code %d finds the log full', async (code) => {
    const cause = jetStreamError(code);
    const { log } = await refusing(cause);
    const error = await errorOf(log.append(draft('two'), 1));
    expect([error?.constructor, error?.message, error?.cause]).toEqual([LogFull, 'The log is full.', cause]);
  });

  it('for a reason that nobody knows finds the log unavailable', async () => {
    const cause = jetStreamError(10008);
    const { fake, log } = await refusing(cause);
    const error = await errorOf(log.append(draft('two'), 1));
    expect([error?.constructor, error?.cause]).toEqual([LogUnavailable, cause]);
    expect(fake.names()).toEqual(['publish', 'publish']);
  });

  it.each([10071, 10164])('with the code %d came second', async (code) => {
    const cause = jetStreamError(code);
    const { fake, log } = await refusing(cause);
    fake.hold('red-1', 2);
    const error = await errorOf(log.append(draft('two'), 1));
    expect([error?.constructor, error?.message, error?.cause]).toEqual([Conflict, 'red-1 is no longer at 1.', cause]);
  });

  it('came second as well where the run is by now where it was expected', async () => {
    const { log } = await refusing(jetStreamError(10071));
    await expect(log.append(draft('two'), 1)).rejects.toThrow(Conflict);
  });

  it('is stored where an earlier try of it was, however much came after it', async () => {
    const { fake, log } = await opened();
    await log.append(draft('one'), 0);
    fake.hold('blue-1', 2);
    fake.stored.push({ seq: 3, subject: 'log.red-1', body: 'two x\n{}' });
    fake.hold('red-1', 4);
    expect(await log.append(draft('two'), 1)).toBe(3);
  });

  it('finds the log damaged where the run ends earlier than it did', async () => {
    const cause = jetStreamError(10071);
    const { fake, log } = await refusing(cause);
    fake.before = async () => undefined;
    await log.append(draft('two'), 1);
    fake.lose(2);
    const error = await errorOf(log.append(draft('three'), 2));
    expect([error?.constructor, error?.message]).toEqual([LogDamaged, 'red-1 ends at 1, and was at 2.']);
    expect(error?.cause).toMatchObject({ api_error: { err_code: 10071 } });
  });
});

describe('the stream of a new log', () => {
  it('has no limit of its own, or the one that is given', async () => {
    for (const [options, maxBytes] of [
      [{}, -1],
      [{ maxBytes: 5000 }, 5000],
    ] as const) {
      const fake = fakeJetStream();
      fake.before = async (name) => {
        if (name === 'info') throw jetStreamError(10059);
      };
      await jetStreamLog(fake.connection, options);
      expect(fake.calls.at(-1)).toEqual(['add', expect.objectContaining({ name: LOG_STREAM, max_bytes: maxBytes })]);
    }
  });
});
