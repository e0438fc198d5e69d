import { describe, expect, it } from 'vitest';
import { memoryLog } from '../adapters/nats/log/memory.ts';
import { ada, bob, noon, opening, person, runId, settings } from '../events/fixtures.ts';
import { CommitTooLarge, Conflict, type Log, LogDamaged, LogFull, LogUnavailable } from '../events/log.ts';
import { openRunMailbox, type RunMailboxSettings } from './run-mailbox.ts';
import { connect } from './specify.ts';

let ids = 0;
const open = (log: Log, changed: Partial<RunMailboxSettings> = {}) =>
  openRunMailbox({
    log,
    runId,
    stamp: (by) => ({ id: `fact-${ids++}`, at: noon, by }),
    commitId: () => `commit-${ids++}`,
    pause: async () => undefined,
    ...changed,
  });
const begin = { type: 'task-run.open', ...opening, settings } as const;
const turns = async (count = 20) => {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
};

/** A log that stores nothing until `release`. */
function heldLog() {
  const log = memoryLog();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { ...log, append: (...commit: Parameters<Log['append']>) => held.then(() => log.append(...commit)), release };
}

/** A log that does not reply to the first `silences` appends. */
function silentLog(silences: number) {
  const log = memoryLog();
  const attempts: string[] = [];
  return {
    ...log,
    attempts,
    append(...[draft, expected]: Parameters<Log['append']>) {
      attempts.push(draft.id);
      return attempts.length <= silences ? Promise.reject(new LogUnavailable('silent')) : log.append(draft, expected);
    },
  };
}

describe('a mailbox whose log is silent', () => {
  it('keeps its callers waiting for three attempts, and refuses them after the third', async () => {
    for (const [silences, outcome] of [
      [2, 'fulfilled'],
      [3, 'rejected'],
    ] as const) {
      const mailbox = await open(silentLog(silences));
      const [settled] = await Promise.allSettled([mailbox.ask(begin, 'spec')]);
      expect([silences, settled.status]).toEqual([silences, outcome]);
    }
  });

  it('retries under the same commit id, counts the attempts for the pause, and is open again after the reply', async () => {
    const log = silentLog(5);
    const pauses: [attempt: number, isCutOff: boolean][] = [];
    const pause = async (attempt: number) => void pauses.push([attempt, mailbox.isCutOff]);
    const mailbox = await open(log, { pause });
    await expect(mailbox.ask(begin, 'spec')).rejects.toMatchObject({ code: 'log/unavailable' });
    while (!mailbox.isQuiet) await turns();
    expect(pauses).toEqual([
      [1, false],
      [2, false],
      [3, true],
      [4, true],
      [5, true],
    ]);
    expect([new Set(log.attempts).size, log.attempts.length]).toEqual([1, 6]);
    expect([mailbox.isCutOff, mailbox.sequence]).toEqual([false, 1]);
    await expect(mailbox.ask(begin, 'spec')).rejects.toMatchObject({ code: 'run/already-open' });
  });

  it('refuses further commands at once, and those that waited', async () => {
    const log = silentLog(Number.POSITIVE_INFINITY);
    let goOn = () => {};
    const third = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const pause = (attempt: number) => (attempt < 3 ? turns() : third);
    const mailbox = await open(log, { pause });
    const waiting = [mailbox.ask(begin, 'spec'), mailbox.ask(connect(ada), 'spec'), mailbox.ask(begin, 'spec')];
    for (const outcome of await Promise.allSettled(waiting))
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'log/unavailable' } });
    expect(log.attempts).toHaveLength(3);
    await expect(mailbox.ask(connect(bob), 'spec')).rejects.toMatchObject({ code: 'log/unavailable' });
    log.append = () => Promise.reject(new LogDamaged('the end'));
    goOn();
  });
});

describe('a mailbox that many write to', () => {
  it('takes 20 000 commands while one commit is on its way, and refuses more', async () => {
    const log = heldLog();
    const mailbox = await open(log);
    const first = mailbox.ask(begin, 'spec');
    const launched = mailbox.ask({ type: 'task-run.launch' }, 'spec');
    const resume = { type: 'task-run.resume' } as const;
    const others = Array.from({ length: 19_999 }, () => mailbox.ask(resume, 'spec'));
    await expect(mailbox.ask(resume, 'spec')).rejects.toMatchObject({ code: 'log/busy' });
    log.release();
    await Promise.all([first, launched, ...others]);
    expect((await mailbox.ask(resume, 'spec')).facts).toEqual([]);
  });

  it('waits for more commands after a commit of many, and cuts the next one at once after a commit of few', async () => {
    const log = memoryLog();
    let gathered = 0;
    const mailbox = await open(log, { gather: async () => void gathered++ });
    const launch = [
      mailbox.ask(begin, 'spec'),
      mailbox.ask({ type: 'assignment.create', items: Array(20).fill({ shared: {} }) }, 'spec'),
      mailbox.ask({ type: 'task-run.launch' }, 'spec'),
    ];
    await Promise.all(launch);
    const refuseAll = (count: number) =>
      Promise.all(Array.from({ length: count }, () => mailbox.ask(begin, 'spec').catch(() => 0)));
    await refuseAll(8);
    expect(gathered).toBe(0);
    await refuseAll(9);
    while (!mailbox.isQuiet) await turns();
    expect(gathered).toBe(1);
  });

  it('is quiet when everything that was decided is on disk', async () => {
    const log = heldLog();
    const mailbox = await open(log);
    expect(mailbox.isQuiet).toBe(true);
    const opened = mailbox.ask(begin, 'spec');
    expect([mailbox.isQuiet, mailbox.sequence, mailbox.run.taskRun.value]).toEqual([false, 0, 'opening']);
    log.release();
    await opened;
    await turns();
    expect([mailbox.isQuiet, mailbox.sequence]).toEqual([true, 1]);
  });
});

describe('a mailbox whose log has lost something', () => {
  it('refuses all further commands, and those that waited', async () => {
    const log = memoryLog();
    const lost = new LogDamaged('The end of the run is gone.');
    const mailbox = await open({ ...log, append: () => Promise.reject(lost) });
    const waiting = [mailbox.ask(begin, 'spec'), mailbox.ask(begin, 'spec'), mailbox.ask(connect(ada), 'spec')];
    for (const outcome of await Promise.allSettled(waiting)) expect(outcome).toMatchObject({ reason: lost });
    await expect(mailbox.ask(begin, 'spec')).rejects.toBe(lost);
    expect(mailbox.isQuiet).toBe(true);
  });
});

describe('a mailbox that was not the only writer', () => {
  it('shows each commit of the other once it has read it, and decides waiting commands in their order', async () => {
    const log = memoryLog();
    const one = await open(log);
    await one.ask(begin, 'spec');
    await one.ask({ type: 'assignment.create', items: [{ shared: {} }, { shared: {} }] }, 'spec');
    await one.ask({ type: 'task-run.launch' }, 'spec');
    const shown: [number, number][] = [];
    const late = await open(log, { onStored: ({ sequence, facts }) => shown.push([sequence, facts.length]) });
    await one.ask(connect(ada), 'spec');
    const [cara, dave] = [person('cara'), person('dave')];
    const outcomes = await Promise.all([
      late.ask(connect(bob), 'b'),
      late.ask(connect(cara), 'c'),
      late.ask(connect(dave), 'd'),
    ]);
    expect(outcomes.map(({ facts }) => facts[1])).toMatchObject([
      { data: { unitId: 'colours-1.0.1' } },
      { data: { unitId: 'colours-1.1.0' } },
      { data: { unitId: 'colours-1.1.1' } },
    ]);
    expect(shown).toEqual([
      [1, 1],
      [2, 2],
      [3, 1],
      [4, 2],
      [5, 6],
    ]);
    expect(outcomes.map(({ sequence }) => sequence)).toEqual([5, 5, 5]);
  });

  it('decides a command again as often as another writer was first', async () => {
    const log = memoryLog();
    let conflicts = 4;
    const mailbox = await open({
      ...log,
      append: (draft, expected) =>
        conflicts-- > 0 ? Promise.reject(new Conflict('again')) : log.append(draft, expected),
    });
    expect(await mailbox.ask(begin, 'spec')).toMatchObject({ sequence: 1, facts: [{ type: 'task-run.opened' }] });
  });
});

describe('a commit that is certainly not stored', () => {
  /** A launched run, whose log then refuses one commit with this error. */
  async function refusingOnce(error: Error) {
    const log = memoryLog();
    let refuses = false;
    const append: Log['append'] = async (draft, expected) => {
      if (!refuses) return log.append(draft, expected);
      refuses = false;
      throw error;
    };
    const mailbox = await open({ ...log, append });
    const items = Array(3).fill({ shared: {} });
    await mailbox.ask(begin, 'spec');
    await mailbox.ask({ type: 'assignment.create', items }, 'spec');
    await mailbox.ask({ type: 'task-run.launch' }, 'spec');
    refuses = true;
    return { mailbox, log };
  }

  it.each([
    ['there is no room', new LogFull('full'), { code: 'log/full' }],
    ['it is too large', new CommitTooLarge('large'), { code: 'request/too-large' }],
    ['something broke', new TypeError('a bug'), { message: 'a bug' }],
  ])('since %s is refused with the reason, and changes nothing', async (_, error, reason) => {
    const { mailbox, log } = await refusingOnce(error);
    await expect(mailbox.ask(connect(ada), 'spec')).rejects.toMatchObject(reason);
    expect([mailbox.run.tally, mailbox.sequence, await log.head()]).toMatchObject([{ open: 6, assigned: 0 }, 3, 3]);
    expect(await mailbox.ask(connect(bob), 'spec')).toMatchObject({ sequence: 4 });
  });

  it('leaves later commands to be decided as if it had not been', async () => {
    const { mailbox } = await refusingOnce(new LogFull('full'));
    const [first, second, refused] = await Promise.allSettled([
      mailbox.ask(connect(ada), 'spec'),
      mailbox.ask(connect(bob), 'spec'),
      mailbox.ask(begin, 'spec'),
    ]);
    expect(first).toMatchObject({ reason: { code: 'log/full' } });
    expect(second).toMatchObject({ value: { facts: [{}, { data: { unitId: 'colours-1.0.0' } }] } });
    expect(refused).toMatchObject({ reason: { code: 'run/already-open' } });
  });
});

describe('commands that arrive while the run is read again', () => {
  it('wait for that, and are handled in the order of their arrival', async () => {
    const log = memoryLog();
    let goOn = () => {};
    let isSlow = false;
    const slow = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const other = await open(log);
    await other.ask(begin, 'spec');
    await other.ask({ type: 'assignment.create', items: Array(2).fill({ shared: {} }) }, 'spec');
    await other.ask({ type: 'task-run.launch' }, 'spec');
    const mailbox = await open({
      ...log,
      async *read(...range) {
        if (isSlow) await slow;
        yield* log.read(...range);
      },
    });
    isSlow = true;
    await other.ask(connect(person('eve')), 'spec');
    const first = mailbox.ask(connect(ada), 'spec');
    await turns(50);
    const second = mailbox.ask(connect(bob), 'spec');
    expect(mailbox.isQuiet).toBe(false);
    goOn();
    const units = (await Promise.all([first, second])).map(({ facts }) => facts[1]?.data);
    expect(units).toMatchObject([{ unitId: 'colours-1.0.1' }, { unitId: 'colours-1.1.0' }]);
  });
});

describe('a commit of a log with a bound', () => {
  it('holds as many whole commands as the bound allows', async () => {
    const log = memoryLog();
    const mailbox = await open({ ...log, maxCommitBytes: 9000 });
    await mailbox.ask(begin, 'spec');
    while (!mailbox.isQuiet) await turns();
    const text = 'x'.repeat(2000);
    const make = (n: number) => ({ type: 'assignment.create', items: [{ shared: { n, text } }] }) as const;
    await Promise.all(Array.from({ length: 9 }, (_, n) => mailbox.ask(make(n), 'spec')));
    const sizes: number[] = [];
    for await (const { json } of log.read(runId)) sizes.push(json.length);
    expect(sizes).toEqual([1, 1, 4, 4]);
  });
});
