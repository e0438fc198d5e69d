import { Refusal } from '../../actors/refusal.ts';
import type { UnitId } from '../../events/ids.ts';
import { type AtWork, offerOf, publishedOf, recordReports } from './provider-work.ts';

type Settings = { isAtOnce?: boolean };

/**
 * Rejects at the provider what was rejected here long enough ago, and records the place as rejected, so that another worker gets it. One that the
 * provider refuses does not hold up the others; the last such refusal is thrown at the end.
 */
export async function reject(at: AtWork, { isAtOnce = false }: Settings = {}): Promise<void> {
  let failure: Refusal | undefined;
  for (const [unitId, since] of [...at.run.state().owed.rejections]) {
    if (!isDue(at, since, isAtOnce)) continue;
    try {
      await rejectOne(at, unitId);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      failure = error;
    }
  }
  if (failure) throw failure;
}

function isDue(at: AtWork, since: string, isAtOnce: boolean): boolean {
  const { payAfterSeconds } = offerOf(at).context;
  if (isAtOnce) return true;
  return payAfterSeconds !== null && Date.parse(since) + payAfterSeconds * 1000 <= at.work.now();
}

async function rejectOne(at: AtWork, unitId: UnitId): Promise<void> {
  const { run, offerId, account } = at;
  const state = run.state();
  const unit = state.units.get(unitId)?.context;
  const submissionId = unit?.agentId && state.submissions.ofAgent.get(unit.agentId);
  const submission = submissionId && state.submissions.states.get(submissionId);
  const published = publishedOf(offerOf(at));
  // The worker has not come back to the provider yet, or it was decided there.
  if (!published || !submissionId || !submission?.matches('submitted')) return;
  if (submission.context.offerId !== offerId) return;
  const { external, worker, workerId, provider } = submission.context;
  await account.reject(published, external, unit?.message ?? unit?.note ?? '');
  const report = { submissionId, workerId, provider, worker, external, status: 'rejected' as const };
  await recordReports(at, [report]);
}
