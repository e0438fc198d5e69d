import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as agentActor from '../../actors/agent.ts';
import type * as assignmentActor from '../../actors/assignment.ts';
import { assignmentAt, unitOf } from '../../actors/run.ts';
import * as taskRunActor from '../../actors/task-run.ts';
import * as unitActor from '../../actors/unit.ts';
import {
  accepted,
  ada,
  assigned,
  bob,
  connected,
  opened,
  runId,
  skyCreated,
  submitted,
} from '../../events/fixtures.ts';
import { type AgentId, partsOf, type UnitId } from '../../events/ids.ts';
import { storedCommit } from '../../events/log.ts';
import { allProjections, allTables } from '../all.ts';
import { taskRuns } from '../runs/task-runs.ts';
import { everyRow, projected, recorded } from '../specify.ts';
import { histories } from '../specify-runs.ts';
import { agents } from '../units/agents.ts';
import { assignments } from '../units/assignments.ts';
import { bonuses } from '../units/bonuses.ts';
import { runRow } from '../units/run-rows.ts';
import { units } from '../units/units.ts';
import { openToWrite } from './database.ts';
import { deadLetterCount, deadLetters } from './dead-letters.ts';
import { checkpoints } from './projection.ts';
import { CheckpointMoved, openProjector } from './projector.ts';
import { skippedFacts, skippedSentence } from './skipped-facts.ts';

describe('the projector', () => {
  it('gives the same rows however the commits are cut into batches', () =>
    fc.assert(
      fc.property(histories, fc.array(fc.nat(20), { minLength: 1 }), ({ commits }, sizes) => {
        const whole = projected(commits).db;
        const db = openToWrite(':memory:', allTables);
        const left = [...commits];
        for (let batch = 0; left.length > 0; batch++) {
          const projector = openProjector(db, allProjections);
          projector.project(left.splice(0, 1 + (sizes[batch % sizes.length] ?? 0)));
        }
        expect(everyRow(db)).toEqual(everyRow(whole));
      }),
      { numRuns: 60 },
    ));

  it('shows what the actors know', () =>
    fc.assert(
      fc.property(histories, ({ commits, runs }) => {
        const { db, projector } = projected(commits);
        expect(projector.states().filter(({ stopped }) => stopped)).toEqual([]);
        for (const [id, run] of runs) {
          const runShown = runRow(db, id, () => '');
          expect(runShown).toMatchObject({
            ...run.tally,
            status: taskRunActor.statusOf(run.taskRun),
          });
          expect(runShown?.assignments).toBe(run.freeUnits.sizes.length);
          for (const [agentId] of run.agents.entries()) {
            const agent = run.agents.get(agentId as AgentId) as agentActor.Agent;
            const row = db
              .select()
              .from(agents)
              .all()
              .find((one) => one.agentId === agentId);
            const { workerId, unitId } = agent.context;
            expect(row).toMatchObject({ workerId, unitId, status: agentActor.statusOf(agent) });
          }
        }
        const runOf = (id: string) => [...runs].find(([known]) => known === id)![1];
        for (const { unitId, runId: id, status, agentId, workerId, ...unitRow } of db.select().from(units).all()) {
          const { unit } = unitOf(runOf(id), unitId as UnitId)!;
          const {
            agentId: agent = null,
            workerId: worker = null,
            reviewer = null,
            secondOpinion: asked,
          } = unit.context;
          expect([status, agentId, workerId]).toEqual([unitActor.statusOf(unit), agent, worker]);
          expect([unitRow.reviewedBy, unitRow.secondOpinion]).toEqual([reviewer, asked?.at(-1)?.by ?? null]);
        }
        const promised = [...runs.values()].flatMap((run) => [...run.bonuses]);
        const shown = db.select().from(bonuses).all();
        expect(new Map(shown.map(({ bonusId, unitId, cents, state }) => [bonusId, { unitId, cents, state }]))).toEqual(
          new Map<string, unknown>(promised),
        );
        for (const { assignmentId, runId: id, status } of db.select().from(assignments).all()) {
          const actor: assignmentActor.Assignment = assignmentAt(runOf(id), partsOf(assignmentId as UnitId).index);
          expect(status).toBe(actor.value);
        }
      }),
      { numRuns: 60 },
    ));

  it('projects a commit once, however often it arrives', () => {
    const commits = recorded([opened(), skyCreated, assigned(ada)]);
    const { db, projector } = projected(commits);
    const before = everyRow(db);
    expect(projector.project(commits)).toEqual({ facts: 0, runs: new Set() });
    expect(openProjector(db, allProjections).project(commits).facts).toBe(0);
    expect(everyRow(db)).toEqual(before);
  });

  it('stores unreadable facts as dead letters, and goes on', () => {
    const unknownType = { type: 'unit.painted', version: 1, data: { colour: 'red' } };
    const tooNew = { ...skyCreated, version: 9 };
    const misshapen = { type: 'unit.assigned', version: 1, data: {} };
    const { db, projector } = projected(recorded([opened(), unknownType, tooNew, misshapen, skyCreated]));
    expect(db.select().from(deadLetters).all()).toMatchObject([
      {
        position: '2.0',
        type: 'unit.painted',
        reason: expect.stringContaining('No fact is called'),
        recorded: unknownType,
      },
      { position: '3.0', type: 'assignment.created', reason: expect.stringContaining('newer than version 1') },
      { position: '4.0', type: 'unit.assigned', reason: expect.stringContaining('unitId') },
    ]);
    expect(deadLetterCount(db)).toBe(3);
    expect(projector.states().every(({ stopped, sequence }) => stopped === null && sequence === 5)).toBe(true);
    expect(runRow(db, runId, () => '')).toMatchObject({ units: 2 });
  });

  it('stores lines of the log that are no facts as dead letters', () => {
    const { db } = projected([storedCommit({ id: 'a-message', run: 'colours-1', json: ['no fact', '{}'] }, 1)]);
    const reason = 'No fact is called fact.unreadable.';
    expect(db.select().from(deadLetters).all()).toMatchObject([
      { position: '1.0', reason },
      { position: '1.1', reason },
    ]);
  });

  it('stops a projection that fails before the commit it cannot handle, and lets the others go on', () => {
    const { db, projector } = projected(recorded([opened(), skyCreated, accepted(ada), connected(ada)]));
    const states = new Map(projector.states().map((state) => [state.projection, state]));
    expect(states.get('units')).toMatchObject({ sequence: 2, stopped: { position: '3.0', type: 'unit.accepted' } });
    expect(states.get('agents')).toMatchObject({ sequence: 2, stopped: { position: '3.0' } });
    expect(states.get('workers')).toMatchObject({ sequence: 4, stopped: null });
    expect(db.select().from(units).all()).toHaveLength(2);
    expect(projector.sequence).toBe(4);

    projector.project(recorded([opened(), skyCreated, accepted(ada), connected(ada), assigned(ada)]));
    expect(projector.states().find(({ projection }) => projection === 'units')).toMatchObject({ sequence: 2 });
    const shown = db.select().from(checkpoints).all();
    expect(shown).toEqual(expect.arrayContaining(projector.states()));
  });

  it('skips what does not fit a log with losses, and keeps which facts it skipped', () => {
    const commits = recorded([opened(), skyCreated, accepted(ada), connected(ada), assigned(ada)]);
    const { db } = projected([]);
    const projector = openProjector(db, allProjections, { isLossy: true });
    projector.project(commits);
    expect(projector.states().every(({ stopped, sequence }) => stopped === null && sequence === 5)).toBe(true);
    expect(db.select().from(skippedFacts).all()).toMatchObject([
      { position: '3.0', type: 'unit.accepted', runId, reason: expect.stringContaining('units: ') },
    ]);
    expect(skippedSentence(db)).toContain('1 fact does not fit the log');
    expect(skippedSentence(db)).toContain(': 3.0 (unit.accepted).');
    expect(deadLetterCount(db)).toBe(0);
  });

  it.each([
    ['the arrival of a worker', [opened(), skyCreated, submitted(ada), connected(bob)], '3.0 (unit.submitted)'],
    ['the start of a run', [skyCreated], '1.0 (assignment.created)'],
  ])('skips also what only fails when it is written, because %s was lost', (_, facts, named) => {
    const { db } = projected([]);
    const projector = openProjector(db, allProjections, { isLossy: true });
    projector.project(recorded(facts));
    expect(projector.states().every(({ stopped, sequence }) => stopped === null && sequence === facts.length)).toBe(
      true,
    );
    expect(skippedSentence(db)).toContain(
      `1 fact does not fit the log since its accepted loss, and the screens leave it out: ${named}.`,
    );
  });

  it('has nothing to say of skipped facts while all fit', () => {
    expect(skippedSentence(projected(recorded([opened(), skyCreated])).db)).toBeUndefined();
  });

  it('tries again, when it is opened, the fact at which a projection stopped', () => {
    const commits = recorded([opened(), accepted(ada), skyCreated]);
    const { db } = projected(commits);
    const mended = recorded([opened(), skyCreated, assigned(ada), submitted(ada)]);
    const projector = openProjector(db, allProjections);
    expect(projector.sequence).toBe(1);
    projector.project(mended);
    const unitsState = projector.states().find(({ projection }) => projection === 'units');
    expect(unitsState).toMatchObject({ stopped: null, sequence: 4 });
    expect(db.select().from(units).all()).toMatchObject([{ status: 'completed' }, { status: 'open' }]);
  });

  it('changes nothing when another writer has moved a checkpoint', () => {
    const { db, projector } = projected(recorded([opened()]));
    db.update(checkpoints).set({ sequence: 7 }).run();
    const before = everyRow(db);
    expect(() => projector.project(recorded([opened(), skyCreated]))).toThrow(CheckpointMoved);
    expect(everyRow(db)).toEqual(before);
    expect(db.select().from(taskRuns).all()).toHaveLength(1);
  });
});
