import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { OfferTerms, PublishedOffer } from '../../../runtime/ports/provider-account.ts';
import { refuse } from '../refusals.ts';
import { UnknownOutcome } from './api.ts';
import { asOftenAsNeeded, ifThere, isRefused, madeOnce, patiently, type Session } from './certain.ts';
import { assertMoney } from './cost.ts';
import { groupFilters } from './groups.ts';
import { optionsOf } from './options.ts';
import { publishedOffer, Study, StudyShort, studyFields, studyOf, studyPath } from './study.ts';
import { projectOf } from './workspaces.ts';

/** The study that was made for an offer before, if there is one. */
async function studyNamed({ api }: Session, projectId: string, id: string) {
  for await (const page of api.list(`projects/${projectId}/studies/`, StudyShort)) {
    const found = page.find(({ internal_name }) => internal_name === id);
    if (found) return found;
  }
  return undefined;
}

/** Publishes an offer; one that was begun before is finished. */
export function publish(
  session: Session,
  terms: OfferTerms,
  onProgress?: (places: number) => void,
): Promise<PublishedOffer> {
  return session.inTurn(`offer ${terms.id}`, async () => {
    const options = optionsOf(terms.options);
    const { workspaceId, projectId } = await projectOf(session, options);
    const before = await studyNamed(session, projectId, terms.id);
    if (before && before.status !== 'UNPUBLISHED') {
      await untilActive(session, before.id);
      onProgress?.(terms.places);
      return publishedOffer(terms, before.id);
    }
    try {
      await assertMoney(session, terms, workspaceId);
    } catch (error) {
      if (before && isRefused(error)) await removeDraft(session, before.id).catch(() => undefined);
      throw error;
    }
    const { allow_list_group: allowed, block_list_group: blocked } = options;
    const filters = await groupFilters(session, workspaceId, { requirements: terms.requirements, allowed, blocked });
    const fields = studyFields(terms, options, { projectId, filters });
    const { id } = before
      ? await asOftenAsNeeded(() => session.api.send('PATCH', studyPath(before.id), fields, Study))
      : await madeOnce(
          () => studyNamed(session, projectId, terms.id),
          () => session.api.send('POST', 'studies/', fields, StudyShort),
        );
    try {
      await untilActive(session, id);
    } catch (error) {
      if (isRefused(error)) {
        await removeDraft(session, id).catch(() => undefined);
        // Somebody else may have spent the money meanwhile.
        await assertMoney(session, terms, workspaceId);
      }
      throw error;
    }
    onProgress?.(terms.places);
    return publishedOffer(terms, id);
  });
}

/** How often a study is looked at, and the longest pause in between; together some ten minutes. */
const maxLooks = 120;
const maxPauseMs = 5000;

/** Publishes a draft, and waits until participants see it. A reply that was lost shows in its status. */
async function untilActive(session: Session, id: string): Promise<void> {
  let isAsked = false;
  for (let nth = 0; nth < maxLooks; nth++) {
    const study = await studyOf(session, id);
    if (!study) throw refuse('provider/not-found', { provider: 'Prolific', says: 'the study is not there any more.' });
    if (study.status === 'UNPUBLISHED') {
      // A study may stay a draft for a moment after the order was taken.
      if (!isAsked) isAsked = await askToPublish(session, id);
    } else if (study.status !== 'PUBLISHING') return;
    await pause(Math.min(session.pauseMs * (nth + 1), maxPauseMs));
  }
  throw refuse('provider/unavailable', { provider: 'Prolific', reason: 'the study is still being published' });
}

/** Whether Prolific took the order to publish; false if nobody can say. One that was carried out already is refused. */
async function askToPublish(session: Session, id: string): Promise<boolean> {
  const { api, inTurn, pauseMs } = session;
  const order = () => api.send('POST', `${studyPath(id)}transition/`, { action: 'PUBLISH' }, z.unknown());
  try {
    await inTurn('money', () => patiently({ pauseMs }, order));
    return true;
  } catch (error) {
    if (error instanceof UnknownOutcome) return false;
    if (isRefused(error, 'provider/refused') && (await studyOf(session, id))?.status !== 'UNPUBLISHED') return true;
    throw error;
  }
}

/** Removes a draft, so that nothing is left of an offer that was refused. */
async function removeDraft({ api }: Session, id: string): Promise<void> {
  await ifThere(asOftenAsNeeded(() => api.send('DELETE', studyPath(id), undefined, z.unknown())));
}

/** Makes away with the draft of an offer, if it never went further; the groups of workers are for all offers. */
export async function cleanUp(session: Session, { external }: PublishedOffer): Promise<void> {
  const study = await studyOf(session, external);
  if (study?.status === 'UNPUBLISHED') await removeDraft(session, external);
}
