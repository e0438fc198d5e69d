import { assign, type SnapshotFrom, setup } from 'xstate';
import {
  AgentConnected,
  AgentErrorLogged,
  type AgentFact,
  AgentMetadataSubmitted,
  AgentSubmittedLate,
} from '../events/agent.ts';
import type { StoredFile } from '../events/file.ts';
import type { AgentId, UnitId, WorkerId } from '../events/ids.ts';
import type { UnitFact } from '../events/unit.ts';
import { actorOf } from './actor.ts';
import type { Answer, Holder } from './unit.ts';

// ── How an agent lives: facts in, states out ────────────────────────────────

type Memory = { workerId: WorkerId; unitId: UnitId };

const aside = {
  'agent.metadata-submitted': { actions: 'nothing' },
  'agent.error-logged': { actions: 'nothing' },
  'agent.work-recovered': { actions: 'nothing' },
} as const;

export const machine = setup({
  types: {} as { context: Memory; events: AgentFact | UnitFact },
  actions: {
    remember: assign(({ event, context }) =>
      event.type === 'agent.connected' ? { workerId: event.data.workerId, unitId: event.data.unitId } : context,
    ),
    nothing: () => undefined,
  },
}).createMachine({
  id: 'agent',
  context: { workerId: '' as WorkerId, unitId: '' as UnitId },
  initial: 'unborn',
  states: {
    unborn: { on: { 'agent.connected': { target: 'working', actions: 'remember' } } },
    working: {
      on: {
        ...aside,
        'unit.submitted': 'completed',
        'unit.returned': 'returned',
        'unit.timed-out': 'timedOut',
        // An answer that the log had lost, and whose unit somebody else has done since.
        'agent.submitted-late': 'late',
      },
    },
    // Late is better than never: whoever gave up or ran out of time may still hand something in.
    returned: { on: { ...aside, 'unit.submitted': 'completed', 'agent.submitted-late': 'late' } },
    timedOut: { on: { ...aside, 'unit.submitted': 'completed', 'agent.submitted-late': 'late' } },
    late: { on: aside },
    completed: {
      on: {
        ...aside,
        'unit.accepted': 'accepted',
        'unit.soft-rejected': 'softRejected',
        'unit.rejected': 'rejected',
        'unit.review-undone': { actions: 'nothing' },
      },
    },
    accepted: { on: { ...aside, 'unit.review-undone': 'completed' } },
    softRejected: { on: { ...aside, 'unit.review-undone': 'completed' } },
    rejected: { on: { ...aside, 'unit.accepted': 'accepted', 'unit.review-undone': 'completed' } },
  },
});

export const agent = actorOf(machine);
export type Agent = SnapshotFrom<typeof machine>;

// ── What may be asked of it ─────────────────────────────────────────────────

/** Who comes: the worker's pseudonym and, for the record, what the crowd and the page called them. */
export type Arrival = Holder & { crowd: string; worker: string; registration: string };

export const connected = (arrival: Arrival, unitId: UnitId): AgentFact => {
  const { agentId, workerId, crowd, worker, registration } = arrival;
  return AgentConnected({ agentId, workerId, unitId, crowd, worker, registration });
};

/** Whether this agent has handed in already, so that a repeated submission says nothing new. */
export const hasSubmitted = (agent: Agent): boolean =>
  !agent.matches('working') && !agent.matches('returned') && !agent.matches('timedOut');

export const submittedLate = (agentId: AgentId, agent: Agent, answer: Answer): AgentFact =>
  lateAnswer({ agentId, ...agent.context }, answer);

/** An answer that does not count, of an agent for a unit. */
export const lateAnswer = (
  { agentId, unitId, workerId }: Holder & { unitId: UnitId },
  { answer, files }: Pick<Answer, 'answer' | 'files'>,
): AgentFact => AgentSubmittedLate({ agentId, unitId, workerId, answer, ...(files ? { files } : {}) });

export const metadataSubmitted = (agentId: AgentId, metadata: unknown, files?: StoredFile[]): AgentFact =>
  AgentMetadataSubmitted({ agentId, metadata, ...(files ? { files } : {}) });

export const errorLogged = (agentId: AgentId, error: unknown): AgentFact => AgentErrorLogged({ agentId, error });

const words: Record<string, string> = {
  working: 'in task',
  timedOut: 'timeout',
  accepted: 'approved',
  softRejected: 'soft_rejected',
};
/** The agent's state in the words browsers and exports know (`in task`, `completed`, `timeout`, `returned`, …). */
export const statusOf = (agent: Agent): string => statusNamed(agent.value as string);

/** The same for the name of a state of its chart. */
export const statusNamed = (state: string): string => words[state] ?? state;

// ── What it waits for from the world ────────────────────────────────────────

/** Nothing: its unit waits for the deadline. */
export const todo = (): [] => [];
