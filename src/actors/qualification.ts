import { assign, type SnapshotFrom, setup } from 'xstate';
import type { QualificationId } from '../events/ids.ts';
import {
  QualificationCreated,
  QualificationEdited,
  type QualificationFact,
  QualificationRetired,
} from '../events/qualification.ts';
import { actorOf } from './actor.ts';
import { refuse } from './refusals.ts';

// ── State machine ────────────────────────────────────────────────────────────

type Context = { qualificationId: QualificationId; name: string; description: string };

/** The life of a qualification: once retired it is granted to no one. */
export const machine = setup({
  types: {} as { context: Context; events: QualificationFact },
  actions: {
    remember: assign(({ event }) => (event.type === 'qualification.created' ? event.data : {})),
    change: assign(({ event, context }) => {
      if (event.type !== 'qualification.edited') return {};
      const { name = context.name, description = context.description } = event.data;
      return { name, description };
    }),
  },
}).createMachine({
  id: 'qualification',
  context: { qualificationId: '' as QualificationId, name: '', description: '' },
  initial: 'initial',
  states: {
    initial: { on: { 'qualification.created': { target: 'active', actions: 'remember' } } },
    active: { on: { 'qualification.edited': { actions: 'change' }, 'qualification.retired': 'retired' } },
    retired: { type: 'final' },
  },
});

/** A qualification as a fold over its facts. */
export const qualification = actorOf(machine);
export type Qualification = SnapshotFrom<typeof machine>;

// ── Commands ─────────────────────────────────────────────────────────────────

/** Creates, edits or retires a qualification. */
export type QualificationCommand =
  | { type: 'qualification.create'; qualificationId: QualificationId; name: string; description: string }
  | { type: 'qualification.edit'; qualificationId: QualificationId; name?: string; description?: string }
  | {
      type: 'qualification.retire';
      qualificationId: QualificationId;
      /** The runs that give out units and require it, or that workers do not hold it. */
      requiredBy?: readonly string[];
    };

/** Names that differ only in case, outer spaces or Unicode form are the same. */
export const nameKey = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/** Decides on one qualification; `holderOf` finds the active qualification of a name. */
export function decide(
  command: QualificationCommand,
  known: Qualification | undefined,
  holderOf: (name: string) => QualificationId | undefined,
): QualificationFact[] {
  const { type, qualificationId } = command;
  const assertFree = (name: string) => {
    if ((holderOf(name) ?? qualificationId) !== qualificationId) throw refuse('qualification/name-taken', { name });
  };
  if (type === 'qualification.create') {
    if (known) return [];
    assertFree(command.name);
    return [QualificationCreated({ qualificationId, name: command.name, description: command.description })];
  }
  if (!known) throw refuse('qualification/unknown', { qualification: qualificationId });
  if (type === 'qualification.retire') {
    if (!isActive(known)) return [];
    const { requiredBy = [] } = command;
    if (requiredBy.length > 0) throw refuse('qualification/required', { name: known.context.name, runs: requiredBy });
    return [QualificationRetired({ qualificationId })];
  }

  assertActive(known);
  const { context } = known;
  const name = command.name === context.name ? undefined : command.name;
  const description = command.description === context.description ? undefined : command.description;
  if (name === undefined && description === undefined) return [];
  if (name !== undefined) assertFree(name);
  return [
    QualificationEdited({
      qualificationId,
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
    }),
  ];
}

/** Whether it can be granted. */
export const isActive = (qualification: Qualification): boolean => qualification.matches('active');

/** Throws `qualification/retired` for one that is retired. */
export function assertActive(qualification: Qualification): void {
  if (!isActive(qualification)) throw refuse('qualification/retired', { name: qualification.context.name });
}

// ── To-dos ───────────────────────────────────────────────────────────────────

// None.
