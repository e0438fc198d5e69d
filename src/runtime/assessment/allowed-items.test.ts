import { describe, expect, it } from 'vitest';
import type { ArrivalCommand } from '../../actors/arriving.ts';
import { evolve } from '../../actors/evolve-run.ts';
import { Refusal } from '../../actors/refusal.ts';
import { newRun } from '../../actors/run.ts';
import type { AnyNewFact } from '../../events/catalog.ts';
import { ada, begun, bob, expired, noon, runId, sky0, sky1, stopped, submitted, took } from '../../events/fixtures.ts';
import type { OpenRun } from '../open-run.ts';
import { withAllowed } from './allowed-items.ts';
import type { Assessments } from './assessments.ts';
import { openFailing } from './failing.ts';
import { openRefusedItems } from './refused-items.ts';

/** A run whose code fails for the sky, and lets workers have the sea; `happen` adds facts to it. */
function runThatFailsForTheSky() {
  const state = newRun();
  const happen = (...facts: AnyNewFact[]) => {
    for (const fact of facts) evolve(state, fact);
  };
  happen(...begun());
  const run = {
    runId,
    mailbox: { run: state },
    items: { dataOf: async (unitId: string) => ({ isSky: unitId === sky0.unitId || unitId === sky1.unitId }) },
    opening: () => ({ config: { code: 'task.ts' } }),
  } as unknown as OpenRun;
  const functions = {
    names: new Set(['mayWork']),
    async call(_name: string, { items }: { items: { isSky: boolean }[] }) {
      if (items.some(({ isSky }) => isSky)) throw new Refusal('task/code-failed', 400, 'No rule for the sky.');
      return items.map(() => true);
    },
  };
  const failing = openFailing();
  const settings = {
    refusedItems: openRefusedItems(() => 0),
    functionsOf: async () => functions,
    runtime: { workspace: { mailbox: { state: { workers: new Map(), qualifications: new Map() } } } },
  };
  const assessments = { failing, settings, report: () => undefined } as unknown as Assessments;
  const arrival = { type: 'agent.connect', ...ada, now: noon, elsewhere: 0 } as ArrivalCommand;
  return { happen, failures: () => failing.of(runId), arrive: () => withAllowed(assessments, run, arrival) };
}

describe('an item for which the code of a task fails', () => {
  const sentence = 'No worker gets item 1 at present. No rule for the sky.';

  it('is refused to workers, who get the others, and the requester reads which it is', async () => {
    const { arrive, failures } = runThatFailsForTheSky();
    expect(await arrive()).toMatchObject({ allowed: [1] });
    expect(failures()).toEqual([sentence]);
  });

  it('is not told any more once all its units are answered or withdrawn', async () => {
    const { arrive, failures, happen } = runThatFailsForTheSky();
    await arrive();
    happen(...took(bob, sky0), submitted(bob));
    expect(failures()).toEqual([sentence]);
    happen(expired(sky1));
    expect(failures()).toEqual([]);
  });

  it('is not told any more once the run is stopped', async () => {
    const { arrive, failures, happen } = runThatFailsForTheSky();
    await arrive();
    happen(stopped);
    expect(failures()).toEqual([]);
  });
});
