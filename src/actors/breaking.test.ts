import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryLog } from '../adapters/nats/log/memory.ts';
import { type Fact, read } from '../events/catalog.ts';
import { ada, bob, noon, opening, person, runId, settings } from '../events/fixtures.ts';
import type { Log } from '../events/log.ts';
import { evolve } from './evolve-run.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { newRun, type Run } from './run.ts';
import type { RunCommand } from './run-decide.ts';
import { runDecider } from './run-mailbox.ts';
import { connect, submit } from './specify.ts';

const spoiler = 'breaks evolve';

/** The decider of runs with a bug: it applies one kind of metadata by half. */
const buggy = {
  ...runDecider,
  evolve(run: Run, fact: Fact) {
    if (fact.type === 'agent.metadata-submitted' && String(fact.data.metadata).startsWith(spoiler)) {
      run.tally.completed += 1000;
      throw new TypeError('half way');
    }
    runDecider.evolve(run, fact);
  },
};

/** A launched run on a log that counts how often it is read from the first fact. */
async function launchedRun(changed: Partial<Log> = {}) {
  let ids = 0;
  let reads = 0;
  const stored = memoryLog();
  const log: Log = {
    ...stored,
    read(...range) {
      reads++;
      return stored.read(...range);
    },
    ...changed,
  };
  const mailbox: Mailbox<Run, RunCommand> = await openMailbox({
    decider: buggy,
    log,
    stream: runId,
    stamp: (by) => ({ id: `fact-${ids++}`, at: noon, by }),
    commitId: () => `commit-${ids++}`,
    pause: async () => undefined,
  });
  await mailbox.ask({ type: 'task-run.open', ...opening, settings }, 'spec');
  const items = Array.from({ length: 4 }, (_, n) => ({ shared: { text: `item ${n}` } }));
  await mailbox.ask({ type: 'assignment.create', items }, 'spec');
  await mailbox.ask({ type: 'task-run.end-data', assignments: 4 }, 'spec');
  await mailbox.ask({ type: 'task-run.launch' }, 'spec');
  return { mailbox, log, readAgain: () => reads - 1 };
}

function nested(levels: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < levels; level++) value = [value];
  return value;
}
const cyclic: { me?: unknown } = {};
cyclic.me = cyclic;

const by = ({ workerId }: { workerId: string }) => `worker:${workerId}`;
const metadata = (who: typeof ada, value: unknown): RunCommand => ({
  type: 'agent.submit-metadata',
  agentId: who.agentId,
  metadata: value,
});

async function linesIn(log: Log): Promise<string[]> {
  const lines: string[] = [];
  for await (const { facts } of log.read(runId))
    for (const { type, by, data } of facts) lines.push(JSON.stringify([type, by, data]));
  return lines;
}

describe('a command that cannot be written', () => {
  const unwritable: [string, () => unknown, object][] = [
    ['is too deep', () => nested(50_000), { code: 'request/too-deep', status: 400 }],
    ['has a number that JSON has not', () => ({ n: 1n }), { name: 'TypeError' }],
    ['has itself in it', () => cyclic, { name: 'TypeError' }],
    ['breaks while it is read', () => ({ toJSON: () => expect.fail('broken') }), { name: 'AssertionError' }],
  ];
  it.each(unwritable)('because it %s is refused alone, and nothing is read again', async (_, value, error) => {
    const { mailbox, log, readAgain } = await launchedRun();
    await mailbox.ask(connect(ada), by(ada));
    const before = await log.head();
    const bad = { ...submit(ada), answer: value() } as RunCommand;
    const answers = await Promise.allSettled([
      mailbox.ask(connect(bob), by(bob)),
      mailbox.ask(bad, by(ada)),
      mailbox.ask(submit(bob), by(bob)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(answers[1]).toMatchObject({ reason: error });
    expect([readAgain(), mailbox.state.tally.completed]).toEqual([0, 1]);
    expect(await log.head()).toBeGreaterThan(before);
    // Nothing happened, so the answer itself can still be submitted.
    expect((await mailbox.ask(submit(ada), by(ada))).facts[0]).toMatchObject({ type: 'unit.submitted' });
  });

  it('because the rules break on it is refused alone, and nothing is read again', async () => {
    const { mailbox, readAgain } = await launchedRun();
    const broken = { type: 'assignment.create', items: [null] } as unknown as RunCommand;
    const answers = await Promise.allSettled([mailbox.ask(broken, 'spec'), mailbox.ask(connect(ada), by(ada))]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(readAgain()).toBe(0);
  });

  it('because no commit could hold it is refused alone, and nothing is read again', async () => {
    const { mailbox, readAgain } = await launchedRun({ maxCommitBytes: 10_000 });
    await mailbox.ask(connect(ada), by(ada));
    // Five bytes each as they were sent, 21 as they are written.
    const large = { ...submit(ada), answer: Array(500).fill(1e20) } as RunCommand;
    const answers = await Promise.allSettled([
      mailbox.ask(large, by(ada)),
      mailbox.ask({ ...submit(ada), answer: '€'.repeat(3000) } as RunCommand, by(ada)),
      mailbox.ask(connect(bob), by(bob)),
    ]);
    const reason = { code: 'request/too-large' };
    expect(answers).toMatchObject([{ reason }, { reason }, { status: 'fulfilled' }]);
    expect(readAgain()).toBe(0);
  });
});

describe('a command that leaves the state half changed', () => {
  it('is refused, and commands of the same time go on', async () => {
    const { mailbox } = await launchedRun();
    await mailbox.ask(connect(ada), by(ada));
    const [bad, good] = await Promise.allSettled([
      mailbox.ask(metadata(ada, spoiler), by(ada)),
      mailbox.ask(submit(ada), by(ada)),
    ]);
    expect(bad).toMatchObject({ reason: { message: 'half way' } });
    expect(good.status).toBe('fulfilled');
    expect(mailbox.state.tally.completed).toBe(1);
  });

  it('has the run read again once, however often its worker sends another one', async () => {
    const { mailbox, readAgain } = await launchedRun();
    await mailbox.ask(connect(ada), by(ada));
    await mailbox.ask(connect(bob), by(bob));
    for (let round = 0; round < 20; round++) {
      const broken = [0, 1, 2].map((n) => mailbox.ask(metadata(ada, `${spoiler} ${round} ${n}`), by(ada)));
      const answers = await Promise.allSettled([...broken, mailbox.ask(metadata(bob, 'fine'), by(bob))]);
      expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
    }
    expect(readAgain()).toBe(1);
    // Other commands of this worker are decided as before.
    expect((await mailbox.ask(submit(ada), by(ada))).facts[0]).toMatchObject({ type: 'unit.submitted' });
  });

  it('blocks the same command of anybody else, and no other', async () => {
    const { mailbox, readAgain } = await launchedRun();
    await mailbox.ask(connect(ada), by(ada));
    for (let round = 0; round < 5; round++)
      await expect(mailbox.ask(metadata(ada, spoiler), 'clock')).rejects.toThrow();
    expect(readAgain()).toBe(1);
    await mailbox.ask(metadata(ada, 'another'), 'clock');
  });
});

describe('honest commands among breaking ones', () => {
  const does = ['arrive', 'submit', 'metadata', 'too deep', 'bigint', 'cyclic', 'too large', 'spoil', 'odd'] as const;
  const step = fc.record({
    who: fc.nat({ max: 3 }),
    page: fc.integer({ min: 1, max: 2 }),
    does: fc.constantFrom(...does),
  });
  const isHonest = (what: (typeof does)[number]) => ['arrive', 'submit', 'metadata', 'odd'].includes(what);
  /** Values that JSON writes differently. */
  const odd = { infinite: JSON.parse('1e999'), zero: -0, missing: undefined, list: [undefined], [`__proto__`]: null };
  const values = {
    submit: { label: 'yes' },
    metadata: 'fine',
    odd,
    'too deep': nested(50_000),
    bigint: 1n,
    cyclic,
    'too large': 'x'.repeat(9000),
    spoil: spoiler,
  } as const;

  type Step = { who: number; page: number; does: (typeof does)[number] };

  function commandOf({ who, page, does: what }: Step) {
    const someone = person(`p${who}`, page);
    if (what === 'arrive') return { issuer: someone, command: connect(someone) };
    if (what === 'submit' || what === 'odd')
      return { issuer: someone, command: { ...submit(someone), answer: values[what] } as RunCommand };
    // Commands that break the state come from somebody else, whose later commands are not compared.
    return { issuer: what === 'spoil' ? person('mallory') : someone, command: metadata(someone, values[what]) };
  }
  /** Without arrivals of pages that have submitted: the daemon gives those a new agent id, and here a page has one for good. */
  function withoutReturns(rounds: readonly (readonly Step[])[]): Step[][] {
    const submitted = new Set<string>();
    const isNew = ({ who, page, does: what }: Step) => {
      if (what === 'submit' || what === 'odd') submitted.add(`${who} ${page}`);
      return what !== 'arrive' || !submitted.has(`${who} ${page}`);
    };
    return rounds.map((round) => round.filter(isNew));
  }

  const replyOf = (settled: PromiseSettledResult<{ facts: readonly Fact[] }>) =>
    settled.status === 'fulfilled'
      ? settled.value.facts.map(({ type, data }) => JSON.stringify([type, data]))
      : (settled.reason as { code?: string }).code;

  async function play(rounds: readonly (readonly Step[])[]) {
    const { mailbox, log } = await launchedRun({ maxCommitBytes: 10_000 });
    const answers: unknown[] = [];
    for (const round of rounds) {
      const settled = await Promise.allSettled(
        round.map((step) => {
          const { issuer, command } = commandOf(step);
          return mailbox.ask(command, by(issuer));
        }),
      );
      settled.forEach((answer, nth) => {
        if (isHonest(round[nth]!.does)) answers.push(replyOf(answer));
        else expect(answer.status).toBe('rejected');
      });
    }
    return { answers, lines: await linesIn(log), mailbox, log };
  }

  it('get the replies, and leave the log, that they would alone; and the state is what the log folds to', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 8 }), async (drawn) => {
        const rounds = withoutReturns(drawn);
        const mixed = await play(rounds);
        const alone = await play(rounds.map((round) => round.filter(({ does }) => isHonest(does))));
        expect(mixed.answers).toEqual(alone.answers);
        expect(mixed.lines).toEqual(alone.lines);
        const folded = newRun();
        for await (const { facts } of mixed.log.read(runId)) for (const fact of facts) evolve(folded, read(fact));
        const { state } = mixed.mailbox;
        const shown = ({ tally, freeUnits, workers, registrations, inWork, settled, agents, units }: Run) => [
          [tally, freeUnits, workers, registrations, inWork, settled],
          [...agents.entries()],
          [...units.entries()],
        ];
        expect(shown(state)).toEqual(shown(folded));
      }),
      { numRuns: 150 },
    ));
});
