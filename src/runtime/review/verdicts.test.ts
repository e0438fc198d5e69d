import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openMailbox } from '../../actors/mailbox.ts';
import { todo as runTodo } from '../../actors/run-todo.ts';
import { todo, type WorkspaceRequest, workspaceDecider } from '../../actors/workspace.ts';
import { memoryLog } from '../../adapters/nats/log/memory.ts';
import { runId as firstRun, noon, opening, person, settings as runSettings } from '../../events/fixtures.ts';
import type { QualificationId, RunId, UnitId, VerdictId } from '../../events/ids.ts';
import { type Log, WORKSPACE } from '../../events/log.ts';
import { type OpenRun, openRun } from '../open-run.ts';
import { plainRun } from '../verify/verify.ts';
import { plainWorkspace } from '../verify/workspace.ts';
import type { WithinBudget } from '../within-budget.ts';
import { openClaims } from './claims.ts';
import { openReviewService, type ReviewService } from './review-service.ts';
import type { VerdictRequest } from './verdict-request.ts';

const withoutBudget: WithinBudget = (_, commit) => commit(undefined);

const runIds = [firstRun, 'colours-2' as RunId];
const [anna, ben] = ['reviewer:anna', 'reviewer:ben'];
const french = 'french-x7k2p' as QualificationId;
const german = 'german-b2b2b' as QualificationId;
const verdictId = 'v-one' as VerdictId;

/** A log that fails after this many commits; the last one may be stored although its append fails. */
function cutOff(log: Log, after: number, isLastStored: boolean): Log {
  let left = after;
  return {
    ...log,
    async append(draft, expected) {
      if (left > 0) {
        left--;
        return log.append(draft, expected);
      }
      if (left === 0 && isLastStored) await log.append(draft, expected);
      left--;
      throw new Error('killed');
    },
  };
}

type Opened = {
  service: ReviewService;
  died: Promise<never>;
  runs: OpenRun[];
  state: () => unknown;
  waits: () => number;
};

async function open(
  log: Log,
  newId = () => verdictId,
): Promise<Opened & { askWorkspace: (command: WorkspaceRequest, by: string) => unknown }> {
  let ids = await log.head();
  const settings = {
    log,
    stamp: (by: string) => ({ id: `fact-${ids++}-${by}`, at: noon, by }),
    commitId: () => `commit-${ids++}-${Math.random()}`,
    pause: async () => undefined,
  };
  const runs: OpenRun[] = [];
  for (const runId of runIds) runs.push(await openRun(runId, log, settings, () => undefined));
  const mailbox = await openMailbox({ ...settings, decider: workspaceDecider, stream: WORKSPACE });
  const askWorkspace = (command: WorkspaceRequest, by: string) =>
    mailbox.ask('workerId' in command ? { ...command, hasWorked: true } : command, by);
  const runtime = {
    run: (id: string) => runs.find(({ runId }) => runId === id) as OpenRun,
    runs: () => runs,
    workspace: { mailbox, restoredAt: 0, isBarred: () => false },
    askWorkspace,
    withinBudget: withoutBudget,
  };
  const claims = openClaims(() => 0);
  const unitOfVerdict = async () => 'colours-1.0.0';
  let notify = (_sentence: string) => {};
  const died = new Promise<never>((_, reject) => {
    notify = () => reject(new Error('killed'));
  });
  died.catch(() => undefined);
  const service = openReviewService({
    runtime,
    claims,
    unitOfVerdict,
    notify: (sentence) => notify(sentence),
    newId,
  });
  return {
    service,
    died,
    runs,
    askWorkspace,
    state: () =>
      JSON.parse(JSON.stringify([plainWorkspace(mailbox.state), ...runs.map(({ mailbox: { run } }) => plainRun(run))])),
    waits: () =>
      [...todo(mailbox.state), ...runs.flatMap(({ mailbox: { run } }) => runTodo(run))].filter(
        (wait) => wait.do !== 'time-out',
      ).length,
  };
}

/** Two runs with three answers each by two workers; Ben has decided one unit. */
async function aStudy(): Promise<Log> {
  const log = memoryLog();
  const { service, runs, askWorkspace } = await open(log);
  for (const [qualificationId, name] of [
    [french, 'French'],
    [german, 'German'],
  ] as const)
    await askWorkspace({ type: 'qualification.create', qualificationId, name, description: '' }, anna);
  for (const { runId, mailbox } of runs) {
    const config = { currency: 'EUR' };
    await mailbox.ask(
      { type: 'task-run.open', ...opening, runId, config, settings: { ...runSettings, unitsPerAssignment: 1 } },
      anna,
    );
    await mailbox.ask({ type: 'assignment.create', items: [{ shared: {} }, { shared: {} }, { shared: {} }] }, anna);
    await mailbox.ask({ type: 'task-run.end-data', assignments: 3 }, anna);
    await mailbox.ask({ type: 'task-run.launch' }, anna);
    for (const [nth, name] of ['ada', 'bob', 'ada'].entries()) {
      const who = { ...person(name, nth), agentId: `agent-${runId}-${nth}` as never };
      await mailbox.ask({ type: 'agent.connect', ...who, now: noon, elsewhere: 0 }, anna);
      await mailbox.ask({ type: 'agent.submit', agentId: who.agentId, answer: nth }, anna);
    }
  }
  await runs[0]?.mailbox.ask({ type: 'unit.reject', unitId: 'colours-1.1.0' as never, by: ben }, ben);
  await service.settled();
  service.close();
  return log;
}

const units = runIds.flatMap((run) => [0, 1, 2].map((index) => `${run}.${index}.0`));
const request: VerdictRequest = {
  decision: 'accepted',
  note: 'Good.',
  bonus_cents: 30,
  grants: [{ qualification: french, value: 2 }],
  block: 'No more budget.',
};

/** Decides, and optionally undoes, on a log that fails on the way; then opens it again on the complete log. */
async function stateAfter(steps: { cuts: readonly { after: number; isLastStored: boolean }[]; undo: boolean }) {
  const log = await aStudy();
  let isDecided = false;
  let isUndone = !steps.undo;
  const live = async ({ service, died }: Opened) => {
    await Promise.race([service.settled(), died]);
    if (!isDecided) await service.decideMany(units, request, anna);
    isDecided = true;
    if (!isUndone) await service.undoVerdict(verdictId, 'A mistake.', ben);
    isUndone = true;
  };
  for (const { after, isLastStored } of steps.cuts) {
    const daemon = await open(cutOff(log, after, isLastStored));
    await live(daemon).catch((error: Error) => expect(error.message).toBe('killed'));
    daemon.service.close();
    // A recorded request is not repeated: the caller reads its state.
    const { verdict } = await recordedState(log);
    isDecided ||= verdict !== undefined;
    isUndone ||= verdict === 'undoing' || verdict === 'undone';
  }
  const daemon = await open(log);
  await live(daemon);
  await daemon.service.settled();
  expect(daemon.waits()).toBe(0);
  daemon.service.close();
  return daemon.state();
}

async function recordedState(log: Log) {
  const workspace = workspaceDecider.create();
  const { read } = await import('../../events/catalog.ts');
  for await (const { facts } of log.read(WORKSPACE))
    for (const fact of facts) workspaceDecider.evolve(workspace, read(fact));
  return { verdict: workspace.verdicts.get(verdictId)?.value as string | undefined };
}

describe('a verdict on many units', () => {
  const cut = fc.record({ after: fc.integer({ min: 0, max: 24 }), isLastStored: fc.boolean() });

  it.each([false, true])('has the same result wherever the process is killed, undone: %s', async (undo) => {
    const whole = await stateAfter({ cuts: [], undo });
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 3 }), async (cuts) => {
        expect(await stateAfter({ cuts, undo })).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('decides each unit, promises each bonus and grants each qualification once', async () => {
    const { service, runs } = await open(await aStudy());
    const outcome = await service.decideMany(units, request, anna);
    expect(outcome).toMatchObject({
      verdict: verdictId,
      reviewed: 5,
      refused: [{ unitId: 'colours-1.1.0', code: 'unit/already-reviewed' }],
      followRefused: [],
    });
    expect(runs.map(({ mailbox }) => mailbox.run.bonuses.size)).toEqual([2, 3]);
    service.close();
  });

  it('is recorded only if it decides units, and then on these alone', async () => {
    const log = await aStudy();
    let ids = 0;
    const { service, state } = await open(log, () => `v-${ids++}` as VerdictId);
    const first = await service.decideMany(units.slice(0, 3), { decision: 'accepted' }, anna);
    expect(first).toMatchObject({ verdict: 'v-0', reviewed: 2, unchanged: 0, refused: [{}] });
    const [before, head] = [state(), await log.head()];

    const same = { reviewed: 0, followRefused: [] };
    const decide = (some: readonly string[], by = anna) => service.decideMany(some, { decision: 'accepted' }, by);
    expect(await decide(units.slice(0, 3))).toMatchObject({ ...same, verdict: 'v-0', unchanged: 2, refused: [{}] });
    expect(await decide(units.slice(0, 1))).toMatchObject({ ...same, verdict: 'v-0', unchanged: 1, refused: [] });
    expect(await decide(units.slice(0, 1), ben)).toMatchObject({ ...same, verdict: null, refused: [{}] });
    expect(await decide(['unknown'])).toMatchObject({ ...same, verdict: null, refused: [{ code: 'unit/unknown' }] });
    expect([state(), await log.head()]).toEqual([before, head]);

    const more = await decide(units.slice(0, 5));
    expect(more).toMatchObject({ reviewed: 2, unchanged: 2, refused: [{}] });
    expect(await service.undoVerdict(more.verdict ?? '', undefined, anna)).toMatchObject({ undone: 2, refused: [] });
    service.close();
  });

  it('is recorded once when its request is repeated while it is carried out', async () => {
    const log = await aStudy();
    let ids = 0;
    const { service } = await open(log, () => `v-${ids++}` as VerdictId);
    const decide = () => service.decideMany(units, request, anna);
    const [first, second] = await Promise.all([decide(), decide()]);
    expect(first).toMatchObject({ verdict: 'v-0', reviewed: 5, unchanged: 0 });
    expect(second).toMatchObject({ verdict: 'v-0', reviewed: 0, unchanged: 5 });
    const begun: string[] = [];
    for await (const { facts } of log.read(WORKSPACE)) begun.push(...facts.map(({ type }) => type));
    expect(begun.filter((type) => type === 'verdict.begun')).toHaveLength(1);
    service.close();
  });

  it('is undone completely, except for later changes', async () => {
    const { service, runs, askWorkspace, state } = await open(await aStudy());
    const before = state();
    await service.decideMany(units, request, anna);
    const [first] = runs;
    const unitId = 'colours-1.0.0' as never;
    await first?.mailbox.ask({ type: 'unit.undo-review', unitId, by: ben }, ben);
    await first?.mailbox.ask({ type: 'unit.soft-reject', unitId, by: ben }, ben);
    const bob = person('bob').workerId;
    await askWorkspace({ type: 'worker.grant', workerId: bob, qualificationId: french, value: 9 }, ben);
    const outcome = await service.undoVerdict(verdictId, undefined, ben);
    expect(outcome.undone).toBe(4);
    expect(outcome.refused.map(({ unitId, code }) => [unitId, code]).sort()).toEqual([
      ['colours-1.0.0', 'verdict/superseded'],
    ]);
    expect(outcome.kept).toEqual([{ workerId: bob, what: french }]);
    expect(runs.flatMap(({ mailbox }) => [...mailbox.run.bonuses.values()].map((bonus) => bonus.state))).toEqual(
      Array.from({ length: 5 }, () => 'withdrawn'),
    );
    expect(state()).not.toEqual(before);
    await expect(service.undoVerdict(verdictId, undefined, ben)).rejects.toMatchObject({ code: 'verdict/undone' });
    service.close();
  });
});

describe('a verdict on one unit', () => {
  it('is one commit of its run, with facts of the workspace only for follow-ups', async () => {
    const log = await aStudy();
    const { service } = await open(log);
    const before = await log.head();
    const ruled = await service.decide('colours-1.0.0', request, anna);
    expect(ruled).toMatchObject({ verdict: verdictId, followRefused: [] });
    const types: string[][] = [];
    for await (const { run, facts } of log.between(before, await log.head()))
      types.push([run, ...facts.map(({ type }) => type)]);
    expect(types).toEqual([
      ['colours-1', 'unit.accepted', 'unit.bonus-granted'],
      ['-', 'worker.qualification-granted', 'worker.blocked', 'worker.verdict-followed'],
      ['colours-1', 'unit.verdict-followed'],
    ]);
    service.close();
  });

  it('adds to the decision when it is repeated with more, and is undone alone', async () => {
    let ids = 0;
    const { service, runs } = await open(await aStudy(), () => `v-${ids++}` as VerdictId);
    const unit = 'colours-1.0.0';
    const accept = (more: object) => service.decide(unit, { decision: 'accepted', ...more }, anna);
    await accept({ note: 'Good.' });
    const added = await accept({
      bonus_cents: 150,
      message: 'Thank you.',
      grants: [{ qualification: french, value: 2 }],
    });
    expect(added).toMatchObject({ verdict: 'v-1', isNew: true });
    expect(await accept({ bonus_cents: 150, message: 'Thank you.' })).toMatchObject({ verdict: 'v-0', isNew: false });
    await expect(accept({ bonus_cents: 200 })).rejects.toMatchObject({ code: 'bonus/another' });
    await expect(service.grantBonus(unit, { cents: 200 }, anna)).rejects.toMatchObject({ code: 'bonus/another' });
    const { bonus } = await service.grantBonus(unit, { cents: 200, another: true }, anna);
    const undone = await service.undoVerdict('v-1', undefined, anna);
    const left = { unit, bonus, cents: 200, currency: 'EUR', state: 'intended' };
    expect(undone).toMatchObject({ undone: 1, refused: [], kept: [], paid: [], bonuses: [left] });
    expect(runs[0]?.mailbox.run.units.get(unit)).toMatchObject({ value: 'accepted', context: { note: 'Good.' } });
    const pay = {
      type: 'units.pay' as const,
      units: [{ unitId: unit as UnitId, cents: 12.5 }],
      bonuses: [],
      currency: 'EUR',
    };
    await runs[0]?.mailbox.ask(pay, anna);
    const paid = [{ answers: 1, cents: 12.5, currency: 'EUR' }];
    expect(await service.undoVerdict('v-0', undefined, anna)).toMatchObject({ undone: 1, paid, bonuses: [left] });
    expect(runs[0]?.mailbox.run.units.get(unit)?.value).toBe('completed');
    await accept({ note: 'Good after all.' });
    expect(await service.undo(unit, undefined, anna)).toMatchObject({ paid, bonuses: [left] });
    service.close();
  });

  it('of many adds to those that are decided, and each unit is counted once', async () => {
    let ids = 0;
    const { service, runs } = await open(await aStudy(), () => `v-${ids++}` as VerdictId);
    const accept = (some: readonly string[], more: object) =>
      service.decideMany(some, { decision: 'accepted', ...more }, anna);
    await accept(units.slice(3, 5), {});
    expect(await accept(units.slice(3), { bonus_cents: 30 })).toMatchObject({ reviewed: 3, unchanged: 0, refused: [] });
    expect(await accept(units.slice(3), { bonus_cents: 30 })).toMatchObject({ reviewed: 0, unchanged: 3 });
    expect(runs[1]?.mailbox.run.bonuses.size).toBe(3);
    const more = await accept(units.slice(3), { bonus_cents: 50 });
    expect(more.refused.map(({ code }) => code)).toEqual(['bonus/another', 'bonus/another', 'bonus/another']);
    expect(await accept(units.slice(3), { bonus_cents: 50, another: true })).toMatchObject({ reviewed: 3 });
    service.close();
  });

  it('is not undone where nothing of it is left', async () => {
    const log = await aStudy();
    const { service, runs } = await open(log);
    await service.decide('colours-1.0.0', { decision: 'accepted' }, anna);
    await service.undo('colours-1.0.0', undefined, anna);
    const undo = () => service.undoVerdict(verdictId, undefined, anna);
    await expect(undo()).rejects.toMatchObject({ code: 'verdict/undone' });
    await runs[0]?.mailbox.ask({ type: 'unit.reject', unitId: 'colours-1.0.0' as never, by: ben }, ben);
    const head = await log.head();
    await expect(undo()).rejects.toMatchObject({ code: 'verdict/superseded' });
    expect(await log.head()).toBe(head);
    service.close();
  });

  it('is recorded even if a part of its follow-up is refused', async () => {
    const { service, askWorkspace } = await open(await aStudy());
    const ada = person('ada').workerId;
    await askWorkspace({ type: 'worker.block', workerId: ada, reason: 'Sleeps.' }, ben);
    const ruled = await service.decide('colours-1.0.0', { decision: 'rejected', note: 'Spam.', block: 'A bot.' }, anna);
    expect(ruled.followRefused).toMatchObject([{ worker: ada, what: 'block', code: 'worker/blocked' }]);
    service.close();
  });

  it('is refused before anything is recorded if its follow-up is invalid', async () => {
    const log = await aStudy();
    const { service } = await open(log);
    const before = await log.head();
    const refusals: [VerdictRequest, string][] = [
      [{ decision: 'rejected', note: 'Spam.', bonus_cents: 5 }, 'request/bad-shape'],
      [{ decision: 'rejected' }, 'review/no-reason'],
      [{ decision: 'soft_rejected', note: ' ' }, 'review/no-reason'],
      [{ decision: 'rejected', block: 'A bot.' }, 'review/no-reason'],
      [{ decision: 'accepted', grants: [{ qualification: 'nothing', value: 1 }] }, 'qualification/unknown'],
      [{ decision: 'accepted', revokes: ['Not an id'] }, 'qualification/unknown'],
      [{ decision: 'accepted', grants: [{ qualification: french, value: 1 }], revokes: [french] }, 'request/bad-shape'],
    ];
    for (const [bad, code] of refusals) {
      await expect(service.decide('colours-1.0.0', bad, anna)).rejects.toMatchObject({ code });
      await expect(service.decideMany(units, bad, anna)).rejects.toMatchObject({ code });
    }
    expect(await log.head()).toBe(before);
    service.close();
  });
});
