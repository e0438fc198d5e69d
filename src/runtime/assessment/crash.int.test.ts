import { describe, expect, it } from 'vitest';
import { memoryLog } from '../../adapters/nats/log/memory.ts';
import type { AnyNewFact } from '../../events/catalog.ts';
import { ada, begun, noon, opened, runId } from '../../events/fixtures.ts';
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
  const log = memoryLog();
  const { runtime } = await open(log);
  for (const [qualificationId, name] of [
    [trained, 'trained'],
    [failed, 'trained-failed'],
  ] as const)
    await runtime.askWorkspace({ type: 'qualification.create', qualificationId, name, description: '' }, 'spec');
  await runtime.close();
  const [run, ...items] = [opened({ onboarding }), ...begun().slice(1)];
  const facts: AnyNewFact[] = [
    { ...run, data: { ...run.data, config } },
    ...items,
    OnboardingStarted({ ...ada, agentId }),
    OnboardingPageSubmitted({ agentId, workerId: ada.workerId, page: 0, answer: { tone } }),
  ];
  let last = 0;
  for (const [nth, fact] of facts.entries()) {
    const line = JSON.stringify({ id: `fact-${nth}`, at: '2026-01-01T11:00:00.000Z', by: 'spec', ...fact });
    last = await log.append({ id: `commit-${nth}`, run: runId, json: [line] }, last);
  }
  return log;
}

/** What came of the onboarding once a process has done all there is to do: its facts, and what Ada holds. */
async function outcomeOf(log: Log) {
  const { runtime, assess } = await open(log);
  const assessments = assess();
  await assessments.settled();
  const held = runtime.workspace.mailbox.state.workers.get(ada.workerId)?.context.values;
  assessments.close();
  await runtime.close();
  const facts = (await commitsOf(log)).flatMap(({ facts: recorded }) => recorded.map(({ type }) => type));
  return {
    held,
    facts: facts.filter((type) => /^onboarding\.(page-judged|passed|failed|granted)|^worker\./.test(type)),
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
