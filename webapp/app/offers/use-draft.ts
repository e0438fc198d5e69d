import { useState } from 'react';
import type { Requester } from '../../../src/api/requesters.ts';
import { optionLines, optionsIn, type WantedInConfig } from './wanted.ts';

export type Draft = ReturnType<typeof useDraft>;

/** What is to be offered while it is typed; it begins with what the config of the run says of the account. */
export function useDraft(requesters: readonly Requester[], wanted: readonly WantedInConfig[]) {
  const wantedOf = (name: string) => wanted.find((one) => one.requester === name);
  const first = (requesters.find(({ name }) => wantedOf(name)) ?? requesters[0])?.name ?? '';
  const [requester, setRequester] = useState(first);
  const [places, setPlaces] = useState(String(wantedOf(first)?.places ?? ''));
  const [lines, setLines] = useState(optionLines(wantedOf(first)?.options));
  const read = optionsIn(lines);
  const isNumber = places.trim() === '' || /^[1-9]\d{0,6}$/.test(places.trim());
  const { pay_after_seconds } = wantedOf(requester) ?? {};
  return {
    ...{ requester, places, lines, setPlaces, setLines },
    choose(name: string) {
      setRequester(name);
      setPlaces(String(wantedOf(name)?.places ?? ''));
      setLines(optionLines(wantedOf(name)?.options));
    },
    placesFault: isNumber ? undefined : 'Must be a whole number from 1.',
    linesFault: 'fault' in read ? read.fault : undefined,
    isWrong: !isNumber || 'fault' in read,
    body: {
      requester,
      ...(places.trim() === '' ? {} : { places: Number(places) }),
      ...(pay_after_seconds === undefined ? {} : { pay_after_seconds }),
      ...('options' in read ? read : {}),
    },
  };
}
