import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { AgentConnected } from '../../../events/agent.ts';
import { AssignmentCreated } from '../../../events/assignment.ts';
import type { AnyNewFact } from '../../../events/catalog.ts';
import { type AgentId, assignmentIdOf, type RunId, unitIdOf, type WorkerId } from '../../../events/ids.ts';
import { storedCommit } from '../../../events/log.ts';
import { TaskRunOpened } from '../../../events/task-run.ts';
import { UnitAssigned, UnitSubmitted } from '../../../events/unit.ts';
import { allProjections, allTables } from '../../../projections/all.ts';
import { type Database, openToRead, openToWrite } from '../../../projections/store/database.ts';
import { openProjector, type Projector } from '../../../projections/store/projector.ts';
import type { Change } from '../../../runtime/ports/read-model.ts';
import { newShared } from '../read-model/backpressure.ts';
import { draftOf } from '../read-model/for-tests.ts';

const settings = {
  unitsPerAssignment: 1,
  assignmentDurationSeconds: 600,
  maximumUnitsPerWorker: 0,
  allowedConcurrent: 0,
  maxNumConcurrentUnits: 0,
};
const time = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

/** The facts that open a run of these items, one unit for each. */
export const openedRun = (runId: RunId, items: readonly Record<string, unknown>[]): AnyNewFact[] => [
  TaskRunOpened({ runId, task: 'films', title: 'Films', lazy: false, launched: { folder: '/' }, settings, config: {} }),
  ...items.map((shared, n) => AssignmentCreated({ assignmentId: assignmentIdOf(runId, n), units: 1, shared })),
];

/** The unit of an item, and who has it. */
export const unitOf = (runId: RunId, item: number, name = 'ada') => ({
  unitId: unitIdOf(runId, item, 0),
  assignmentId: assignmentIdOf(runId, item),
  agentId: `${runId}-${item}-${name}` as AgentId,
  workerId: name as WorkerId,
});

/** The facts of a submitted answer. */
export function answered(runId: RunId, item: number, answer: unknown, name = 'ada'): AnyNewFact[] {
  const unit = unitOf(runId, item, name);
  const { agentId, workerId, unitId } = unit;
  const arrival = { agentId, workerId, unitId, provider: 'mock', worker: name, registration: agentId };
  return [
    AgentConnected(arrival),
    UnitAssigned({ ...unit, deadline: time(36_000) }),
    UnitSubmitted({ ...unit, answer }),
  ];
}

/** Rows as a read model would have them, with facts recorded one decision after the other. */
export function openRows(folder: string) {
  const listeners = new Set<(change: Change) => void>();
  const shared = newShared();
  let file = join(folder, '1.db');
  let rows: Database;
  let projector: Projector;
  let db: Database;
  let sequence = 0;
  let mends = 0;

  function open() {
    rows = openToWrite(file, allTables);
    projector = openProjector(rows, allProjections);
    db = openToRead(file);
  }
  function close() {
    db.$client.close();
    rows.$client.close();
  }
  function changed(runs: string[]) {
    for (const listener of listeners) listener({ sequence, runs });
  }
  open();

  return {
    readModel: {
      shared,
      mend: () => void mends++,
      get db() {
        return db;
      },
      onChange(listener: (change: Change) => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    /** Records a decision of a run, and brings the rows there. */
    record(run: string, ...facts: AnyNewFact[]): void {
      sequence++;
      projector.project([storedCommit(draftOf(run, sequence, facts), sequence)]);
      changed([run]);
    },
    /** Changes the rows without a notification. */
    change: (how: (rows: Database) => unknown): void => void how(rows),
    /** Lets a copy of the rows take over, as a rebuild would. */
    replace(name: string): void {
      rows.$client.pragma('wal_checkpoint(truncate)');
      const newer = join(folder, name);
      copyFileSync(file, newer);
      close();
      file = newer;
      open();
      changed([]);
    },
    mends: () => mends,
    close,
  };
}
