import { describe, expect, it } from 'vitest';
import { runAfter, workspaceAfter } from '../actors/specify.ts';
import { memoryLog } from '../adapters/nats/log/memory.ts';
import type { AnyNewFact } from '../events/catalog.ts';
import { ada, begun, noon, opened, runId, sky0, submitted, took } from '../events/fixtures.ts';
import type { QualificationId, VerdictId } from '../events/ids.ts';
import type { Log } from '../events/log.ts';
import { type Rule, RuleApplied, RuleUndone } from '../events/rule.ts';
import { WorkerBlocked } from '../events/worker.ts';
import { followRules, requireFollowedHere } from './follow-rules.ts';
import { commitsOf, cut } from './for-tests.ts';
import type { OpenRun } from './open-run.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import type { Tasks } from './ports/tasks.ts';
import { openRuntime } from './runtime.ts';

const careful = 'careful-aaaaa' as QualificationId;
const applicationId = `${runId}.rule.0` as VerdictId;
const grant: Rule['action'] = { type: 'grant', qualificationId: careful, name: 'careful', value: 3 };
const revoke: Rule['action'] = { type: 'revoke', qualificationId: careful, name: 'careful' };
const block: Rule['action'] = { type: 'block' };

const open = (log: Log) =>
  openRuntime({
    ...{ log, tasks: {} as Tasks, now: () => Date.parse(noon), notify: () => undefined, refusalNow: () => undefined },
  });
type Runtime = Awaited<ReturnType<typeof open>>;

/** A log in which a rule applied to Ada, who holds "careful" with the value 1, and nothing followed from it yet. */
async function appliedLog(action: Rule['action'], ...more: AnyNewFact[]): Promise<Log> {
  const log = memoryLog();
  const runtime = await open(log);
  await runtime.askWorkspace(
    { type: 'qualification.create', qualificationId: careful, name: 'careful', description: '' },
    'spec',
  );
  await runtime.askWorkspace(
    { type: 'worker.grant', workerId: ada.workerId, qualificationId: careful, value: 1, isNamed: true },
    'spec',
  );
  await runtime.close();
  const rule: Rule = { measure: 'submitted', comparator: '>=', threshold: 1, action };
  const [run, ...items] = [opened({ rules: [rule] }), ...begun().slice(1)];
  const of = { runId, applicationId, workerId: ada.workerId };
  const facts: AnyNewFact[] = [
    ...[run, ...items, ...took(ada, sky0), submitted(ada, sky0)],
    RuleApplied({ ...of, unitId: sky0.unitId, rule, measured: 1, submitted: 1 }),
    ...more,
  ];
  let last = 0;
  for (const [nth, fact] of facts.entries()) {
    const line = JSON.stringify({ id: `fact-${nth}`, at: '2026-01-01T11:00:00.000Z', by: 'spec', ...fact });
    last = await log.append({ id: `commit-${nth}`, run: runId, json: [line] }, last);
  }
  return log;
}

const undone = RuleUndone({ runId, applicationId, workerId: ada.workerId });

/** Waits until the run's own loop, and one more beside it, have nothing to do. */
async function settle(runtime: Runtime) {
  const loop = followRules(runtime.run(runId), runtime.workspace, () => undefined);
  await loop.settled();
  loop.close();
}

const heldIn = ({ workspace }: Runtime) => {
  const worker = workspace.mailbox.state.workers.get(ada.workerId);
  return { value: worker?.context.values[careful], isBlocked: workspace.mailbox.state.blocked.has(ada.workerId) };
};

/** What came of it once a process has done all there is to do: the facts about it, and what Ada holds. */
async function outcomeOf(log: Log) {
  const runtime = await open(log);
  await settle(runtime);
  const held = heldIn(runtime);
  await runtime.close();
  const facts = (await commitsOf(log)).flatMap(({ facts: recorded }) => recorded.map(({ type }) => type));
  return { ...held, facts: facts.filter((type) => /^rule\.followed|^worker\.(?!qualification-granted)/.test(type)) };
}

describe('what follows from a rule for all runs', () => {
  it.each([
    ['a grant', grant, [], { value: 3, isBlocked: false }],
    ['a revocation', revoke, [], { value: undefined, isBlocked: false }],
    ['a block', block, [], { value: 1, isBlocked: true }],
    ['a grant that was taken back at once', grant, [undone], { value: 1, isBlocked: false }],
    ['a revocation that was taken back at once', revoke, [undone], { value: 1, isBlocked: false }],
    ['a block that was taken back at once', block, [undone], { value: 1, isBlocked: false }],
  ] as const)('is carried out once, whenever the server is killed: %s', async (_, action, more, expected) => {
    const log = await appliedLog(action, ...more);
    const before = (await commitsOf(log)).length;
    const outcome = await outcomeOf(log);
    expect(outcome).toMatchObject(expected);
    expect(outcome.facts.filter((type) => type === 'rule.followed')).toHaveLength(1);
    const commits = await commitsOf(log);
    for (let kept = before; kept <= commits.length; kept++)
      expect(await outcomeOf(await cut(commits, kept))).toEqual(outcome);
  });

  it.each([grant, revoke, block])('is taken back once, whenever the server is killed: $type', async (action) => {
    const log = await appliedLog(action);
    const first = await open(log);
    await settle(first);
    await first.run(runId).mailbox.ask({ type: 'rule.undo', applicationId }, 'reviewer:anna');
    await settle(first);
    expect(heldIn(first)).toEqual({ value: 1, isBlocked: false });
    await first.close();
    const outcome = await outcomeOf(log);
    expect(outcome).toMatchObject({ value: 1, isBlocked: false });
    const commits = await commitsOf(log);
    const undoneAt = commits.findIndex(({ facts }) => facts.some(({ type }) => type === 'rule.undone'));
    for (let kept = undoneAt + 1; kept <= commits.length; kept++)
      expect(await outcomeOf(await cut(commits, kept))).toEqual(outcome);
  });

  it.each([grant, revoke, block])(
    'is taken back if that is asked while the workspace decides: $type',
    async (action) => {
      const log = await appliedLog(action);
      const runtime = await open(log);
      const { mailbox } = runtime.workspace;
      const run = runtime.run(runId).mailbox;
      let isAsked = false;
      // The undoing is recorded between the workspace's decision and the record that it was made.
      const workspace = {
        mailbox: {
          ...mailbox,
          get state() {
            return mailbox.state;
          },
          ask: (async (command: Parameters<typeof mailbox.ask>[0], by: string) => {
            const reply = await mailbox.ask(command, by);
            if (command.type === 'worker.follow-verdict' && !isAsked) {
              isAsked = true;
              await run.ask({ type: 'rule.undo', applicationId }, 'reviewer:anna');
            }
            return reply;
          }) as typeof mailbox.ask,
        },
      };
      const loop = followRules(runtime.run(runId), workspace, () => undefined);
      await loop.settled();
      loop.close();
      await settle(runtime);
      expect(heldIn(runtime)).toEqual({ value: 1, isBlocked: false });
      expect(run.run.rules.open.size).toBe(0);
      await runtime.close();
    },
  );

  it('leaves what somebody changed since', async () => {
    const log = await appliedLog(grant);
    const runtime = await open(log);
    await settle(runtime);
    const mine = { type: 'worker.grant', workerId: ada.workerId, qualificationId: careful, value: 9 } as const;
    await runtime.askWorkspace({ ...mine, isNamed: true }, 'reviewer:ben');
    await runtime.run(runId).mailbox.ask({ type: 'rule.undo', applicationId }, 'reviewer:anna');
    await settle(runtime);
    expect(heldIn(runtime)).toMatchObject({ value: 9 });
    await runtime.close();
  });
});

describe('undoing a rule of an imported run', () => {
  const applied = (action: Rule['action']) => {
    const rule: Rule = { measure: 'submitted', comparator: '>=', threshold: 1, action };
    const of = { runId, applicationId, workerId: ada.workerId };
    const facts = [...begun({ rules: [rule] }), ...took(ada, sky0), submitted(ada, sky0)];
    return runAfter(...facts, RuleApplied({ ...of, unitId: sky0.unitId, rule, measured: 1, submitted: 1 }));
  };
  const undoIn = (action: Rule['action'], ...known: AnyNewFact[]) => {
    const state = workspaceAfter(...known);
    state.brought.add(runId);
    const run = { runId, mailbox: { run: applied(action) } } as OpenRun;
    return () => requireFollowedHere(run, { mailbox: { state } } as OpenWorkspace, applicationId);
  };

  it('is refused where that would undo nothing, since it was followed in another data folder', () => {
    for (const action of [grant, revoke, block])
      expect(undoIn(action)).toThrow(expect.objectContaining({ code: 'rule/followed-elsewhere' }));
  });

  it('is possible for what holds in the task alone, and for what was followed here', () => {
    expect(undoIn({ type: 'exclude' })).not.toThrow();
    const of = { workerId: ada.workerId, verdictId: applicationId, unitId: sky0.unitId };
    expect(undoIn(block, WorkerBlocked({ ...of, reason: 'a rule' }))).not.toThrow();
  });
});
