import type { HIT } from '@aws-sdk/client-mturk';
import type { MturkCalls } from './calls.ts';

/** One HIT is one place of an offer: HITs of ten and more assignments would cost more. */
export type Place = {
  hit: string;
  type: string;
  group: string;
  offer: string;
  number: number;
  /** How many workers may still take it, have taken it, have submitted it and wait, or are decided. */
  free: number;
  taken: number;
  waiting: number;
  decided: number;
  state: 'open' | 'paused' | 'ended';
};

const annotationShape = /^manyhands ([A-Za-z0-9-]{1,40}) (\d{1,9})$/;
/** What is kept with a HIT, and tells it from others of the account for as long as it lasts. */
export const annotationOf = (offer: string, number: number) => `manyhands ${offer} ${number}`;
/** What MTurk knows for a day a HIT by, so that it is not made twice. */
export const tokenOf = (offer: string, number: number) => `${offer}.${number}`;

/** The years in which HITs have expired that were stopped: MTurk has no other place to say why nobody gets a HIT. */
export const stopYears = { paused: 2015, ended: 2014 } as const;

/** The place that a HIT is; undefined if it is not of Manyhands. */
export function placeOf(hit: HIT): Place | undefined {
  const [, offer, number] = annotationShape.exec(hit.RequesterAnnotation ?? '') ?? [];
  if (offer === undefined || hit.HITId === undefined || hit.HITStatus === 'Disposed') return undefined;
  const [free, taken, decided] = [
    hit.NumberOfAssignmentsAvailable ?? 0,
    hit.NumberOfAssignmentsPending ?? 0,
    hit.NumberOfAssignmentsCompleted ?? 0,
  ];
  return {
    hit: hit.HITId,
    type: hit.HITTypeId ?? '',
    group: hit.HITGroupId ?? '',
    offer,
    number: Number(number),
    ...{ free, taken, decided, waiting: Math.max(0, (hit.MaxAssignments ?? 1) - free - taken - decided) },
    state: stateOf(hit, free + taken > 0),
  };
}

function stateOf({ HITStatus, Expiration }: HIT, isUnfinished: boolean): Place['state'] {
  const year = Expiration?.getUTCFullYear();
  if (isUnfinished && year === stopYears.paused) return 'paused';
  const isStopped = year === stopYears.paused || year === stopYears.ended;
  return !isStopped && (HITStatus === 'Assignable' || HITStatus === 'Unassignable') ? 'open' : 'ended';
}

/** All places of Manyhands in an account, page after page, or those of one offer. MTurk can only list all HITs. */
export async function placesIn(calls: MturkCalls, offer?: string): Promise<Place[]> {
  const found: Place[] = [];
  for await (const { HITs = [] } of calls.pages((mturk, page) => mturk.listHITs(page)))
    for (const hit of HITs) {
      const place = placeOf(hit);
      if (place && (offer === undefined || place.offer === offer)) found.push(place);
    }
  return found;
}
