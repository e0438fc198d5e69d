import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryLog } from '../adapters/nats/log/memory.ts';
import { type AnyNewFact, read } from '../events/catalog.ts';
import type { QualificationId, UnitId, WorkerId } from '../events/ids.ts';
import { WORKSPACE } from '../events/log.ts';
import { QualificationCreated, QualificationEdited, QualificationRetired } from '../events/qualification.ts';
import {
  WorkerBlocked,
  WorkerQualificationGranted,
  WorkerQualificationRevoked,
  WorkerUnblocked,
} from '../events/worker.ts';
import { openMailbox } from './mailbox.ts';
import { givenWorkspace } from './specify.ts';
import { worker } from './worker.ts';
import { emptyWorkspace, evolve, type WorkspaceCommand, workspaceDecider } from './workspace.ts';

const qualificationId = 'french-x7k2p' as QualificationId;
const otherId = 'german-b2b2b' as QualificationId;
const workerId = 'worker-ada' as WorkerId;
const unitId = 'colours-1.0.0' as UnitId;
const french = QualificationCreated({ qualificationId, name: 'French', description: 'Reads French.' });
const german = QualificationCreated({ qualificationId: otherId, name: 'German', description: '' });
const retired = QualificationRetired({ qualificationId });
const granted = (value = 1) => WorkerQualificationGranted({ workerId, qualificationId, value });
const revoked = WorkerQualificationRevoked({ workerId, qualificationId });
const blocked = WorkerBlocked({ workerId, reason: 'Copies.' });
const unblocked = WorkerUnblocked({ workerId });

const create = { type: 'qualification.create', qualificationId, name: 'French', description: 'Reads French.' } as const;
const ada = { workerId, hasWorked: true } as const;
const grant = { type: 'worker.grant', ...ada, qualificationId, value: 1 } as const;
const revoke = { type: 'worker.revoke', ...ada, qualificationId } as const;
const block = { type: 'worker.block', ...ada, reason: 'Copies.' } as const;
const unblock = { type: 'worker.unblock', ...ada } as const;

describe('many grants at once', () => {
  const grantAll = (...values: [WorkerId, QualificationId, number][]) =>
    ({
      type: 'workers.grant',
      grants: values.map(([who, what, value]) => ({ workerId: who, qualificationId: what, value, unitId })),
    }) as const;
  const bob = 'worker-bob' as WorkerId;

  it('record what is new, and leave out what can never be granted any more', () => {
    const all = grantAll([workerId, qualificationId, 1], [workerId, otherId, 2], [bob, otherId, 3]);
    const fact = (who: WorkerId, what: QualificationId, value: number) =>
      WorkerQualificationGranted({ workerId: who, qualificationId: what, value, unitId });
    givenWorkspace(french, german)
      .when(all)
      .then(fact(workerId, qualificationId, 1), fact(workerId, otherId, 2), fact(bob, otherId, 3));
    givenWorkspace(french, german, fact(bob, otherId, 3), retired)
      .when(all)
      .then(fact(workerId, otherId, 2));
    givenWorkspace(german)
      .when(grantAll([bob, qualificationId, 1]))
      .then();
  });
  it('need no records of notes and verdicts of their own, so that a million workers fit into memory', () => {
    const state = emptyWorkspace();
    for (const fact of [french, german, granted(), granted(2)]) evolve(state, fact);
    const empty = worker.initial.context;
    const { notes, last, verdicts } = state.workers.get(workerId)?.context ?? {};
    expect([notes === empty.notes, last === empty.last, verdicts === empty.verdicts]).toEqual([true, true, true]);
  });
});

describe('a qualification', () => {
  it('is created once, however often the command is sent', () => {
    givenWorkspace().when(create).then(french);
    givenWorkspace(french).when(create).then();
  });
  it('has a name that no other active one has, whatever its capitals and spaces', () => {
    const again = { ...create, qualificationId: otherId, name: ' FRENCH ' };
    givenWorkspace(french).when(again).thenRefused('qualification/name-taken');
    givenWorkspace(french)
      .when({ ...again, name: 'Ｆｒｅｎｃｈ' })
      .thenRefused('qualification/name-taken');
    givenWorkspace(french, german)
      .when({ type: 'qualification.edit', qualificationId, name: 'german' })
      .thenRefused('qualification/name-taken');
    givenWorkspace(french, retired)
      .when(again)
      .then(QualificationCreated({ qualificationId: otherId, name: ' FRENCH ', description: 'Reads French.' }));
  });
  it('gives the name up that it had before', () => {
    const renamed = QualificationEdited({ qualificationId, name: 'Français' });
    givenWorkspace(french, renamed)
      .when({ ...create, qualificationId: otherId })
      .then(QualificationCreated({ qualificationId: otherId, name: 'French', description: 'Reads French.' }));
  });
  it('is edited in what is new only', () => {
    const edit = { type: 'qualification.edit', qualificationId } as const;
    givenWorkspace(french)
      .when({ ...edit, name: 'french' })
      .then(QualificationEdited({ qualificationId, name: 'french' }));
    givenWorkspace(french)
      .when({ ...edit, name: 'French', description: '' })
      .then(QualificationEdited({ qualificationId, description: '' }));
    givenWorkspace(french)
      .when({ ...edit, name: 'Français', description: 'Reads French.' })
      .then(QualificationEdited({ qualificationId, name: 'Français' }));
    givenWorkspace(french)
      .when({ ...edit, name: 'French' })
      .then();
    givenWorkspace().when(edit).thenRefused('qualification/unknown');
  });
  it('is not retired while a run decides by it who may work', () => {
    givenWorkspace(french)
      .when({ type: 'qualification.retire', qualificationId, requiredBy: ['colours-1'] })
      .thenRefused('qualification/required');
  });
  it('is neither granted nor edited once it is retired, and may still be taken away', () => {
    givenWorkspace(french).when({ type: 'qualification.retire', qualificationId }).then(retired);
    givenWorkspace(french, retired).when({ type: 'qualification.retire', qualificationId }).then();
    givenWorkspace(french, retired)
      .when({ type: 'qualification.retire', qualificationId, requiredBy: ['colours-1'] })
      .then();
    givenWorkspace(french, retired).when(grant).thenRefused('qualification/retired');
    givenWorkspace(french, retired)
      .when({ type: 'qualification.edit', qualificationId, name: 'F' })
      .thenRefused('qualification/retired');
    givenWorkspace(french, granted(), retired).when(revoke).then(revoked);
  });
});

describe('a worker', () => {
  it('is granted a qualification, with the unit and the note that go with it', () => {
    givenWorkspace(french).when(grant).then(granted());
    givenWorkspace(french)
      .when({ ...grant, unitId, note: 'Well put.' })
      .then(WorkerQualificationGranted({ workerId, qualificationId, value: 1, unitId, note: 'Well put.' }));
  });
  it('is granted it anew for another value, and not for the same', () => {
    givenWorkspace(french, granted(1))
      .when({ ...grant, value: 0 })
      .then(granted(0));
    givenWorkspace(french, granted(0))
      .when({ ...grant, value: 0 })
      .then();
    givenWorkspace(french, granted(0), revoked)
      .when({ ...grant, value: 0 })
      .then(granted(0));
  });
  it('is granted it again at the same value for another note, which is kept', () => {
    const noted = WorkerQualificationGranted({ workerId, qualificationId, value: 1, note: 'Well put.' });
    const again = { ...grant, note: 'Well put.' };
    givenWorkspace(french, granted()).when(again).then(noted);
    givenWorkspace(french, noted).when(again).then();
    givenWorkspace(french, noted).when(grant).then();
    givenWorkspace(french, noted, granted(2), granted()).when(again).then(noted);
    givenWorkspace(french, noted, revoked, granted()).when(again).then(noted);
  });
  it('loses only what they hold', () => {
    givenWorkspace(french, granted(0)).when(revoke).then(revoked);
    givenWorkspace(french, granted(), revoked).when(revoke).then();
    givenWorkspace().when(revoke).thenRefused('qualification/unknown');
  });
  it('is blocked for a reason, and the reason stays until they are free again', () => {
    givenWorkspace().when(block).then(blocked);
    givenWorkspace(blocked).when(block).then();
    givenWorkspace(blocked)
      .when({ ...block, reason: 'Sleeps.' })
      .thenRefused('worker/blocked');
    givenWorkspace(blocked, unblocked).when(block).then(blocked);
  });
  it('is unblocked only from a block', () => {
    givenWorkspace(blocked).when(unblock).then(unblocked);
    givenWorkspace().when(unblock).then();
    givenWorkspace(blocked)
      .when({ ...unblock, note: 'A mistake.' })
      .then(WorkerUnblocked({ workerId, note: 'A mistake.' }));
  });
  it('keeps their qualifications through a block, and gets new ones', () =>
    givenWorkspace(french, granted(3), blocked)
      .when({ ...grant, value: 4 })
      .then(granted(4)));
  it('must have worked here', () => {
    for (const command of [grant, revoke, block, unblock])
      givenWorkspace(french)
        .when({ ...command, hasWorked: false })
        .thenRefused('worker/unknown');
  });
});

describe('the workspace', () => {
  const [names, workers] = [
    ['French', 'french', 'German', 'Greek'],
    ['ada', 'bob'],
  ];
  const id = fc.integer({ min: 0, max: 3 }).map((n) => `q-${n}` as QualificationId);
  const who = fc.constantFrom(...workers).map((name) => ({ workerId: name as WorkerId, hasWorked: true }));
  const command: fc.Arbitrary<WorkspaceCommand> = fc.oneof(
    fc.record({
      type: fc.constant('qualification.create' as const),
      qualificationId: id,
      name: fc.constantFrom(...names),
      description: fc.constantFrom('', 'a'),
    }),
    fc.record({
      type: fc.constant('qualification.edit' as const),
      qualificationId: id,
      name: fc.constantFrom(...names),
    }),
    fc.record({ type: fc.constant('qualification.retire' as const), qualificationId: id }),
    fc
      .record({
        type: fc.constant('worker.grant' as const),
        who,
        qualificationId: id,
        value: fc.integer({ max: 3, min: 0 }),
      })
      .map(({ who, ...rest }) => ({ ...rest, ...who })),
    fc
      .record({ type: fc.constant('worker.revoke' as const), who, qualificationId: id })
      .map(({ who, ...rest }) => ({ ...rest, ...who })),
    fc
      .record({
        type: fc.constantFrom('worker.block' as const, 'worker.unblock' as const),
        who,
        reason: fc.constantFrom('a', 'b'),
      })
      .map(({ who, ...rest }) => ({ ...rest, ...who })),
  );

  it('is at every end what its log folds to, whichever of two writers decided', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.tuple(command, fc.boolean()), { maxLength: 8 }), { maxLength: 10 }),
        async (rounds) => {
          const log = memoryLog();
          let ids = 0;
          const open = () =>
            openMailbox({
              decider: workspaceDecider,
              log,
              stream: WORKSPACE,
              stamp: (by) => ({ id: `fact-${ids++}`, at: '2026-01-01T12:00:00.000Z', by }),
              commitId: () => `commit-${ids++}`,
              pause: async () => undefined,
            });
          const writers = [await open(), await open()] as const;
          for (const round of rounds)
            await Promise.allSettled(round.map(([command, first]) => writers[Number(first)]!.ask(command, 'spec')));
          const folded = emptyWorkspace();
          const facts: AnyNewFact[] = [];
          for await (const commit of log.read(WORKSPACE)) facts.push(...commit.facts.map(read));
          for (const fact of facts) evolve(folded, fact);
          const picture = ({ qualifications, workers, names, blocked }: typeof folded) => [
            [...qualifications.entries()],
            [...workers.entries()],
            [...names].sort(),
            [...blocked].sort(),
          ];
          for (const { state, sequence } of writers)
            if (sequence === (await log.head())) expect(picture(state)).toEqual(picture(folded));

          const active = [...folded.qualifications.entries()].filter(([, { state }]) => state === 'active');
          const taken = active.map(([, { context }]) => context.name.toLowerCase());
          expect(new Set(taken).size).toBe(taken.length);
          expect([...folded.names].map(([, held]) => held).sort()).toEqual(active.map(([held]) => held).sort());
          const blocked = [...folded.workers.entries()]
            .filter(([, { state }]) => state === 'blocked')
            .map(([name]) => name);
          expect([...folded.blocked].sort()).toEqual(blocked.sort());
        },
      ),
      { numRuns: 100 },
    ));
});
