import { Text } from '@mantine/core';
import { moneyText } from '../../../../src/api/money.ts';
import type { UnitEvent } from '../../../../src/api/units.ts';
import { eventLabels, formatTime, nameOf } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { WorkerName } from '../worker-name.tsx';
import style from './unit.module.css';

type Props = { episodes: readonly UnitEvent[]; currency: string };

/** The history of a unit, the oldest first, with authors and notes. */
export const History = ({ episodes, currency }: Props) => (
  <ol className={style.history}>
    {episodes.map((episode, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a history only grows at its end.
      <li key={at}>
        <Happened episode={episode} currency={currency} />
      </li>
    ))}
  </ol>
);

function Happened({ episode, currency }: { episode: UnitEvent; currency: string }) {
  const { what, at, by, worker, note, message, cents } = episode;
  const isOfWorker = worker && !by?.startsWith('reviewer:');
  return (
    <>
      <Text size="sm" component="div">
        <strong>{eventLabels[what]}</strong>
        {cents ? ` (${moneyText(cents, currency)})` : ''}
        {(isOfWorker || by) && ' by '}
        {isOfWorker && <WorkerName worker={worker} />}
        {!isOfWorker && by && <ForeignText text={nameOf(by)} maxLetters={100} />}
        <Text span size="sm" c="dimmed">
          {' · '}
          <time dateTime={at}>{formatTime(at)}</time>
        </Text>
      </Text>
      {note && <NoteLine label="Note" text={note} />}
      {message && <NoteLine label="Message to the worker" text={message} />}
    </>
  );
}

const NoteLine = ({ label, text }: { label: string; text: string }) => (
  <Text size="sm" component="div" pl="xs">
    {label}: <ForeignText text={text} block maxLetters={1000} />
  </Text>
);
