import type { OfferTerms, PublishedOffer } from '../../../runtime/ports/provider-account.ts';
import { refuse } from '../refusals.ts';
import { forEachOf, type MturkCalls } from './calls.ts';
import { costOf } from './cost.ts';
import { codeOf } from './failures.ts';
import { centsIn, dollarsOf } from './money.ts';
import type { MturkOptions } from './options.ts';
import { annotationOf, type Place, placesIn, tokenOf } from './places.ts';
import type { QualificationTypes } from './qualification-types.ts';
import { isForMasters, requirementsOf } from './requirements.ts';

/** The account of an offer, and where its HITs are seen. */
export type Market = { calls: MturkCalls; types: QualificationTypes; isSandbox: boolean; workersSite: string };

const schema = 'http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2006-07-14/ExternalQuestion.xsd';

/** The question of a HIT: a page of ours in a frame. */
export function questionOf(address: string, frameHeight: number): string {
  const escaped = address.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<ExternalQuestion xmlns="${schema}"><ExternalURL>${escaped}</ExternalURL><FrameHeight>${frameHeight}</FrameHeight></ExternalQuestion>`;
}

/** Puts an offer before workers. What is there of it already is kept. */
export async function publish(
  market: Market,
  terms: OfferTerms,
  options: MturkOptions,
  onProgress?: (places: number) => void,
): Promise<PublishedOffer> {
  const there = await placesIn(market.calls, terms.id);
  const external = there[0]?.type ?? (await hitType(market, terms, options));
  const group = await makePlaces(market, { ...terms, external }, options, there, onProgress);
  return { ...terms, external, link: `${market.workersSite}mturk/preview?groupId=${group}` };
}

async function hitType(market: Market, terms: OfferTerms, options: MturkOptions): Promise<string> {
  const QualificationRequirements = await requirementsOf(terms, options, {
    isSandbox: market.isSandbox,
    idOf: market.types.idOf,
  });
  const { HITTypeId = '' } = await market.calls.ask((mturk) =>
    mturk.createHITType({
      Title: terms.title,
      Description: terms.description,
      ...(terms.tags.length === 0 ? {} : { Keywords: terms.tags.join(', ') }),
      Reward: dollarsOf(terms.payCents),
      AssignmentDurationInSeconds: terms.secondsPerPlace,
      AutoApprovalDelayInSeconds: options.auto_approval_delay_in_seconds,
      QualificationRequirements,
    }),
  );
  return HITTypeId;
}

/** Makes the places that are missing, if there is the money for all of them; resolves to the group in which workers see them. */
export async function makePlaces(
  { calls, isSandbox }: Pick<Market, 'calls' | 'isSandbox'>,
  offer: PublishedOffer,
  options: MturkOptions,
  there: readonly Place[],
  onProgress?: (places: number) => void,
): Promise<string> {
  const made = new Set(there.map(({ number }) => number));
  let group = there[0]?.group ?? '';
  const missing = Array.from({ length: offer.places }, (_, index) => index + 1).filter((number) => !made.has(number));
  if (missing.length > 0 && !isSandbox) await requireMoney(calls, { ...offer, places: missing.length }, options);
  if (made.size > 0) onProgress?.(made.size);
  await forEachOf(missing, async (number) => {
    group = (await makePlace(calls, offer, options, number)) || group;
    onProgress?.(made.add(number).size);
  });
  return group;
}

/** MTurk refuses the first HIT that it has no money for, when others are before workers already. */
async function requireMoney(calls: MturkCalls, terms: OfferTerms, options: MturkOptions): Promise<void> {
  const { AvailableBalance } = await calls.ask((mturk) => mturk.getAccountBalance({}));
  const { totalCents } = costOf(terms, isForMasters(options));
  if (AvailableBalance === undefined || totalCents <= centsIn(AvailableBalance)) return;
  const says = `it costs $${dollarsOf(totalCents)}, and $${AvailableBalance} can be spent.`;
  throw refuse('provider/too-little-money', { provider: 'MTurk', says });
}

/**
 * Makes a HIT, and resolves to its group. Lists may show a HIT late, but MTurk knows for a day by which request it was made; after that
 * day, the list shows it. So a HIT that is there is not made twice.
 */
async function makePlace(
  calls: MturkCalls,
  offer: PublishedOffer,
  options: MturkOptions,
  number: number,
): Promise<string> {
  try {
    const { HIT } = await calls.ask((mturk) =>
      mturk.createHITWithHITType({
        HITTypeId: offer.external,
        MaxAssignments: 1,
        LifetimeInSeconds: options.lifetime_in_seconds,
        Question: questionOf(offer.address, options.frame_height),
        RequesterAnnotation: annotationOf(offer.id, number),
        UniqueRequestToken: tokenOf(offer.id, number),
      }),
    );
    return HIT?.HITGroupId ?? '';
  } catch (error) {
    const { message } = error as Error;
    if (codeOf(error)?.toLowerCase() !== 'hitalreadyexists') throw error;
    const HITId = /\b[A-Z0-9]{20,64}\b/.exec(message)?.[0];
    if (HITId === undefined) return '';
    const { HIT } = await calls.ask((mturk) => mturk.getHIT({ HITId }));
    return HIT?.HITGroupId ?? '';
  }
}
