import { describe, expect, it } from 'vitest';
import {
  accepted,
  ada,
  begun,
  bonus,
  bonusGranted,
  bonusPaid,
  bonusWithdrawn,
  issuedBy,
  person,
  sea0,
  sky0,
  submitted,
  took,
  undone,
} from '../events/fixtures.ts';
import type { QualificationId, RunId, UnitId, VerdictId, WorkerId } from '../events/ids.ts';
import { QualificationCreated, QualificationRetired } from '../events/qualification.ts';
import { UnitVerdictFollowed } from '../events/unit.ts';
import { type FollowUp, VerdictBegun, VerdictCompleted, VerdictUndoBegun, VerdictUndone } from '../events/verdict.ts';
import {
  WorkerBanned,
  WorkerQualificationGranted,
  WorkerQualificationRevoked,
  WorkerUnbanned,
  WorkerVerdictFollowed,
  WorkerVerdictUndone,
} from '../events/worker.ts';
import { given, specifyDecider } from './specify.ts';
import { emptyWorkspace, evolve, todo, workspaceDecider } from './workspace.ts';

const verdictId = 'v-1' as VerdictId;
const other = 'v-2' as VerdictId;
const [anna, ben] = ['reviewer:anna', 'reviewer:ben'];
const french = 'french-x7k2p' as QualificationId;
const german = 'german-b2b2b' as QualificationId;
const follow: FollowUp = { grants: [{ qualificationId: french, value: 2 }], revokes: [], explanation: 'Careful.' };

/** An empty list that a command may have. */
const none: never[] = [];

describe('a unit of a verdict', () => {
  const { unitId } = sky0;
  const { workerId } = ada;
  const again = person('ada', 2);
  const done = [...begun(), ...took(ada, sky0), submitted(ada, sky0)];
  const both = [...done, ...took(again, sea0)];
  const decided = accepted(ada, sky0, { verdictId, follow });
  const takenBack = undone(ada, sky0, { verdictId });
  const accept = { type: 'unit.accept', unitId, by: anna, verdictId, follow } as const;
  const undo = { type: 'unit.undo-verdict', unitId, verdictId, bonusId: bonus.bonusId } as const;
  const followed = UnitVerdictFollowed({ ...sky0, workerId, verdictId, refused: [] });

  it('is decided in one commit with all that is to follow', () =>
    given(...done)
      .when(accept)
      .then(decided));
  it('waits until what follows was carried out', () => {
    given(...done, decided).thenWaits('follow-verdict');
    given(...done, decided, followed).thenWaits();
    given(...done, accepted(ada, sky0, { verdictId })).thenWaits();
  });
  it('records once that it was carried out', () => {
    const note = { type: 'unit.note-followed', unitId, verdictId, workerId, refused: none } as const;
    given(...done, decided)
      .when(note)
      .then(followed);
    given(...done, decided, followed)
      .when(note)
      .then();
    given(...done)
      .when(note)
      .thenRefused('verdict/unknown');
  });
  it('states once for a worker what is to follow', () => {
    given(...both, submitted(again, sea0), decided)
      .when({ ...accept, unitId: sea0.unitId })
      .then(accepted(again, sea0, { verdictId }));
  });
  it('is not decided again by the same verdict, also after it was taken back', () => {
    given(...done, issuedBy(anna, decided))
      .when(accept)
      .then();
    given(...done, issuedBy(anna, decided), takenBack)
      .when(accept)
      .then();
  });
  it('does not lose what is to follow when the decision stood already', () => {
    const before = issuedBy(anna, accepted(ada, sky0, { verdictId: other }));
    given(...done, before)
      .when({ ...accept, follow: undefined })
      .then();
    given(...done, before)
      .when(accept)
      .thenRefused('unit/already-reviewed');
    given(...done, issuedBy(anna, decided))
      .when({ ...accept, verdictId: other })
      .then();
  });
  it('is undone with its bonus, once', () => {
    const facts = [...done, issuedBy(anna, decided), bonusGranted(ada, sky0)];
    given(...facts)
      .when(undo)
      .then(takenBack, bonusWithdrawn(ada, sky0));
    given(...facts, takenBack, bonusWithdrawn(ada, sky0))
      .when(undo)
      .then();
    given(...facts, bonusPaid(ada, sky0))
      .when(undo)
      .then(takenBack);
  });
  it('is left as it is when somebody decided anew', () => {
    const anew = issuedBy(ben, accepted(ada, sky0, { verdictId: other }));
    given(...done, issuedBy(anna, decided), takenBack, anew)
      .when(undo)
      .thenRefused('verdict/superseded');
    given(...done)
      .when(undo)
      .thenRefused('unit/not-reviewed');
  });
  it('says which verdict was taken back when only its own decision is', () =>
    given(...done, issuedBy(anna, decided))
      .when({ type: 'unit.undo-review', unitId, by: ben })
      .then(takenBack));
});

const above = specifyDecider({ ...workspaceDecider, evolve });

describe('what follows for a worker', () => {
  const workerId = 'worker-ada' as WorkerId;
  const unitId = 'colours-1.0.0' as UnitId;
  const created = [
    QualificationCreated({ qualificationId: french, name: 'French', description: '' }),
    QualificationCreated({ qualificationId: german, name: 'German', description: '' }),
  ];
  const of = { workerId, verdictId, unitId };
  const ask = { type: 'worker.follow-verdict', ...of, hasWorked: true, follow } as const;
  const undo = { type: 'worker.undo-verdict', workerId, verdictId, hasWorked: true } as const;
  const grant = WorkerQualificationGranted({
    workerId,
    qualificationId: french,
    value: 2,
    unitId,
    note: 'Careful.',
    verdictId,
  });
  const followed = WorkerVerdictFollowed({ ...of, refused: [] });
  const undone = (...kept: string[]) => WorkerVerdictUndone({ workerId, verdictId, kept });
  const before = WorkerQualificationGranted({ workerId, qualificationId: french, value: 1 });
  const held = WorkerQualificationGranted({ workerId, qualificationId: german, value: 7 });
  const revoked = WorkerQualificationRevoked({ workerId, qualificationId: german, unitId, verdictId });
  const banned = WorkerBanned({ workerId, reason: 'A bot.', unitId, verdictId });

  it('is decided in one commit, once', () => {
    above(...created)
      .when(ask)
      .then(grant, followed);
    above(...created, grant, followed)
      .when(ask)
      .then();
    const sanctions = { ...ask, follow: { grants: [], revokes: [german], ban: 'A bot.' } };
    above(...created, held)
      .when(sanctions)
      .then(revoked, banned, followed);
  });
  it('is carried out but for the parts that are refused', () => {
    const retired = QualificationRetired({ qualificationId: french });
    const refused = [{ what: `grant ${french}`, code: 'qualification/retired', message: expect.any(String) as string }];
    above(...created, retired)
      .when({ ...ask, follow: { ...follow, ban: 'A bot.' } })
      .then(banned, WorkerVerdictFollowed({ ...of, refused }));
  });
  it('is taken back to what was before', () => {
    above(...created, before, grant, followed)
      .when(undo)
      .then(WorkerQualificationGranted({ workerId, qualificationId: french, value: 1 }), undone());
    above(...created, grant, followed)
      .when(undo)
      .then(WorkerQualificationRevoked({ workerId, qualificationId: french }), undone());
    above(...created, held, revoked, banned, followed)
      .when(undo)
      .then(
        WorkerQualificationGranted({ workerId, qualificationId: german, value: 7 }),
        WorkerUnbanned({ workerId }),
        undone(),
      );
  });
  it('stays where somebody changed it since', () => {
    const since = WorkerQualificationGranted({ workerId, qualificationId: french, value: 9 });
    above(...created, grant, followed, since)
      .when(undo)
      .then(undone(french));
    above(banned, followed, WorkerUnbanned({ workerId }), WorkerBanned({ workerId, reason: 'Again.' }))
      .when(undo)
      .then(undone('ban'));
  });
  it('is taken back once, and never for a verdict nothing followed from', () => {
    above(...created, grant, followed, undone())
      .when(undo)
      .then();
    above(...created, grant, followed, undone())
      .when(ask)
      .then();
    above().when(undo).then();
  });
});

describe('a verdict on many units', () => {
  const units = [{ run: 'colours-1' as RunId, units: ['0.0', '1.0'] }];
  const begunIt = VerdictBegun({ verdictId, decision: 'accepted', units });
  const completed = VerdictCompleted({ verdictId, reviewed: 2, refused: 0, firstRefused: [] });
  const undoBegun = VerdictUndoBegun({ verdictId, units });
  const undone = VerdictUndone({ verdictId, undone: 2, refused: 0, firstRefused: [], kept: [] });
  const begin = { type: 'verdict.begin', verdictId, decision: 'accepted', units } as const;
  const complete = { type: 'verdict.complete', verdictId, reviewed: 2, refused: 0, firstRefused: none } as const;
  const beginUndo = { type: 'verdict.begin-undo', verdictId, units } as const;
  const completeUndo = {
    type: 'verdict.complete-undo',
    verdictId,
    undone: 2,
    refused: 0,
    firstRefused: none,
    kept: none,
  } as const;
  const waits = (...facts: Parameters<typeof above>) => {
    const workspace = emptyWorkspace();
    for (const fact of facts) evolve(workspace, fact);
    return todo(workspace).map((wait) => [wait.do, wait.key]);
  };

  it('begins and ends once', () => {
    above().when(begin).then(begunIt);
    above(begunIt).when(begin).then();
    above(begunIt).when(complete).then(completed);
    above(begunIt, completed).when(complete).then();
    above().when(complete).thenRefused('verdict/unknown');
  });
  it('is undone once it has come to its end, and once', () => {
    above(begunIt).when(beginUndo).thenRefused('verdict/in-progress');
    above(begunIt, completed).when(beginUndo).then(undoBegun);
    above(begunIt, completed, undoBegun).when(beginUndo).then();
    above(begunIt, completed, undoBegun).when(completeUndo).then(undone);
    above(begunIt, completed, undoBegun, undone).when(beginUndo).thenRefused('verdict/undone');
  });
  it('is known above the runs when it was on one unit and is undone', () => above().when(beginUndo).then(undoBegun));
  it('waits to be carried out, and to be undone', () => {
    expect(waits(begunIt)).toEqual([['carry-out-verdict', verdictId]]);
    expect(waits(begunIt, completed)).toEqual([]);
    expect(waits(begunIt, completed, undoBegun)).toEqual([['undo-verdict', verdictId]]);
    expect(waits(begunIt, completed, undoBegun, undone)).toEqual([]);
  });
});
