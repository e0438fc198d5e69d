import type { AgentId } from '../../../events/ids.ts';
import type { AgentView } from '../../../runtime/calls.ts';
import type { RecordedStep } from '../../../runtime/conversations/record.ts';

/** The run of these specs, and three agents whose units belong to the first conversation of it. */
export const run = 'films';
export const [ada, bob, cyd] = ['a.1', 'a.2', 'a.3'] as [AgentId, AgentId, AgentId];

/** An agent as the run shows it. */
export const viewOf = (agentId: AgentId): AgentView =>
  ({ agentId, unitId: `${run}.0.0`, status: 'in task', hasSubmitted: false }) as unknown as AgentView;

/** Something that is recorded. */
export const step = (order: number, type: string, data: object): RecordedStep =>
  ({
    ...{ order, at: '2026-01-01T00:00:00.000Z', type: `conversation.${type}` },
    data: { assignmentId: `${run}.0`, ...data },
  }) as unknown as RecordedStep;

/** Somebody takes a seat, before the beginning or, with a name, after it. */
export const joined = (order: number, agentId: AgentId, seat: number, name?: string): RecordedStep =>
  step(order, 'joined', { agentId, workerId: `w.${agentId}`, seat, ...(name ? { name } : {}) });

/** It begins with Ada and Bob. */
export const began = (order: number): RecordedStep =>
  step(order, 'began', {
    members: [
      { agentId: ada, seat: 0, name: 'Ada' },
      { agentId: bob, seat: 1, name: 'Bob' },
    ],
    bots: [],
  });

/** Somebody leaves. */
export const left = (order: number, agentId: AgentId): RecordedStep =>
  step(order, 'member-left', { agentId, reason: 'returned' });

/** The code of the task says something. */
export const says = (order: number, text: string): RecordedStep =>
  step(order, 'said', { number: order, by: 'task', message: { text } });

/** It says something that is stored in a file. */
export const saysInFile = (order: number, hash: string): RecordedStep =>
  step(order, 'said', { number: order, by: 'task', messageFile: { hash, size: 20_000 } });
