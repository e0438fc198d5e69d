import { describe, expect, it } from 'vitest';
import { connect, submit } from '../../actors/specify.ts';
import { memoryLog } from '../../adapters/nats/log/memory.ts';
import type { AnyNewFact } from '../../events/catalog.ts';
import { ada, begun, bob, noon, opened, person, runId } from '../../events/fixtures.ts';
import type { AgentId, QualificationId } from '../../events/ids.ts';
import type { Log } from '../../events/log.ts';
import { OnboardingPageSubmitted, OnboardingStarted } from '../../events/onboarding.ts';
import { commitsOf, cut } from '../for-tests.ts';
import type { Tasks } from '../ports/tasks.ts';
import { openRuntime } from '../runtime.ts';
import { openAssessments } from './assessments.ts';
import { openRefusedItems } from './refused-items.ts';

const agentId = `onboarding-${ada.agentId}` as AgentId;
const trained = 'trained-aaaaa' as QualificationId;
const failed = 'trained-failed-bbbbb' as QualificationId;
const onboarding = { qualificationId: trained, failedId: failed, pages: 1, maxMistakes: 0 };
const config = { onboarding_data: [{ text: 'Lovely.', expected: { tone: 'good' } }] };

async function open(log: Log) {
  const runtime = await openRuntime({
    ...{ log, tasks: {} as Tasks, now: () => Date.parse(noon), notify: () => undefined, refusalNow: () => undefined },
  });
  return {
    runtime,
    assess: () =>
      openAssessments({
        runtime,
        functionsOf: async () => undefined,
        refusedItems: openRefusedItems(Date.now),
        notify: fail,
      }),
  };
}
const fail = (sentence: string) => {
  throw new Error(sentence);
};

/** A log in which Ada has submitted the only page of the onboarding, and nobody has judged it yet. */
async function submittedLog(tone: string): Promise<Log> {
  const log = await logWith(trained, failed);
  const [run, ...items] = [opened({ onboarding }), ...begun().slice(1)];
  const facts: AnyNewFact[] = [
    { ...run, data: { ...run.data, config } },
    ...items,
    OnboardingStarted({ ...ada, agentId }),
    OnboardingPageSubmitted({ agentId, workerId: ada.workerId, page: 0, answer: { tone } }),
  ];
  await record(log, facts);
  return log;
}

/** A log with qualifications of these ids. */
async function logWith(...ids: QualificationId[]): Promise<Log> {
  const log = memoryLog();
  const { runtime } = await open(log);
  for (const qualificationId of ids) {
    const create = { type: 'qualification.create', qualificationId, name: qualificationId, description: '' } as const;
    await runtime.askWorkspace(create, 'spec');
  }
  await runtime.close();
  return log;
}

/** Records each fact of a run in a commit of its own. */
async function record(log: Log, facts: readonly AnyNewFact[]): Promise<void> {
  let last = 0;
  for (const [nth, fact] of facts.entries()) {
    const line = JSON.stringify({ id: `fact-${nth}`, at: '2026-01-01T11:00:00.000Z', by: 'spec', ...fact });
    last = await log.append({ id: `commit-${nth}`, run: runId, json: [line] }, last);
  }
}

/** What came of it once a process has done all there is to do: facts about it, and what Ada and Bob hold. */
async function outcomeOf(log: Log) {
  const { runtime, assess } = await open(log);
  const assessments = assess();
  await assessments.settled();
  const [held, heldByBob] = [ada, bob].map(
    ({ workerId }) => runtime.workspace.mailbox.state.workers.get(workerId)?.context.values,
  );
  assessments.close();
  await runtime.close();
  const facts = (await commitsOf(log)).flatMap(({ facts: recorded }) => recorded.map(({ type }) => type));
  return {
    held,
    heldByBob,
    facts: facts.filter((type) =>
      /^onboarding\.(page-judged|passed|failed|granted)|^worker\.|judgement-followed/.test(type),
    ),
  };
}

describe('an onboarding whose server is killed between judging and granting', () => {
  it.each([
    ['good', { [trained]: 1 }, 3],
    ['bad', { [trained]: 0, [failed]: 0 }, 4],
  ] as const)('has one outcome, whenever that was, for the answer "%s"', async (tone, held, count) => {
    const log = await submittedLog(tone);
    const before = (await commitsOf(log)).length;
    const outcome = await outcomeOf(log);
    expect(outcome).toMatchObject({ held });
    expect(outcome.facts).toHaveLength(count);
    const commits = await commitsOf(log);
    expect(commits.length).toBe(before + count);
    for (let kept = before; kept <= commits.length; kept++)
      expect(await outcomeOf(await cut(commits, kept))).toEqual(outcome);
  });
});

describe('gold units whose server is killed between judging and granting', () => {
  const id = (name: string) => `${name}-aaaaa` as QualificationId;
  const [right, wrong, done, out] = [id('right'), id('wrong'), id('done'), id('out')];
  const gold = {
    ...{ correctId: right, wrongId: wrong, completedId: done, disqualifiedId: out },
    ...{ maxUnits: 9, min: 2, maxIncorrect: 0 },
  };

  /** A log in which Ada has answered two gold units, the second one like this, and Bob one right; nothing is granted yet. */
  async function judgedLog(isSecondRight: boolean): Promise<Log> {
    const log = await logWith(right, wrong, done, out);
    await record(log, begun({ gold }));
    const { runtime } = await open(log);
    const { ask } = runtime.run(runId).mailbox;
    for (const [who, key, correct] of [
      [ada, 'g1', true],
      [bob, 'g1', true],
      [person('ada', 2), 'g2', isSecondRight],
    ] as const) {
      const { workerId } = who;
      await ask({ ...connect(who), special: { purpose: 'gold', item: { text: key }, key } }, `worker:${workerId}`);
      const outcome = { correct, disqualifies: !correct };
      await ask({ ...submit(who), outcome }, `worker:${workerId}`);
    }
    await runtime.close();
    return log;
  }

  it.each([
    ['right', true, { [right]: 2, [done]: 0 }, 2],
    ['wrong', false, { [right]: 1, [wrong]: 1, [done]: 0, [out]: 1 }, 4],
  ] as const)('have one outcome, whenever that was, if the last one is %s', async (_, isRight, held, count) => {
    const log = await judgedLog(isRight);
    const before = (await commitsOf(log)).length;
    const outcome = await outcomeOf(log);
    expect(outcome).toMatchObject({ held, heldByBob: { [right]: 1, [done]: 0 } });
    expect(outcome.facts.filter((type) => type === 'unit.judgement-followed')).toHaveLength(3);
    // All grants are one commit, and all notes, for those that are in a hurry and for the others.
    const commits = await commitsOf(log);
    expect(commits.length).toBe(before + count);
    for (let kept = before; kept <= commits.length; kept++)
      expect(await outcomeOf(await cut(commits, kept))).toMatchObject({ held, heldByBob: outcome.heldByBob });
    expect((await outcomeOf(await cut(commits, commits.length))).facts).toEqual(outcome.facts);
  });
});
