import type { Agent, Limits, Packet } from '../../actors/agent.ts';
import * as agents from '../../actors/agent.ts';
import { statusIn } from '../../actors/conversation-status.ts';
import { uninvited } from '../../actors/invitation.ts';
import type { Outcome } from '../../actors/mailbox.ts';
import { type Onboarding, statusOf } from '../../actors/onboarding.ts';
import { countNotOwed, countPayments } from '../../actors/paid-by-hand.ts';
import { unitOf } from '../../actors/run.ts';
import type { RunCommand } from '../../actors/run-decide.ts';
import { assessedIn, completesStudy, purposeOf } from '../../actors/special-units.ts';
import type { AgentId } from '../../events/ids.ts';
import { signalsAskedFor } from '../../events/signals.ts';
import { outcomeNow } from '../assessment/judgement.ts';
import type { AgentView, Recorded, RunCalls, RunDescription } from '../calls.ts';
import type { TaskConfig } from '../config/task-keys.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import { refuse } from '../refusals/refusals.ts';
import type { Runtime } from '../runtime.ts';
import { type ConnectSettings, connect } from './connect.ts';
import { unitsElsewhere } from './elsewhere.ts';
import { placeCalls } from './places.ts';

/** Implements the calls about one run on its live state. Commands reach the mailbox before a call returns. */
export function localRunCalls(settings: ConnectSettings): RunCalls {
  const { runtime } = settings;
  const time = () => new Date(settings.now()).toISOString();
  const stateOf = (runId: string) => runtime.run(runId).mailbox.run;
  return {
    describe: async ({ run }) => describe(runtime.run(run)),
    exists: async ({ run }) => isOpen(runtime, run),
    hasUnit: async ({ run, unitId }) => isOpen(runtime, run) && unitOf(stateOf(run), unitId) !== undefined,
    sequence: async ({ run }) => runtime.run(run).mailbox.sequence,
    assignments: async ({ run }) => {
      const { taskRun, freeUnits } = stateOf(run);
      return { made: freeUnits.sizes.length, isOpening: taskRun.matches('opening') };
    },
    async guest({ run, ...guest }) {
      const { taskRun, invitations } = stateOf(run);
      const refusal = uninvited(taskRun, invitations, { ...guest, now: time() });
      const worker = invitations.get(guest.workerId)?.worker;
      if (refusal || worker === undefined) throw refusal ?? refuse('work/not-invited');
      return worker;
    },
    ...placeCalls(runtime),
    refused: async ({ run }) => refusedIn(settings, runtime.run(run)),
    arrive: (arrival) => connect(settings, arrival),
    agents: async ({ run, agentIds }) => {
      const here = runtime.run(run);
      return agentIds.flatMap((id) => {
        const agent = here.mailbox.run.agents.get(id);
        if (agent) return [viewOf(here, id as AgentId, agent)];
        const onboarding = here.mailbox.run.onboardings.states.get(id);
        return onboarding ? [onboardingView(id as AgentId, onboarding)] : [];
      });
    },
    async submit({ run, agentId, answer, files, autoSubmitted, activeSeconds, signals: counted }) {
      const here = runtime.run(run);
      const config = configOf(here);
      const limits = limitsOf(config);
      // A page could count what its workers were not told of.
      const signals = signalsAskedFor(config.signals ?? [], counted);
      const { workerId, unitId } = agentIn(here, agentId).context;
      const isJudged = purposeOf(here.mailbox.run.special, unitId) !== undefined;
      const outcome = isJudged ? await outcomeNow({ runtime }, here, { unitId, workerId, answer }) : undefined;
      const { held, submitted } = unitsElsewhere(runtime, here, workerId);
      const work = {
        ...{ answer, files, autoSubmitted, activeSeconds, signals },
        ...{ limits, elsewhere: held + submitted, outcome },
      };
      const recorded = await askAsWorker(here, agentId, { type: 'agent.submit', agentId, now: time(), ...work });
      const { unjudged, unfollowed } = here.mailbox.run.special;
      if (unjudged.has(unitId) || unfollowed.has(unitId)) settings.assessments.wake(here);
      return recorded;
    },
    completes: ({ run, agentId }) => completes(settings, runtime.run(run), agentId),
    isLastInvitation: async ({ run, workerId, invitationId }) =>
      stateOf(run).invitations.get(workerId)?.invitationId === invitationId,
    async submitOnboarding({ run, agentId, answer, page, mistakes, activeSeconds, ...by }) {
      const here = runtime.run(run);
      const { onboardings } = here.mailbox.run;
      const state = onboardings.states.get(agentId);
      if (!state) throw refuse('agent/unknown', { agent: agentId });
      const { workerId, provider, worker, registration } = state.context;
      const at = { ...(page === undefined ? {} : { page: page - 1 }), mistakes, now: time() };
      const limits = limitsOf(configOf(here));
      const command = { type: 'onboarding.submit', agentId, answer, ...at, activeSeconds, limits } as const;
      await here.mailbox.ask(command, `worker:${workerId}`);
      return connect(settings, { run, provider, worker, registration, ...by });
    },
    async submitMetadata({ run, agentId, metadata, files }) {
      const here = runtime.run(run);
      const limits = limitsOf(configOf(here));
      return askAsWorker(here, agentId, { type: 'agent.submit-metadata', agentId, limits, metadata, files });
    },
    checkMetadata: async ({ run, agentId, metadata }) => checkMetadata(runtime.run(run), agentId, metadata),
    callProcedure: (request) => settings.procedures.call(request),
    returnUnit: async ({ run, agentId }) =>
      askAsWorker(runtime.run(run), agentId, { type: 'agent.return', agentId, now: time() }),
    async logError({ run, agentId, error }) {
      const here = runtime.run(run);
      if (!here.mailbox.run.agents.get(agentId)) return { facts: 0, sequence: 0 };
      return askAsWorker(here, agentId, { type: 'agent.log-error', agentId, error });
    },
    reloadCode: ({ run, by }) => reloadCode(settings, run, by),
    rebuildPage: ({ run, by }) => runtime.rebuildPage(run, by),
    changeSettings: ({ run, by, ...request }) => runtime.changeSettings(run, request, by),
    async pay({ run, command, by }) {
      const { facts, sequence } = await runtime.ask(run, command, by);
      const notOwed = countNotOwed(facts, (unitId) => unitOf(runtime.run(run).mailbox.run, unitId));
      return { ...countPayments(facts), notOwed, sequence };
    },
    decide: ({ run, command, by }) => recorded(runtime.ask(run, command, by)),
  };
}

const refusedIn = ({ refusedWorkers }: ConnectSettings, { runId }: OpenRun) =>
  [...refusedWorkers.of(runId)].map(([worker, reason]) => ({ worker, reason }));

async function completes({ assessments }: ConnectSettings, run: OpenRun, agentId: AgentId): Promise<boolean> {
  const { special } = run.mailbox.run;
  const { workerId, unitId } = agentIn(run, agentId).context;
  // The problems of the run say why a screening cannot be judged, which is tried again.
  if (assessedIn(special, workerId).unpassed.has(unitId))
    await assessments.settle(run, workerId)?.catch(() => undefined);
  return completesStudy(special, agentIn(run, agentId));
}

async function reloadCode({ runtime, assessments }: ConnectSettings, run: string, by: string) {
  const outcome = await runtime.reloadCode(run, by);
  assessments.reconsider(runtime.run(run));
  return outcome;
}

/** An outcome with the number of its facts. */
export async function recorded(outcome: Promise<Outcome>): Promise<Recorded> {
  const { facts, sequence } = await outcome;
  return { facts: facts.length, sequence };
}

const isOpen = (runtime: Runtime, run: string) => runtime.runs().some(({ runId }) => runId === run);

function describe(run: OpenRun): RunDescription {
  const opening = run.opening();
  // The run is being launched and has no fact yet.
  if (!opening) throw refuse('run/unknown', { run: run.runId });
  const { settings: present, changedConfig, developedPage } = run.mailbox.run.taskRun.context;
  const { assignmentDurationSeconds, payCents } = present;
  const pay = payCents === undefined ? {} : { task_reward: payCents / 100 };
  const config = { ...configOf(run), assignment_duration_in_seconds: assignmentDurationSeconds, ...pay };
  const openLink = String({ ...config, ...changedConfig }.open_link ?? '');
  const { settings, launched } = opening;
  const identity = settings.workerIdentity ?? 'unsigned';
  const version = developedPage === undefined ? {} : { developedPage };
  return { run: run.runId, config, folder: launched.folder, identity, openLink, limits: limitsOf(config), ...version };
}

function checkMetadata(run: OpenRun, agentId: AgentId, metadata: Packet['metadata']): AgentView {
  const agent = agentIn(run, agentId);
  agents.submitMetadata(agentId, agent, { metadata }, limitsOf(configOf(run)));
  return viewOf(run, agentId, agent);
}

function agentIn(run: OpenRun, agentId: AgentId): Agent {
  const agent = run.mailbox.run.agents.get(agentId);
  if (!agent) throw refuse('agent/unknown', { agent: agentId });
  return agent;
}

function viewOf(run: OpenRun, agentId: AgentId, agent: Agent): AgentView {
  const { workerId, unitId } = agent.context;
  return {
    agentId,
    workerId,
    unitId,
    status: statusIn(run.mailbox.run, agentId) ?? agents.statusOf(agent),
    hasSubmitted: agents.hasSubmitted(agent),
    fileBytesLeft: agents.fileBytesLeft(agent, limitsOf(configOf(run))),
  };
}

const onboardingView = (agentId: AgentId, state: Onboarding): AgentView => ({
  agentId,
  workerId: state.context.workerId,
  status: statusOf(state),
  hasSubmitted: false,
  fileBytesLeft: 0,
});

/** Sends a command on behalf of an agent's worker. */
const askAsWorker = (run: OpenRun, agentId: AgentId, command: RunCommand): Promise<Recorded> =>
  recorded(run.mailbox.ask(command, `worker:${agentIn(run, agentId).context.workerId}`));

/** One agent may send this many times the largest answer or file in total. */
const agentLimitFactor = 10;

type LimitKeys = Pick<TaskConfig, 'max_answer_bytes' | 'max_upload_bytes' | 'max_upload_bytes_in_all'>;

/** How much one agent may send: bytes of its answer, and in total bytes of files and characters of metadata. */
const limitsOf = ({ max_answer_bytes, max_upload_bytes, max_upload_bytes_in_all }: LimitKeys): Limits => ({
  answerBytes: max_answer_bytes,
  fileBytes: max_upload_bytes_in_all ?? agentLimitFactor * max_upload_bytes,
  metadataText: agentLimitFactor * max_answer_bytes,
});
