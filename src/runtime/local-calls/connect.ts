import { hasSubmitted } from '../../actors/agent.ts';
import { type ArrivalCommand, agentAt, dueFor, onboardingFor } from '../../actors/arriving.ts';
import { deadlineAt } from '../../actors/conversation-at.ts';
import { Refusal } from '../../actors/refusal.ts';
import { hasStopped, registrationKey, unitOf } from '../../actors/run.ts';
import { mayScreen } from '../../actors/special-units.ts';
import { unitsLeftFor } from '../../actors/units-left.ts';
import type { AgentId, OfferId, UnitId, WorkerId } from '../../events/ids.ts';
import type { Treatment } from '../../events/treatment.ts';
import { secretKeys } from '../answer-key.ts';
import type { Assessments } from '../assessment/assessments.ts';
import { settleBefore, withWhatIsDue } from '../assessment/before-arrival.ts';
import { assessedElsewhere } from '../assessment/gold.ts';
import { shownPage } from '../assessment/onboarding.ts';
import type { Arrival, Arrived } from '../calls.ts';
import { hiddenKeys, withoutKeys } from '../config/data-keys.ts';
import { newAgentId } from '../ids.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import { plainRefusal } from '../over-json.ts';
import type { Procedures } from '../procedures/procedures.ts';
import { refuse } from '../refusals/refusals.ts';
import type { Runtime } from '../runtime.ts';
import { metElsewhere, restrictedElsewhere, treatmentElsewhere, unitsElsewhere } from './elsewhere.ts';
import type { FoundNoWork } from './found-no-work.ts';
import { arrivingPlace, submittedBy } from './places.ts';
import type { RefusedWorkers } from './refused-workers.ts';
import { heldBy, noteTurnedAway, noWork } from './turned-away.ts';

/** What `connect` needs. */
export type ConnectSettings = {
  runtime: Runtime;
  now: () => number;
  foundNoWork: FoundNoWork;
  refusedWorkers: RefusedWorkers;
  assessments: Assessments;
  procedures: Pick<Procedures, 'call'>;
  /** Reads where the places of an offer stand at its provider; resolves to whether it could. */
  readPlaces?: (run: string, offerId: OfferId) => Promise<boolean>;
};

/** Makes an arriving worker an agent with a unit, or finds their agent; a refusal says why there is no work for them. */
export async function connect(settings: ConnectSettings, arrival: Arrival): Promise<Arrived> {
  const { runtime, refusedWorkers } = settings;
  const run = runtime.run(arrival.run);
  const workerId = runtime.workerId(arrival.provider, arrival.worker);
  const page = { workerId, registration: arrival.registration };
  const hadSubmitted = hasSubmittedBefore(run, page);
  let assigned: Assigned;
  try {
    assigned = await assignInPlace(settings, run, workerId, arrival);
  } catch (error) {
    if (!(error instanceof Refusal) || !error.code.startsWith('work/')) throw error;
    noteTurnedAway(settings, run, error, { ...arrival, workerId });
    const submitted = submittedBy(run, workerId, arrivingPlace(runtime, run, arrival));
    return { workerId, refusal: plainRefusal(error), submitted };
  }
  refusedWorkers.forget(run.runId, workerId);
  const { isNew, agentId } = assigned;
  const onboarding = run.mailbox.run.onboardings.states.get(agentId);
  if (onboarding) return { workerId, agentId, isNew, isOnboarding: true, data: shownPage(run, onboarding) };
  const agent = run.mailbox.run.agents.get(agentId);
  if (!agent) throw refuse('agent/unknown', { agent: agentId });
  const { unitId } = agent.context;
  const began = performance.now();
  const item = { ...(await run.items.dataOf(unitId)), ...treatmentFor(run, workerId) };
  const { screening, gold } = run.mailbox.run.taskRun.context.settings;
  const hidden = screening || gold ? secretKeys : hiddenKeys;
  const data = withoutKeys(item, hidden(configOf(run)));
  const dataMs = performance.now() - began;
  const due = hasSubmitted(agent) ? {} : deadlineOf(run, unitId);
  const elsewhere = unitsElsewhere(runtime, run, workerId);
  const left = unitsLeftFor(run.mailbox.run, workerId, elsewhere.held + elsewhere.submitted);
  return { workerId, agentId, isNew, data, dataMs, hadSubmitted, left, ...due, ...payOf(run, unitId) };
}

/**
 * Assigns; a worker of a provider for whom there is no unit came for a place that somebody else has given back, perhaps, of which nobody has heard
 * here: then the places are read, and it is tried again.
 */
async function assignInPlace(settings: ConnectSettings, run: OpenRun, workerId: WorkerId, arrival: Arrival) {
  try {
    return await assign(settings, run, workerId, arrival);
  } catch (error) {
    const place = arrivingPlace(settings.runtime, run, arrival);
    const isForPlace = place && error instanceof Refusal && noWork.has(error.code) && !hasStopped(run.mailbox.run);
    if (!isForPlace || !(await settings.readPlaces?.(run.runId, place.offerId))) throw error;
    return assign(settings, run, workerId, arrival);
  }
}

/** Whether the page of this registration has submitted its unit already. */
function hasSubmittedBefore(run: OpenRun, { workerId, registration }: { workerId: WorkerId; registration: string }) {
  const { registrations, agents } = run.mailbox.run;
  const agent = agents.get(registrations.get(registrationKey(workerId, registration)) ?? '');
  return agent !== undefined && hasSubmitted(agent);
}

/** The agent that a page works as: of a unit, or of the onboarding. */
type Assigned = { isNew: boolean; agentId: AgentId };

/** Between the decision and the reply, another page of the worker may submit, and others may take the unit. */
const maxAttempts = 10;

/** Sends `agent.connect` with what the run cannot know itself: the time, other runs, blocks. Resolves to the agent, and whether it is new. */
async function assign(
  settings: ConnectSettings,
  run: OpenRun,
  workerId: WorkerId,
  arrival: Arrival,
): Promise<Assigned> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const command = await preparedFor(settings, run, () => commandOf(settings, run, workerId, arrival));
    const facts = await run.mailbox.ask(command, `worker:${workerId}`).then(
      (outcome) => outcome.facts,
      (error) => {
        if (isNoneForThem(command, error)) throw Object.assign(error, { cause: 'code' });
        if (isNoneLeft(run, command, error)) throw Object.assign(error, { cause: dueFor(run.mailbox.run, command) });
        if (!(error instanceof Refusal) || error.code !== 'work/being-checked') throw error;
        if (attempt + 1 === maxAttempts) throw command.allowed ? refuse('work/later') : error;
        return [];
      },
    );
    // The present state: a conflict replaces it.
    const agentId = agentAt(run.mailbox.run, command) ?? onboardingFor(run.mailbox.run, command);
    if (agentId) return { isNew: facts.length > 0, agentId };
  }
  throw refuse('work/later');
}

/** The command of an arrival with what is due for its worker, once what they submitted before is judged. */
async function preparedFor(
  { assessments }: ConnectSettings,
  run: OpenRun,
  commandNow: () => ArrivalCommand,
): Promise<ArrivalCommand> {
  let command = commandNow();
  const settling = settleBefore(assessments, run, command);
  if (settling) {
    await settling;
    command = commandNow();
  }
  const due = withWhatIsDue(assessments, run, command);
  // Read again: a block, a grant or a submission may have come while the task's code was asked.
  return due instanceof Promise ? { ...(await due), ...commandNow() } : due;
}

/** The command of an arrival, with what the run cannot know itself as it is now. */
function commandOf(
  { runtime, now }: ConnectSettings,
  run: OpenRun,
  workerId: WorkerId,
  arrival: Arrival,
): ArrivalCommand {
  const { provider, worker, registration, invitationId, language, link } = arrival;
  const place = arrivingPlace(runtime, run, arrival);
  const { held, submitted } = unitsElsewhere(runtime, run, workerId);
  const { gold, conversation } = run.mailbox.run.taskRun.context.settings;
  return {
    type: 'agent.connect',
    ...{ agentId: newAgentId(), workerId, provider, worker, registration, invitationId, link, place },
    now: new Date(now()).toISOString(),
    elsewhere: held + submitted,
    heldElsewhere: held,
    isBlocked: runtime.workspace.mailbox.state.blocked.has(workerId),
    holds: heldBy(runtime, run, workerId),
    restrictedElsewhere: restrictedElsewhere(runtime, run, workerId, now()),
    treatmentElsewhere: treatmentElsewhere(runtime, run, workerId),
    ...(conversation ? { language, metElsewhere: metElsewhere(runtime, run, workerId) } : {}),
    ...(gold ? { assessed: assessedElsewhere(runtime, run, workerId) } : {}),
  };
}

/** Whether a worker got nothing since the task's code lets them have none of the items. */
const isNoneForThem = ({ allowed }: ArrivalCommand, error: unknown): error is Refusal =>
  allowed === null && error instanceof Refusal && error.code === 'work/none';

/** Whether a worker got nothing since no screening or gold unit is left that could be made for them. */
function isNoneLeft({ mailbox }: OpenRun, { special }: ArrivalCommand, error: unknown): error is Refusal {
  if (!(error instanceof Refusal) || error.code !== 'work/none' || special === undefined) return false;
  const { taskRun, special: units } = mailbox.run;
  return special === null || (special.purpose === 'screening' && !mayScreen(units, taskRun.context.settings));
}

/** What a worker's page gets of their treatment; a page of questions without `show` would show it, so it gets nothing. */
function treatmentFor(run: OpenRun, workerId: WorkerId): Treatment | undefined {
  const { questions, show } = configOf(run);
  return questions && !show ? undefined : run.mailbox.run.treatments.known.get(workerId);
}

/** What the worker of a unit saw that it pays, where others may pay something else. */
function payOf(run: OpenRun, unitId: UnitId) {
  if (run.mailbox.run.taskRun.context.settings.payCents === undefined) return {};
  const { task_reward: atOpening, currency } = configOf(run);
  const cents = unitOf(run.mailbox.run, unitId)?.unit.context.payCents;
  return { pay: { amount: cents === undefined ? atOpening : cents / 100, currency } };
}

function deadlineOf({ mailbox: { run } }: OpenRun, unitId: UnitId) {
  const deadline = deadlineAt(run, unitId);
  if (!deadline) return {};
  return { deadline, autoSubmitSeconds: run.taskRun.context.settings.autoSubmitBeforeExpirationSeconds };
}
