import { describe, expect, it } from 'vitest';
import { AgentConnected } from '../events/agent.ts';
import { AssignmentCreated } from '../events/assignment.ts';
import type { AgentId, AssignmentId, UnitId, WorkerId } from '../events/ids.ts';
import { UnitAssigned, UnitSubmitted } from '../events/unit.ts';
import type { Database } from './database.ts';
import { type ExportOf, type ExportRow, exportRows } from './export-rows.ts';
import {
  accepted,
  ada,
  assignmentId,
  bob,
  comes,
  created,
  opened,
  rejected,
  runId,
  submits,
  submitsLate,
  takes,
  timesOut,
  unitId,
} from './fixtures.ts';
import { minute, projected, recorded } from './specify.ts';

async function all(db: Database, of: ExportOf): Promise<ExportRow[]> {
  const rows: ExportRow[] = [];
  for await (const row of exportRows(db, of)) rows.push(row);
  return rows;
}

describe('the export', () => {
  const attempts = [comes(ada), takes(ada), timesOut(ada), comes(bob), takes(bob), submits(bob), submitsLate(ada)];
  const { db } = projected(recorded([opened, created, ...attempts, rejected(bob, 'wrong'), accepted(bob)]));

  it('has a row for each answer, with all that an analysis needs', async () => {
    const [counting, late, ...others] = await all(db, { run: runId });
    expect(others).toEqual([]);
    expect(counting).toEqual({
      task: 'colours',
      run: runId,
      assignment: assignmentId,
      unit: unitId,
      worker: bob.workerId,
      agent: bob.agentId,
      status: 'accepted',
      assigned_at: minute(5),
      submitted_at: minute(7),
      seconds: 120,
      late: false,
      data: { image: 'sky.png', hint: 'look up' },
      answer: { colour: 'blue' },
      files: [expect.objectContaining({ name: 'why.txt' })],
      review: { decision: 'accepted', note: null, by: 'spec', at: minute(10) },
    });
    expect(late).toMatchObject({
      agent: ada.agentId,
      status: 'late',
      late: true,
      answer: { colour: 'grey' },
      review: null,
    });
  });

  it('takes all runs of a task, and no others', async () => {
    expect(await all(db, { task: 'colours' })).toHaveLength(2);
    expect(await all(db, { task: 'shapes' })).toEqual([]);
    expect(await all(db, { run: 'another-run' })).toEqual([]);
  });

  it('leaves nothing out and repeats nothing over many pages', async () => {
    const total = 250;
    const work = Array.from({ length: total }, (_, n) => {
      const [agentId, workerId] = [`agent-${n}` as AgentId, `worker-${n}` as WorkerId];
      const place = { unitId: `${runId}.0.${n}` as UnitId, assignmentId: assignmentId as AssignmentId };
      return [
        AgentConnected({ agentId, workerId, unitId: place.unitId, crowd: 'mock', worker: '', registration: '' }),
        UnitAssigned({ ...place, agentId, workerId, deadline: minute(0) }),
        UnitSubmitted({ ...place, agentId, workerId, answer: n }),
      ];
    });
    const facts = [opened, AssignmentCreated({ assignmentId, units: total, shared: {} }), ...work.flat()];
    const rows = await all(projected(recorded(facts)).db, { run: runId });
    expect(rows.map(({ answer }) => answer)).toEqual(Array.from({ length: total }, (_, n) => n));
  });
});
