import { z } from 'zod';
import type { OfferStatus, PublishedOffer } from '../../../runtime/ports/provider-account.ts';
import { refuse } from '../refusals.ts';
import { isRefused, patiently, type Session, untilItShows } from './certain.ts';
import { madeHere, StudyShort, studyOf, studyPath } from './study.ts';

/** A study all of whose places are taken awaits its review; it is open again once one of them is given back. */
const statuses: Readonly<Record<string, OfferStatus>> = {
  UNPUBLISHED: 'not_published',
  SCHEDULED: 'not_published',
  PUBLISHING: 'published',
  ACTIVE: 'published',
  'AWAITING REVIEW': 'published',
  PAUSED: 'paused',
  COMPLETED: 'ended',
};

/** Where an offer stands. A status that nobody knows is taken for one of an offer that is there. */
export async function statusOf(session: Session, { external }: PublishedOffer): Promise<OfferStatus> {
  const study = await studyOf(session, external);
  return study ? (statuses[study.status] ?? 'published') : 'gone';
}

type Move = { action: 'PAUSE' | 'START' | 'STOP'; from: readonly string[] };

/** Changes that money depends on, one after the other. */
const withMoney = <T>(session: Session, change: () => Promise<T>) =>
  session.inTurn('money', () => patiently(session, change));

/** Makes a move where a study is in a status that it begins in. */
function move(session: Session, { external }: PublishedOffer, { action, from }: Move): Promise<void> {
  const path = `${studyPath(external)}transition/`;
  return untilItShows(
    async () => {
      const study = await studyOf(session, external);
      return !study || !from.includes(study.status);
    },
    () => withMoney(session, () => session.api.send('POST', path, { action }, z.unknown())),
  );
}

export const pause = (session: Session, offer: PublishedOffer) =>
  move(session, offer, { action: 'PAUSE', from: ['ACTIVE'] });
export const resume = (session: Session, offer: PublishedOffer) =>
  move(session, offer, { action: 'START', from: ['PAUSED'] });

/** Ends a study; one that has ended, or is gone, stays as it is. */
export async function withdraw(session: Session, offer: PublishedOffer): Promise<void> {
  await move(session, offer, { action: 'STOP', from: ['ACTIVE', 'PAUSED'] });
  await move(session, offer, { action: 'STOP', from: ['AWAITING REVIEW'] }).catch((error: unknown) => {
    // Not documented from there: nobody new sees it as long as all places are taken.
    if (!isRefused(error, 'provider/refused')) throw error;
  });
}

/** Raises the places of a study. Others may raise them, too, so that they are read before, one after the other. */
export function raisePlaces(session: Session, { external }: PublishedOffer, places: number): Promise<void> {
  const hasThem = async () => {
    const study = await studyOf(session, external);
    if (!study) throw refuse('provider/not-found', { provider: 'Prolific', says: 'the study is not there any more.' });
    return study.total_available_places >= places;
  };
  const body = { total_available_places: places };
  return session.inTurn(`study ${external}`, () =>
    untilItShows(hasThem, () =>
      withMoney(session, () => session.api.send('PATCH', studyPath(external), body, z.unknown())),
    ),
  );
}

const openStates = ['PUBLISHING', 'ACTIVE', 'PAUSED', 'AWAITING REVIEW'];

/** The studies of this account that are open and were made here. */
export async function openOffers(session: Session): Promise<{ id: string; external: string; places: number }[]> {
  const open: { id: string; external: string; places: number }[] = [];
  for (const state of openStates)
    for await (const page of session.api.list('studies/', StudyShort, { state }))
      for (const { id: external, internal_name: id, total_available_places: places } of page) {
        if (!id || open.some((one) => one.external === external)) continue;
        // Lists do not say who made a study.
        const study = await studyOf(session, external);
        if (study?.metadata === madeHere) open.push({ id, external, places });
      }
  return open;
}
