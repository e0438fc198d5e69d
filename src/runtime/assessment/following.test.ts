import { expect, it } from 'vitest';
import { evolve } from '../../actors/evolve-run.ts';
import { newRun } from '../../actors/run.ts';
import type { RunCommand } from '../../actors/run-decide.ts';
import type { Judgement } from '../../actors/special-units.ts';
import { ada, begun, runId } from '../../events/fixtures.ts';
import { assignmentIdOf, type QualificationId, unitIdOf, type WorkerId } from '../../events/ids.ts';
import type { OpenRun } from '../open-run.ts';
import { openFollowing } from './following.ts';

const id = (name: string) => `${name}-aaaaa` as QualificationId;
const gold = {
  ...{ correctId: id('right'), wrongId: id('wrong'), completedId: id('done'), disqualifiedId: id('out') },
  ...{ maxUnits: 9, min: 0, maxIncorrect: 0 },
};

/** A run in which so many judgements wait, each of another worker: more than fit into one commit. */
function backlog(count: number) {
  const run = newRun();
  for (const fact of begun({ gold })) evolve(run, fact);
  for (let nth = 0; nth < count; nth++) {
    const [agentId, workerId] = [ada.agentId, `worker-${nth}` as WorkerId];
    const judgement: Judgement = {
      assignmentId: assignmentIdOf(runId, nth),
      agentId,
      workerId,
      purpose: 'gold',
      correct: true,
    };
    run.special.unfollowed.set(unitIdOf(runId, nth, 0), judgement);
  }
  return run;
}

it('what follows from a long backlog is granted and noted part by part, so that each fits into a commit', async () => {
  const state = backlog(450);
  const [granted, noted]: number[][] = [[], []];
  const ask = async (command: RunCommand) => {
    if (command.type === 'units.note-judgements-followed') noted?.push(command.unitIds.length);
    return { facts: [], sequence: 1 };
  };
  const run = {
    runId,
    mailbox: { run: state, ask, isQuiet: true },
    opening: () => ({ config: {} }),
  } as unknown as OpenRun;
  const runtime = {
    runsCountedWith: () => [],
    askWorkspace: async (command: { grants: unknown[] }) => void granted?.push(command.grants.length),
  } as unknown as Parameters<typeof openFollowing>[0]['runtime'];
  const follow = openFollowing({ runtime, functionsOf: async () => undefined });
  await follow([{ run, unitIds: [...state.special.unfollowed.keys()] }]);
  expect([granted, noted]).toEqual([
    [400, 400, 100],
    [200, 200, 50],
  ]);
});
