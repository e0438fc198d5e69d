import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
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
  supplemented,
  took,
  undone,
} from '../events/fixtures.ts';
import type { QualificationId, RunId, VerdictId } from '../events/ids.ts';
import { UnitVerdictFollowed } from '../events/unit.ts';
import { type FollowUp, VerdictBegun, VerdictCompleted, VerdictUndoBegun, VerdictUndone } from '../events/verdict.ts';
import { given, givenWorkspace, workspaceAfter } from './specify.ts';
import { todo as verdictTodo } from './verdict.ts';
import { todo } from './workspace.ts';

const verdictId = 'v-1' as VerdictId;
const other = 'v-2' as VerdictId;
const [anna, ben] = ['reviewer:anna', 'reviewer:ben'];
const french = 'french-x7k2p' as QualificationId;
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
  const undoneByVerdict = undone(ada, sky0, { verdictId });
  const accept = { type: 'unit.accept', unitId, by: anna, verdictId, follow } as const;
  const undo = { type: 'unit.undo-verdict', unitId, verdictId, bonusId: bonus.bonusId } as const;
  const followed = UnitVerdictFollowed({ ...sky0, workerId, verdictId, refused: [] });

  it('is decided in one commit with its follow-up', () =>
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
  it('records its follow-up once for a worker', () => {
    given(...both, submitted(again, sea0), decided)
      .when({ ...accept, unitId: sea0.unitId })
      .then(accepted(again, sea0, { verdictId }));
  });
  it('is not decided again by the same verdict, also after it was undone', () => {
    given(...done, issuedBy(anna, decided))
      .when(accept)
      .then();
    given(...done, issuedBy(anna, decided))
      .when({ ...accept, by: ben })
      .then();
    given(...done, issuedBy(anna, decided), undoneByVerdict)
      .when(accept)
      .then();
  });
  it('does not lose its follow-up when the decision stood already', () => {
    const before = issuedBy(anna, accepted(ada, sky0, { verdictId: other }));
    given(...done, before)
      .when({ ...accept, follow: undefined })
      .then();
    given(...done, before)
      .when(accept)
      .then(supplemented(ada, sky0, { decision: 'accepted', verdictId, follow }));
    given(...done, issuedBy(anna, decided))
      .when({ ...accept, verdictId: other })
      .then();
  });
  it('adds another follow-up to a decision that stood already', () => {
    const others: Partial<FollowUp>[] = [
      { grants: [{ qualificationId: french, value: 3 }] },
      { grants: [{ qualificationId: 'german-b2b2b' as QualificationId, value: 2 }] },
      { revokes: [french] },
      { block: 'A bot.' },
      { explanation: 'Quick.' },
    ];
    for (const changed of others)
      given(...done, issuedBy(anna, decided))
        .when({ ...accept, verdictId: other, follow: { ...follow, ...changed } })
        .then(supplemented(ada, sky0, { decision: 'accepted', verdictId: other, follow: { ...follow, ...changed } }));
  });
  it('is undone with the note', () => {
    const note = 'A mistake.';
    given(...done, issuedBy(anna, decided), bonusGranted(ada))
      .when({ ...undo, note })
      .then(undone(ada, sky0, { verdictId, note }), bonusWithdrawn(ada, sky0, { note }));
  });
  it('is undone with its bonus, once', () => {
    const facts = [...done, issuedBy(anna, decided), bonusGranted(ada, sky0)];
    given(...facts)
      .when(undo)
      .then(undoneByVerdict, bonusWithdrawn(ada, sky0));
    given(...facts, undoneByVerdict, bonusWithdrawn(ada, sky0))
      .when(undo)
      .then();
    given(...facts, bonusPaid(ada, sky0))
      .when(undo)
      .then(undone(ada, sky0, { verdictId, paidBonusId: bonus.bonusId }));
  });
  it('is left as it is when another reviewer decided again', () => {
    const anew = issuedBy(ben, accepted(ada, sky0, { verdictId: other }));
    given(...done, issuedBy(anna, decided), undoneByVerdict, anew)
      .when(undo)
      .thenRefused('verdict/superseded', 'by ben');
    given(...done, decided, undoneByVerdict, accepted(ada, sky0, { verdictId: other }))
      .when(undo)
      .thenRefused('verdict/superseded', 'by unknown');
    given(...done)
      .when(undo)
      .thenRefused('unit/not-reviewed');
  });
  it('names the undone verdict when only its own decision is undone', () =>
    given(...done, issuedBy(anna, decided))
      .when({ type: 'unit.undo-review', unitId, by: ben })
      .then(undoneByVerdict));
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
  const waits = (...facts: AnyNewFact[]) => todo(workspaceAfter(...facts)).map((wait) => [wait.do, wait.key]);

  it('begins and ends once', () => {
    givenWorkspace().when(begin).then(begunIt);
    givenWorkspace(begunIt).when(begin).then();
    givenWorkspace(begunIt).when(complete).then(completed);
    givenWorkspace(begunIt, completed).when(complete).then();
    givenWorkspace().when(complete).thenRefused('verdict/unknown');
  });
  it('is undone once it has come to its end, and once', () => {
    givenWorkspace(begunIt).when(beginUndo).thenRefused('verdict/in-progress');
    givenWorkspace(begunIt, completed).when(beginUndo).then(undoBegun);
    givenWorkspace(begunIt, completed, undoBegun).when(beginUndo).then();
    givenWorkspace(begunIt, completed, undoBegun).when(completeUndo).then(undone);
    givenWorkspace(begunIt, completed, undoBegun, undone).when(beginUndo).thenRefused('verdict/undone');
    givenWorkspace(begunIt, completed, undoBegun, undone).when(completeUndo).then();
    givenWorkspace().when(completeUndo).thenRefused('verdict/unknown');
  });
  it('is remembered with its decision until it is undone', () => {
    const contextAfter = (...facts: AnyNewFact[]) => workspaceAfter(...facts).verdicts.get(verdictId)?.context;
    const decision = { decision: 'rejected', note: 'bot?', message: 'Sorry.', bonusCents: 5, follow } as const;
    const decided = issuedBy(anna, VerdictBegun({ verdictId, units, ...decision }));
    const undoing = issuedBy(ben, VerdictUndoBegun({ verdictId, units: [], note: 'A mistake.' }));
    expect(contextAfter(decided)).toEqual({ ...decision, units, by: anna });
    expect(contextAfter(VerdictBegun({ verdictId, units, ...decision }))?.by).toBe('');
    expect(contextAfter(undoBegun)).toEqual({ decision: 'accepted', units, by: '' });
    expect(contextAfter(decided, completed)).toEqual({ ...decision, units, by: anna });
    const taken = { ...decision, units: [], by: anna, undoBy: ben, undoNote: 'A mistake.' };
    expect(contextAfter(decided, completed, undoing)).toEqual(taken);
    expect(contextAfter(decided, completed, undoing, undone)).toEqual({
      ...taken,
      note: undefined,
      message: undefined,
      follow: undefined,
    });
  });
  it('is known to the workspace when it was on one unit and is undone', () =>
    givenWorkspace().when(beginUndo).then(undoBegun));
  it('waits to be carried out, and to be undone', () => {
    expect(waits(begunIt)).toEqual([['carry-out-verdict', verdictId]]);
    expect(waits(begunIt, completed)).toEqual([]);
    expect(waits(begunIt, completed, undoBegun)).toEqual([['undo-verdict', verdictId]]);
    expect(waits(begunIt, completed, undoBegun, undone)).toEqual([]);
    expect(waits(undoBegun)).toEqual([['undo-verdict', verdictId]]);
    expect(
      ['initial', 'completed', 'undone'].flatMap((value) => verdictTodo(verdictId, { value: value as 'undone' })),
    ).toEqual([]);
  });
});
