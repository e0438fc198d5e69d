import { Anchor, Badge, Button, Group, Progress, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconExternalLink } from '@tabler/icons-react';
import { moneyText } from '../../../src/api/money.ts';
import { offerStateTexts } from '../../../src/api/offer-texts.ts';
import type { OfferShown } from '../../../src/api/offers.ts';
import { formatNumber } from '../overview/labels.ts';
import { formatCount, providerLabel } from '../review/labels.ts';
import { MorePlacesDialog, WithdrawDialog } from './offer-dialogs.tsx';
import { givenBack, placeShares } from './places.ts';

const open: ReadonlySet<OfferShown['state']> = new Set(['intended', 'published', 'paused', 'ended']);

/** One offer at a provider: how far it is, what it costs, and what an owner can do with it. */
export function OneOffer({ run, offer }: { run: string; offer: OfferShown }) {
  const { offer: id, provider, requester, state, problem, currency, link } = offer;
  const [isRaising, raising] = useDisclosure(false);
  const [isWithdrawing, withdrawing] = useDisclosure(false);
  const where = `${providerLabel(provider)}, through ${requester}`;
  const isBad = state === 'refused' || state === 'gone';
  return (
    <section className="stack" aria-labelledby={`title-${id}`}>
      <Group justify="space-between" gap="xs">
        <Title order={3} size="h4" id={`title-${id}`} className="anywhere">
          {where}
        </Title>
        <Badge variant="outline" color={isBad ? 'var(--trouble)' : 'gray'} tt="none">
          {offerStateTexts[state]}
        </Badge>
      </Group>
      {problem && (
        <Text className="anywhere" c="var(--trouble)">
          {problem}
        </Text>
      )}
      <PlacesBar offer={offer} />
      <Text size="sm" className="anywhere">
        {moneyText(offer.pay_cents, currency)} for each place, {moneyText(offer.total_cents, currency)} in all with
        fees.{' '}
        {link && (
          <Anchor href={link} target="_blank" rel="noopener noreferrer" underline="always" inherit>
            Open it at {providerLabel(provider)} <IconExternalLink size={14} aria-hidden />
          </Anchor>
        )}
      </Text>
      {open.has(state) && (
        <Group gap="xs">
          <Button size="xs" variant="default" aria-label={`More places… of ${where}`} onClick={raising.open}>
            More places…
          </Button>
          <Button size="xs" variant="subtle" color="gray" aria-label={`Withdraw… ${where}`} onClick={withdrawing.open}>
            Withdraw…
          </Button>
        </Group>
      )}
      {isRaising && <MorePlacesDialog run={run} offer={offer} onClose={raising.close} />}
      {isWithdrawing && <WithdrawDialog run={run} offer={offer} onClose={withdrawing.close} />}
    </section>
  );
}

/** A bar of the places by where they stand, with the same numbers as text. */
function PlacesBar({ offer }: { offer: OfferShown }) {
  const shares = placeShares(offer);
  const whole = Math.max(
    1,
    shares.reduce((sum, { places }) => sum + places, 0),
  );
  const approved = offer.places_by_status.approved ?? 0;
  const back = givenBack(offer);
  const isOnTheWay = offer.state === 'intended' || (open.has(offer.state) && offer.published < offer.places);
  const notes = [
    ...(isOnTheWay ? [`${formatNumber(offer.published)} of them published so far`] : []),
    ...(back > 0 ? [`${formatNumber(back)} given back or run out`] : []),
  ];
  return (
    <div>
      <Text size="sm" className="numbers">
        {[formatCount(offer.places, 'place'), ...notes].join(', ')}
      </Text>
      <Progress.Root
        size="lg"
        role="progressbar"
        aria-label={`Places of ${offer.offer}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor((100 * approved) / whole)}
        aria-valuetext={`${formatNumber(approved)} of ${formatCount(offer.places, 'place')} approved`}
      >
        {shares
          .filter(({ status }) => status !== 'open')
          .map(({ status, places, color }) => (
            <div
              key={status}
              className="share"
              style={{ width: `${(100 * places) / whole}%`, background: `var(${color})` }}
            />
          ))}
      </Progress.Root>
      <ul className="legend">
        {shares.map(({ status, word, places, color }) => (
          <li key={status}>
            <span className="legend-mark" style={{ background: `var(${color})` }} aria-hidden />
            {formatNumber(places)} {word}
          </li>
        ))}
      </ul>
    </div>
  );
}
