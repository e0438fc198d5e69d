import type { AgentId } from '../../events/ids.ts';
import { personOf } from '../../projections/workers/workers.ts';
import { shownPage } from '../assessment/onboarding.ts';
import { taskWorkerOf } from '../assessment/task-worker.ts';
import type { OpenRun } from '../open-run.ts';
import type { ReadModel } from '../ports/read-model.ts';
import type { ProcedureCall } from '../ports/task-functions.ts';
import { refuse } from '../refusals/refusals.ts';
import type { Runtime } from '../runtime.ts';

/** Who calls a procedure, and about what: a unit with its item, or the page of an onboarding. */
export type Caller = Pick<ProcedureCall, 'worker' | 'unit' | 'item'>;

type Settings = { runtime: Pick<Runtime, 'workspace'>; readModel: Pick<ReadModel, 'db' | 'reached'> };

/** How long a call waits until the rows show its worker. */
const rowsTimeoutMs = 30_000;

/** Finds who calls as an agent; throws `agent/unknown`. */
export async function callerOf({ runtime, readModel }: Settings, run: OpenRun, agentId: AgentId): Promise<Caller> {
  const { onboardings, agents } = run.mailbox.run;
  const onboarding = onboardings.states.get(agentId);
  if (onboarding) return { worker: taskWorkerOf(runtime, onboarding.context), item: shownPage(run, onboarding) };
  const agent = agents.get(agentId);
  if (!agent) throw refuse('agent/unknown', { agent: agentId });
  const { workerId, unitId } = agent.context;
  let person = personOf(readModel.db, workerId);
  if (!person) {
    // They have come a moment ago.
    await readModel.reached(run.mailbox.sequence, rowsTimeoutMs);
    person = personOf(readModel.db, workerId);
  }
  const { provider = '', name = '' } = person ?? {};
  const worker = taskWorkerOf(runtime, { workerId, provider, worker: name });
  return { worker, unit: unitId, item: await run.items.dataOf(unitId) };
}
