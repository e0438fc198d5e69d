import { assign, type SnapshotFrom, setup } from 'xstate';
import type { ImportId, RunId } from '../events/ids.ts';
import { ImportBegun, ImportCompleted, type ImportFact } from '../events/import.ts';
import { actorOf } from './actor.ts';
import { refuse } from './refusals.ts';

// ── State machine ────────────────────────────────────────────────────────────

/** Its label, the SHA-256 of its file, and the runs in it. */
type Context = { label: string; archive: string; runs: readonly RunId[] };

/** The life of an import: its runs are quarantined from `begun` until `completed`. */
export const machine = setup({
  types: {} as { context: Context; events: ImportFact },
  actions: {
    remember: assign(({ event }) => {
      if (event.type !== 'import.begun') return {};
      const { label, archive, runs } = event.data;
      return { label, archive, runs };
    }),
  },
}).createMachine({
  id: 'import',
  context: { label: '', archive: '', runs: [] },
  initial: 'initial',
  states: {
    initial: { on: { 'import.begun': { target: 'begun', actions: 'remember' } } },
    begun: { on: { 'import.completed': 'completed' } },
    completed: { type: 'final' },
  },
});

/** An import as a fold over its facts. */
export const anImport = actorOf(machine);
export type Import = SnapshotFrom<typeof machine>;

// ── Commands ─────────────────────────────────────────────────────────────────

/** Begins an import, or records that all its runs are here. */
export type ImportCommand =
  | ({ type: 'import.begin' } & Parameters<typeof ImportBegun>[0])
  | { type: 'import.complete'; importId: ImportId };

/** Returns an empty list when nothing changes. */
export function decide(command: ImportCommand, known: Import | undefined): ImportFact[] {
  if (command.type === 'import.begin') {
    const { type: _, ...beginning } = command;
    return known ? [] : [ImportBegun(beginning)];
  }
  const { importId } = command;
  if (!known) throw refuse('import/unknown', { import: importId });
  return known.matches('begun') ? [ImportCompleted({ importId })] : [];
}

// ── To-dos ───────────────────────────────────────────────────────────────────

// None: the caller sends the file again.
