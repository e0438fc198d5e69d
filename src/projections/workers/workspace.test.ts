import { describe, expect, it } from 'vitest';
import {
  accepted,
  ada,
  assigned,
  bob,
  bonusGranted,
  launched,
  opened,
  type Person,
  paid,
  paymentUndone,
  person,
  rejected,
  sky0,
  skyCreated,
  submitted,
} from '../../events/fixtures.ts';
import type { QualificationId } from '../../events/ids.ts';
import { QualificationCreated, QualificationEdited, QualificationRetired } from '../../events/qualification.ts';
import {
  WorkerBlocked,
  WorkerQualificationGranted,
  WorkerQualificationRevoked,
  WorkerUnblocked,
} from '../../events/worker.ts';
import { minute, projected, recorded, specifyProjection } from '../specify.ts';
import { blockedWorkers, blockedWorkersProjection } from './blocked-workers.ts';
import { grantPage, grantsOfWorkers } from './grant-rows.ts';
import { grants, grantsProjection, holderCounts } from './grants.ts';
import { qualificationRows, qualifications, qualificationsProjection } from './qualifications.ts';
import { historyOfWorker, workerHistory, workerHistoryProjection } from './worker-history.ts';

const qualificationId = 'french-x7k2p' as QualificationId;
const { unitId } = sky0;
const french = QualificationCreated({ qualificationId, name: 'French', description: 'Reads it.' });
const retired = QualificationRetired({ qualificationId });
const granted = ({ workerId }: Person, value = 1, note?: string) =>
  WorkerQualificationGranted({ workerId, qualificationId, value, note });
const revoked = ({ workerId }: Person) => WorkerQualificationRevoked({ workerId, qualificationId });
const blocked = WorkerBlocked({ workerId: ada.workerId, reason: 'Copies.', unitId });
const unblocked = WorkerUnblocked({ workerId: ada.workerId, note: 'A mistake.' });
const of = (...facts: Parameters<typeof recorded>[0]) => projected(recorded(facts)).db;

describe('the qualifications', () => {
  const given = specifyProjection(qualificationsProjection);

  it('have their present name and description, and stay when they are retired', () => {
    const row = { qualificationId, name: 'French', description: 'Reads it.', createdBy: 'spec', createdAt: minute(0) };
    given(french).thenRows(qualifications, { ...row, retired: false });
    given(french, QualificationEdited({ qualificationId, name: 'Français' }), retired).thenRows(qualifications, {
      ...row,
      name: 'Français',
      retired: true,
    });
    given(french, QualificationEdited({ qualificationId, description: '' })).thenRows(qualifications, {
      ...row,
      description: '',
    });
  });
  it('cannot be changed before they are created', () =>
    given(retired).thenStopped(`${qualificationId} has no row that this fact fits`));
  it('are listed with their number of holders', () =>
    expect(qualificationRows(of(french, granted(ada), granted(bob), granted(bob, 2), revoked(ada)))).toMatchObject([
      { id: qualificationId, workers: 1, retired: false },
    ]));
  it('count their own holders, and not those of others', () => {
    const other = 'other-aaaaa' as typeof qualificationId;
    const another = QualificationCreated({ qualificationId: other, name: 'Other', description: '' });
    expect(qualificationRows(of(french, another, granted(ada), granted(bob)))).toMatchObject([
      { id: qualificationId, workers: 2 },
      { id: other, workers: 0 },
    ]);
  });
});

describe('the grants', () => {
  const given = specifyProjection(grantsProjection);

  it('hold the current value, one row for each worker', () => {
    given(granted(ada, 1), granted(bob, 1), granted(ada, 5)).thenRows(
      grants,
      { workerId: ada.workerId, qualificationId, value: 5, grantedAt: minute(2), grantedBy: 'spec' },
      { workerId: bob.workerId, value: 1 },
    );
    given(granted(ada), revoked(ada)).thenRows(grants);
  });
  it('are counted for each qualification as they come and go, however often the value changes', () => {
    given(granted(ada, 1), granted(bob, 1), granted(ada, 5)).thenRows(holderCounts, { qualificationId, workers: 2 });
    given(granted(ada), revoked(ada), granted(bob), revoked(bob)).thenRows(holderCounts, { workers: 0 });
    given(granted(ada), revoked(ada), granted(ada)).thenRows(holderCounts, { workers: 1 });
  });
  it('of retired qualifications are not listed for a worker', () => {
    expect(grantsOfWorkers(of(french, granted(ada, 3)), [ada.workerId])).toMatchObject([{ name: 'French', value: 3 }]);
    expect(grantsOfWorkers(of(french, granted(ada, 3), retired), [ada.workerId])).toEqual([]);
  });
  it('are shown with the last three values before', () => {
    const db = of(
      french,
      ...[1, 2, 3].map((value) => granted(ada, value)),
      revoked(ada),
      granted(ada, 4),
      granted(ada, 5),
    );
    const { grants } = grantPage(db, qualificationId, { sort: 'newest', limit: 10 });
    expect(grants.map(({ value, before }) => [value, before.map((earlier) => earlier.value)])).toEqual([
      [5, [4, 3, 2]],
    ]);
  });
  it('are shown with their notes, current and earlier', () => {
    const db = of(french, granted(ada, 1, 'A first try.'), granted(ada, 2), granted(ada, 3, 'Ten good ones.'));
    const [held] = grantPage(db, qualificationId, { sort: 'newest', limit: 10 }).grants;
    expect([held?.note, held?.before.map(({ note }) => note)]).toEqual(['Ten good ones.', [null, 'A first try.']]);
  });
  it('are read page by page in any order, each once, also where values are equal', () => {
    const values = [3, 1, 2, 2, 1, 3, 2];
    const workers = values.map((_, nth) => person(`w${nth}`));
    const db = of(french, ...values.map((value, nth) => granted(workers[nth] as Person, value)));
    const walk = (sort: 'newest' | 'highest' | 'lowest') => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = grantPage(db, qualificationId, { sort, limit: 2, cursor });
        seen.push(...page.grants.map(({ worker, value }) => `${worker.at(-1)}:${value}`));
        cursor = page.cursor;
      } while (cursor);
      return seen;
    };
    expect(walk('newest')).toEqual(['6:2', '5:3', '4:1', '3:2', '2:2', '1:1', '0:3']);
    expect(walk('highest')).toEqual(['5:3', '0:3', '6:2', '3:2', '2:2', '4:1', '1:1']);
    expect(walk('lowest')).toEqual(['1:1', '4:1', '2:2', '3:2', '6:2', '0:3', '5:3']);
    const foreign = () => grantPage(db, qualificationId, { sort: 'highest', limit: 2, cursor: 'x' });
    expect(foreign).toThrow(expect.objectContaining({ code: 'request/bad-shape' }));
  });
});

describe('the blocked workers', () => {
  const given = specifyProjection(blockedWorkersProjection);

  it('are of workers who are blocked now', () => {
    given(blocked).thenRows(blockedWorkers, { workerId: ada.workerId, reason: 'Copies.', by: 'spec', at: minute(0) });
    given(blocked, unblocked).thenRows(blockedWorkers);
    given(blocked, unblocked, blocked).thenRows(blockedWorkers, { at: minute(2) });
  });
});

describe("a worker's history", () => {
  const given = specifyProjection(workerHistoryProjection);

  it('has every decision about them, with the note or the reason', () =>
    given(
      rejected(ada, sky0, { note: 'Too short.' }),
      accepted(ada),
      french,
      granted(ada, 7),
      revoked(ada),
      blocked,
      unblocked,
    ).thenRows(
      workerHistory,
      { what: 'rejected', workerId: ada.workerId, unitId, note: 'Too short.', value: null },
      { what: 'accepted', note: null },
      { what: 'qualification_granted', qualificationId, value: 7 },
      { what: 'qualification_revoked', qualificationId, value: null },
      { what: 'blocked', note: 'Copies.', unitId },
      { what: 'unblocked', note: 'A mistake.' },
    ));
  it('has every amount with its currency', () =>
    given(accepted(ada), bonusGranted(ada), paid(ada), paymentUndone(ada)).thenRows(
      workerHistory,
      { what: 'accepted', cents: null, currency: null },
      { what: 'bonus_granted', cents: 50, currency: bonusGranted(ada).data.currency },
      { what: 'paid', cents: 150, currency: 'EUR' },
      { what: 'payment_undone', cents: 150, currency: 'EUR' },
    ));
  it('is listed with the newest first', () => {
    const db = of(opened(), skyCreated, launched, assigned(ada), submitted(ada), rejected(ada), accepted(ada), blocked);
    expect(historyOfWorker(db, ada.workerId, 2).map(({ what }) => what)).toEqual(['blocked', 'accepted']);
    expect(historyOfWorker(db, bob.workerId, 2)).toEqual([]);
    expect(historyOfWorker(of(french, granted(ada, 7)), ada.workerId, 2)).toMatchObject([
      { qualification_name: 'French' },
    ]);
  });
});
