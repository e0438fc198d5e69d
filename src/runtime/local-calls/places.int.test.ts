import { describe, expect, it } from 'vitest';
import { memoryLog } from '../../adapters/nats/log/memory.ts';
import { AssignmentCreated } from '../../events/assignment.ts';
import { dataEnded, launched, noon, opened, runId } from '../../events/fixtures.ts';
import { type AssignmentId, assignmentIdOf, type OfferId } from '../../events/ids.ts';
import { OfferIntended, OfferPublished } from '../../events/offer.ts';
import { offering } from '../../events/provider-fixtures.ts';
import { openAssessments } from '../assessment/assessments.ts';
import { openRefusedItems } from '../assessment/refused-items.ts';
import type { RefusedRows } from '../ports/refused-rows.ts';
import type { Tasks } from '../ports/tasks.ts';
import { openRuntime } from '../runtime.ts';
import { localCalls } from './local-calls.ts';

const nowhere: RefusedRows = {
  all: () => [],
  keep: () => undefined,
  remove: () => undefined,
  removeRun: () => undefined,
};
const second = 'offer-2' as OfferId;
const published = [
  OfferIntended({ runId, ...offering }),
  OfferPublished({ runId, offerId: offering.offerId, external: 'study-1' }),
  OfferIntended({ runId, ...offering, offerId: second }),
  OfferPublished({ runId, offerId: second, external: 'study-2' }),
];

/** A launched run with some items and these facts after it. */
async function runWith(...more: { type: string; data: object }[]) {
  const log = memoryLog();
  const items = [0, 1, 2].map((nth) =>
    AssignmentCreated({ assignmentId: assignmentIdOf(runId, nth) as AssignmentId, units: 1, shared: { nth } }),
  );
  const facts = [opened({ allowedConcurrent: 1 }), ...items, dataEnded, launched, ...more];
  const json = facts.map((fact, nth) => JSON.stringify({ id: `fact-${nth}`, at: noon, by: 'spec', ...fact }));
  await log.append({ id: 'commit', run: runId, json }, 0);
  const now = () => Date.parse(noon);
  const notify = () => undefined;
  const runtime = await openRuntime({ log, tasks: {} as Tasks, now, notify, refusalNow: () => undefined });
  const refusedItems = openRefusedItems(now);
  const assessments = openAssessments({ runtime, functionsOf: async () => undefined, refusedItems, notify });
  const procedures = { call: async () => ({ result: null }) };
  const { run } = localCalls({ runtime, assessments, procedures, refusedRows: nowhere, now });
  const come = (submission: string, offer?: string, page = submission) =>
    run.arrive({
      ...{ run: runId, provider: 'prolific', worker: 'ada', registration: page },
      place: { submission, ...(offer ? { offer } : {}) },
    });
  const agentIn = async (submission: string, offer?: string, page?: string) => {
    const arrived = await come(submission, offer, page);
    if (!('agentId' in arrived)) throw new Error(`No agent: ${arrived.refusal.code}`);
    return arrived.agentId;
  };
  const submit = async (agentId: Awaited<ReturnType<typeof agentIn>>) =>
    run.submit({ run: runId, agentId, answer: { ok: true } });
  return { run, runtime, come, agentIn, submit };
}

describe('a worker who comes from a provider', () => {
  it('takes a place in the offer that the link names, or else in the last one there', async () => {
    const { run, agentIn, submit } = await runWith(...published);
    const first = await agentIn('s1', 'study-1');
    expect(await run.placeOf({ run: runId, agentId: first })).toMatchObject({
      provider: 'prolific',
      submission: 's1',
      offer: { id: 'offer-1', external: 'study-1', codes: { completed: 'C1' } },
    });
    await submit(first);
    const agentId = await agentIn('s2', 'a HIT of some type');
    expect(await run.placeOf({ run: runId, agentId })).toMatchObject({ submission: 's2', offer: { id: 'offer-2' } });
    expect(await run.offerFor({ run: runId, provider: 'prolific', offer: 'study-1' })).toMatchObject({ id: 'offer-1' });
    expect(await run.offerFor({ run: runId, provider: 'mturk' })).toBeNull();
  });

  it('goes on in the same place, and gets nothing more once it is done', async () => {
    const { agentIn, come, submit } = await runWith(...published);
    const agentId = await agentIn('s1');
    expect(await agentIn('s1', undefined, 'another tab')).toBe(agentId);
    await submit(agentId);
    expect(await come('s1')).toMatchObject({ refusal: { code: 'work/place-done' }, submitted: 1 });
    expect(await come('s1', undefined, 'another tab')).toMatchObject({ refusal: { code: 'work/place-done' } });
  });

  it('does nothing of one place in another, since what is done there pays there', async () => {
    const { agentIn, come, submit } = await runWith(...published);
    const agentId = await agentIn('s1');
    expect(await come('s2')).toMatchObject({ refusal: { code: 'work/too-many-at-once' }, submitted: 0 });
    expect(await come('s2', undefined, 's1')).toMatchObject({ refusal: { code: 'work/too-many-at-once' } });
    await submit(agentId);
    expect(await agentIn('s2')).not.toBe(agentId);
  });

  it('of a run that is over has completed the place that they did, and no other', async () => {
    const { runtime, agentIn, come, submit } = await runWith(...published);
    await submit(await agentIn('s1'));
    await runtime.ask(runId, { type: 'task-run.stop' }, 'spec');
    expect(await come('s1')).toMatchObject({ refusal: { code: 'work/all-done' }, submitted: 1 });
    expect(await come('s2')).toMatchObject({ refusal: { code: 'work/all-done' }, submitted: 0 });
  });

  it('is refused where the run has no offer', async () => {
    const { come } = await runWith();
    await expect(come('s1')).rejects.toMatchObject({ code: 'link/not-offered' });
  });
});
