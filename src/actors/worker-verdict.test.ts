import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import type { QualificationId, UnitId, VerdictId, WorkerId } from '../events/ids.ts';
import { QualificationCreated, QualificationRetired } from '../events/qualification.ts';
import type { FollowUp } from '../events/verdict.ts';
import {
  WorkerBlocked,
  WorkerQualificationGranted,
  WorkerQualificationRevoked,
  WorkerUnblocked,
  WorkerVerdictFollowed,
  WorkerVerdictUndone,
} from '../events/worker.ts';
import { givenWorkspace, workspaceAfter } from './specify.ts';
import { worker } from './worker.ts';
import { decide as decideForWorker } from './worker-verdict.ts';

const verdictId = 'v-1' as VerdictId;
const other = 'v-2' as VerdictId;
const third = 'v-3' as VerdictId;
const french = 'french-x7k2p' as QualificationId;
const german = 'german-b2b2b' as QualificationId;
const follow: FollowUp = { grants: [{ qualificationId: french, value: 2 }], revokes: [], explanation: 'Careful.' };

describe('what follows for a worker', () => {
  const workerId = 'worker-ada' as WorkerId;
  const unitId = 'colours-1.0.0' as UnitId;
  const created = [
    QualificationCreated({ qualificationId: french, name: 'French', description: '' }),
    QualificationCreated({ qualificationId: german, name: 'German', description: '' }),
  ];
  const of = { workerId, verdictId, unitId };
  const followVerdict = { type: 'worker.follow-verdict', ...of, hasWorked: true, follow } as const;
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
  const blocked = WorkerBlocked({ workerId, reason: 'A bot.', unitId, verdictId });

  it('is decided in one commit, once', () => {
    givenWorkspace(...created)
      .when(followVerdict)
      .then(grant, followed);
    givenWorkspace(...created, grant, followed)
      .when(followVerdict)
      .then();
    const sanctions = { ...followVerdict, follow: { grants: [], revokes: [german], block: 'A bot.' } };
    givenWorkspace(...created, held)
      .when(sanctions)
      .then(revoked, blocked, followed);
  });
  it('is carried out but for the parts that are refused', () => {
    const retired = QualificationRetired({ qualificationId: french });
    const refused = [{ what: `grant ${french}`, code: 'qualification/retired', message: expect.any(String) as string }];
    givenWorkspace(...created, retired)
      .when({ ...followVerdict, follow: { ...follow, block: 'A bot.' } })
      .then(blocked, WorkerVerdictFollowed({ ...of, refused }));
    const message = expect.any(String) as string;
    givenWorkspace(WorkerBlocked({ workerId, reason: 'Sleeps.' }))
      .when({ ...followVerdict, follow: { grants: [], revokes: [german], block: 'A bot.' } })
      .then(
        WorkerVerdictFollowed({
          ...of,
          refused: [
            { what: `revoke ${german}`, code: 'qualification/unknown', message },
            { what: 'block', code: 'worker/blocked', message },
          ],
          standing: ['block'],
        }),
      );
  });
  it('may revoke what is retired', () =>
    givenWorkspace(...created, held, QualificationRetired({ qualificationId: german }))
      .when({ ...followVerdict, follow: { grants: [], revokes: [german] } })
      .then(WorkerQualificationRevoked({ workerId, qualificationId: german, unitId, verdictId }), followed));
  it('is not carried out at all when something breaks', () => {
    const broken = () => {
      throw new TypeError('a bug');
    };
    expect(() => decideForWorker(followVerdict, worker.initial, broken)).toThrow('a bug');
  });
  it('is undone to what was before', () => {
    givenWorkspace(...created, before, grant, followed)
      .when(undo)
      .then(WorkerQualificationGranted({ workerId, qualificationId: french, value: 1 }), undone());
    givenWorkspace(...created, grant, followed)
      .when(undo)
      .then(WorkerQualificationRevoked({ workerId, qualificationId: french }), undone());
    givenWorkspace(...created, held, revoked, blocked, followed)
      .when(undo)
      .then(
        WorkerQualificationGranted({ workerId, qualificationId: german, value: 7 }),
        WorkerUnblocked({ workerId }),
        undone(),
      );
  });
  it('is undone from the last change to the first, with the note', () => {
    const note = 'A mistake.';
    givenWorkspace(...created, before, grant, held, revoked, blocked, followed)
      .when({ ...undo, note })
      .then(
        WorkerQualificationGranted({ workerId, qualificationId: german, value: 7, note }),
        WorkerQualificationGranted({ workerId, qualificationId: french, value: 1, note }),
        WorkerUnblocked({ workerId, note }),
        undone(),
      );
    givenWorkspace(...created, grant, followed)
      .when({ ...undo, note })
      .then(WorkerQualificationRevoked({ workerId, qualificationId: french, note }), undone());
  });
  it('is undone to what was before the whole verdict, also where that changed a value twice', () => {
    const twice = WorkerQualificationGranted({ workerId, qualificationId: french, value: 3, verdictId });
    givenWorkspace(...created, before, grant, twice, followed)
      .when(undo)
      .then(WorkerQualificationGranted({ workerId, qualificationId: french, value: 1 }), undone());
  });
  it('stays where it can no longer be restored', () =>
    givenWorkspace(...created, before, grant, followed, QualificationRetired({ qualificationId: french }))
      .when(undo)
      .then(undone(french)));
  it('stays where it was changed since', () => {
    const since = WorkerQualificationGranted({ workerId, qualificationId: french, value: 9 });
    givenWorkspace(...created, grant, followed, since)
      .when(undo)
      .then(undone(french));
    givenWorkspace(blocked, followed, WorkerUnblocked({ workerId }), WorkerBlocked({ workerId, reason: 'Again.' }))
      .when(undo)
      .then(undone('block'));
    givenWorkspace(blocked, followed, WorkerUnblocked({ workerId })).when(undo).then(undone('block'));
    const byAnother = WorkerQualificationGranted({ workerId, qualificationId: french, value: 9, verdictId: other });
    givenWorkspace(...created, grant, followed, byAnother)
      .when(undo)
      .then(undone(french));
  });
  describe('that asked for what another one had done already', () => {
    const found = (...standing: string[]) => WorkerVerdictFollowed({ ...of, verdictId: other, refused: [], standing });
    const undoOther = { ...undo, verdictId: other };
    const otherUndone = (...kept: string[]) => WorkerVerdictUndone({ workerId, verdictId: other, kept });
    const byOther = { ...followVerdict, verdictId: other };

    it('notes that', () => {
      const asked = { grants: [], revokes: [], block: 'Too fast.' };
      const refused = [expect.objectContaining({ what: 'block', code: 'worker/blocked' })];
      givenWorkspace(...created, blocked, followed)
        .when({ ...byOther, follow: asked })
        .then(WorkerVerdictFollowed({ ...of, verdictId: other, refused, standing: ['block'] } as never));
      givenWorkspace(...created, grant, followed)
        .when({ ...byOther, follow: { grants: [{ qualificationId: french, value: 2 }], revokes: [] } })
        .then(found(`grant ${french}`));
    });
    it('keeps it in place until both are undone, whichever is undone first', () => {
      const both = [blocked, followed, found('block')];
      givenWorkspace(...both)
        .when(undo)
        .then(undone('block'));
      givenWorkspace(...both, undone('block'))
        .when(undoOther)
        .then(WorkerUnblocked({ workerId }), otherUndone());
      givenWorkspace(...both)
        .when(undoOther)
        .then(otherUndone());
      givenWorkspace(...both, otherUndone())
        .when(undo)
        .then(WorkerUnblocked({ workerId }), undone());
    });
    it('does the same for a qualification, and gives back what was before both', () => {
      const both = [...created, before, grant, followed, found(`grant ${french}`)];
      givenWorkspace(...both)
        .when(undo)
        .then(undone(french));
      givenWorkspace(...both, undone(french))
        .when(undoOther)
        .then(WorkerQualificationGranted({ workerId, qualificationId: french, value: 1 }), otherUndone());
    });
    it('has no say once somebody has changed it by hand', () => {
      const again = WorkerBlocked({ workerId, reason: 'A bot.', verdictId: third });
      const since = [blocked, followed, found('block'), WorkerUnblocked({ workerId }), again];
      givenWorkspace(...since, WorkerVerdictFollowed({ ...of, verdictId: third, refused: [] }))
        .when({ ...undo, verdictId: third })
        .then(WorkerUnblocked({ workerId }), WorkerVerdictUndone({ workerId, verdictId: third, kept: [] }));
    });
  });
  it('is remembered with what was refused, and with what an undo left', () => {
    const refused = [{ what: 'block', code: 'worker/blocked', message: 'Blocked already.' }];
    const changeAfter = (...facts: AnyNewFact[]) => workspaceAfter(...facts).workers.get(workerId)?.context.verdicts;
    const refusing = WorkerVerdictFollowed({ ...of, refused });
    expect(changeAfter(grant, refusing)).toEqual({ [verdictId]: { values: { [french]: null }, refused } });
    expect(changeAfter(grant, refusing, undone(french))).toEqual({
      [verdictId]: { values: {}, refused, undone: [french] },
    });
    expect(changeAfter(blocked, followed)).toEqual({ [verdictId]: { values: {}, blocked: true, refused: [] } });
  });
  it('is not remembered for what was decided without a verdict', () => {
    const contextAfter = (...facts: AnyNewFact[]) => workspaceAfter(...facts).workers.get(workerId)?.context;
    const block = WorkerBlocked({ workerId, reason: 'Sleeps.' });
    const byHand = { values: { [french]: 1 }, notes: {}, reason: '', verdicts: {}, last: {} };
    expect(contextAfter(before)).toEqual(byHand);
    expect(contextAfter(before, block)).toEqual({ ...byHand, reason: 'Sleeps.' });
    expect(contextAfter(before, block, WorkerUnblocked({ workerId }))).toEqual(byHand);
  });
  it('leaves a worker unblocked who was not blocked when it is undone', () =>
    expect(workspaceAfter(grant, followed, undone()).blocked).toEqual(new Set()));
  it('is undone once, and never for a verdict without a follow-up', () => {
    givenWorkspace(...created, grant, followed, undone())
      .when(undo)
      .then();
    givenWorkspace(...created, grant, followed, undone())
      .when(followVerdict)
      .then();
    givenWorkspace().when(undo).then();
  });
});
