import { assign, type SnapshotFrom, setup } from 'xstate';
import type { QualificationId, UnitId, WorkerId } from '../events/ids.ts';
import {
  WorkerBanned,
  type WorkerFact,
  WorkerQualificationGranted,
  WorkerQualificationRevoked,
  WorkerUnbanned,
} from '../events/worker.ts';
import { actorOf } from './actor.ts';
import { refuse } from './refusals.ts';

// ── Chart ────────────────────────────────────────────────────────────────────

/** The values of the qualifications they hold; and why they are banned, if they are. */
type Context = { values: Readonly<Record<string, number>>; reason: string };

const granting = {
  'worker.qualification-granted': { actions: 'grant' },
  'worker.qualification-revoked': { actions: 'revoke' },
} as const;

export const machine = setup({
  types: {} as { context: Context; events: WorkerFact },
  actions: {
    grant: assign(({ event, context }) => {
      if (event.type !== 'worker.qualification-granted') return {};
      return { values: { ...context.values, [event.data.qualificationId]: event.data.value } };
    }),
    revoke: assign(({ event, context }) => {
      if (event.type !== 'worker.qualification-revoked') return {};
      const { [event.data.qualificationId]: _, ...values } = context.values;
      return { values };
    }),
    rememberReason: assign(({ event }) => (event.type === 'worker.banned' ? { reason: event.data.reason } : {})),
    forgetReason: assign({ reason: '' }),
  },
}).createMachine({
  id: 'worker',
  context: { values: {}, reason: '' },
  initial: 'free',
  states: {
    free: { on: { ...granting, 'worker.banned': { target: 'banned', actions: 'rememberReason' } } },
    banned: { on: { ...granting, 'worker.unbanned': { target: 'free', actions: 'forgetReason' } } },
  },
});

export const worker = actorOf(machine);
export type Worker = SnapshotFrom<typeof machine>;

// ── Commands ─────────────────────────────────────────────────────────────────

export type WorkerCommand = { workerId: WorkerId } & (
  | { type: 'worker.grant'; qualificationId: QualificationId; value: number; unitId?: UnitId; note?: string }
  | { type: 'worker.revoke'; qualificationId: QualificationId; unitId?: UnitId; note?: string }
  | { type: 'worker.ban'; reason: string; unitId?: UnitId }
  | { type: 'worker.unban'; note?: string }
);

/** An empty list says that it was so already. */
export function decide(command: WorkerCommand, worker: Worker): WorkerFact[] {
  const { workerId } = command;
  const { values, reason } = worker.context;
  switch (command.type) {
    case 'worker.grant': {
      const { qualificationId, value } = command;
      if (values[qualificationId] === value) return [];
      return [WorkerQualificationGranted({ workerId, qualificationId, value, ...occasionOf(command) })];
    }
    case 'worker.revoke': {
      const { qualificationId } = command;
      if (values[qualificationId] === undefined) return [];
      return [WorkerQualificationRevoked({ workerId, qualificationId, ...occasionOf(command) })];
    }
    case 'worker.ban': {
      if (worker.matches('free')) return [WorkerBanned({ workerId, reason: command.reason, ...occasionOf(command) })];
      if (command.reason === reason) return [];
      throw refuse('worker/banned', { worker: workerId, reason });
    }
    case 'worker.unban':
      return worker.matches('banned') ? [WorkerUnbanned({ workerId, ...occasionOf(command) })] : [];
  }
}

const occasionOf = ({ unitId, note }: { unitId?: UnitId; note?: string }) => ({
  ...(unitId ? { unitId } : {}),
  ...(note ? { note } : {}),
});

// ── To-dos ───────────────────────────────────────────────────────────────────

/** Nothing. */
export const todo = (): [] => [];
