import { counted } from '../../actors/counted.ts';
import type { Run } from '../../actors/run.ts';
import { unitOf } from '../../actors/run.ts';

/** What a provider approves, and pays, by itself soon: how much, and when the first of it (ISO 8601). */
export type Approving = { count: number; next: string | null };

/** How long before a provider decides by itself somebody is warned. */
const warnMs = 3 * 24 * 60 * 60_000;

/** The places of a run that their provider approves by itself within three days, since nobody has decided on them; of all providers, or of one. */
export function approvingSoon(run: Run, nowMs: number, provider?: string): Approving {
  let count = 0;
  let next: string | null = null;
  for (const [submissionId, { state, context }] of run.submissions.states.entries()) {
    const { approvesAt } = context;
    if (state !== 'submitted' || approvesAt === undefined) continue;
    if (provider !== undefined && context.provider !== provider) continue;
    if (Date.parse(approvesAt) - nowMs > warnMs || isDecided(run, submissionId)) continue;
    count++;
    if (next === null || approvesAt < next) next = approvesAt;
  }
  return { count, next };
}

function isDecided(run: Run, submissionId: string): boolean {
  const agentId = run.submissions.agentOf.get(submissionId as never);
  const unitId = agentId && run.agents.get(agentId)?.context.unitId;
  const unit = unitId && unitOf(run, unitId)?.unit;
  if (!unit || unit.context.agentId !== agentId) return false;
  return unit.matches('accepted') || unit.matches('soft_rejected') || unit.matches('rejected');
}

/** What a person is told of it; undefined while there is nothing. */
export function approvingSentence(runId: string, { count, next }: Approving, title: string): string | undefined {
  if (count === 0 || next === null) return undefined;
  const at = `${next.slice(0, 16).replace('T', ' ')} UTC`;
  const what = `${counted(count, 'answer')} on which nobody has decided`;
  return `Run ${runId}: ${title} approves and pays ${what} by itself, the first at ${at}. Decide before that.`;
}
