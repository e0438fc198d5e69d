import { hasSubmitted } from '../actors/agent.ts';
import { Refusal } from '../actors/refusal.ts';
import { registrationKey, unitOf } from '../actors/run.ts';
import type { UnitId, WorkerId } from '../events/ids.ts';
import type { Arrival, Arrived } from './calls.ts';
import { hiddenKeys, withoutKeys } from './config/data-keys.ts';
import type { FoundNoWork } from './found-no-work.ts';
import { newAgentId } from './ids.ts';
import { configOf, type OpenRun } from './open-run.ts';
import { plainRefusal } from './over-json.ts';
import { refuse } from './refusals/refusals.ts';
import type { Runtime } from './runtime.ts';

/** What `connect` needs. */
export type ConnectSettings = { runtime: Runtime; now: () => number; foundNoWork: FoundNoWork };

/** Makes an arriving worker an agent with a unit, or finds their agent; a refusal says why there is no work for them. */
export async function connect(settings: ConnectSettings, arrival: Arrival): Promise<Arrived> {
  const { runtime, foundNoWork } = settings;
  const run = runtime.run(arrival.run);
  const workerId = runtime.workerId(arrival.provider, arrival.worker);
  let isNew: boolean;
  try {
    isNew = await assign(settings, run, workerId, arrival);
  } catch (error) {
    if (!(error instanceof Refusal) || !error.code.startsWith('work/')) throw error;
    if (error.code === 'work/none') foundNoWork.note(run.runId, workerId);
    return { workerId, refusal: plainRefusal(error) };
  }
  const { agents, registrations } = run.mailbox.run;
  const agentId = registrations.get(registrationKey(workerId, arrival.registration));
  const agent = agentId && agents.get(agentId);
  if (!agent) throw refuse('agent/unknown', { agent: agentId ?? '' });
  const { unitId } = agent.context;
  const began = performance.now();
  const data = withoutKeys(await run.items.dataOf(unitId), hiddenKeys(configOf(run)));
  const dataMs = performance.now() - began;
  const due = hasSubmitted(agent) ? {} : deadlineOf(run, unitId);
  return { workerId, agentId, isNew, data, dataMs, ...due };
}

/** Sends `agent.connect` with what the run cannot know itself: the time, other runs, blocks. Resolves to whether the agent is new. */
async function assign(
  { runtime, now }: ConnectSettings,
  run: OpenRun,
  workerId: WorkerId,
  { provider, worker, registration }: Arrival,
): Promise<boolean> {
  const elsewhere = configOf(run).maximum_units_per_worker ? unitsElsewhere(runtime, run, workerId) : 0;
  const isBlocked = runtime.workspace.mailbox.state.blocked.has(workerId);
  const { facts } = await run.mailbox.ask(
    {
      type: 'agent.connect',
      ...{ agentId: newAgentId(), workerId, provider, worker, registration },
      ...{ now: new Date(now()).toISOString(), elsewhere, isBlocked },
    },
    `worker:${workerId}`,
  );
  return facts.length > 0;
}

/** How many units this worker has submitted or holds in other runs of the same task. */
function unitsElsewhere(runtime: Runtime, here: OpenRun, workerId: WorkerId): number {
  const { task } = here.mailbox.run.taskRun.context;
  let count = 0;
  for (const other of runtime.runs()) {
    const { taskRun, workers } = other.mailbox.run;
    const worker = other === here || taskRun.context.task !== task ? undefined : workers.get(workerId);
    if (worker) count += worker.submitted + worker.active;
  }
  return count;
}

function deadlineOf({ mailbox: { run } }: OpenRun, unitId: UnitId) {
  const deadline = unitOf(run, unitId)?.unit.context.deadline;
  if (!deadline) return {};
  return { deadline, autoSubmitSeconds: run.taskRun.context.settings.autoSubmitBeforeExpirationSeconds };
}
