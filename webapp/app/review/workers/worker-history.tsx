import { Text } from '@mantine/core';
import type { z } from 'zod';
import { moneyText } from '../../../../src/api/money.ts';
import type { WorkerEvent } from '../../../../src/api/workers.ts';
import { useShowAll } from '../../components/show-more.tsx';
import { eventLabels, formatTime, nameOf } from '../labels.ts';
import { UnitLink } from '../links.tsx';
import { ForeignText } from '../text/foreign-text.tsx';
import style from '../unit/unit.module.css';

type Happened = z.infer<typeof WorkerEvent>;
type Others = Exclude<Happened['what'], keyof typeof eventLabels>;

const otherLabels: Record<Others, string> = {
  blocked: 'Blocked',
  unblocked: 'Unblocked',
  qualification_granted: 'Qualification granted',
  qualification_revoked: 'Qualification revoked',
  rule_applied: 'A rule applied',
  rule_undone: 'What a rule did was taken back',
};
const wordOf = (what: Happened['what']): string =>
  what in otherLabels ? otherLabels[what as Others] : eventLabels[what as keyof typeof eventLabels];

/** More entries are shown on request. */
const firstEntries = 30;

/** Everything that reviewers did about a worker, newest first. */
export function WorkerHistory({ history }: { history: readonly Happened[] }) {
  const { shown, more } = useShowAll(history, firstEntries);
  return (
    <>
      <ol className={style.history}>
        {shown.map(({ at, by, what, unit, qualification, qualification_name, value, cents, currency, note }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: counted from the end, a place never changes.
          <li key={history.length - index}>
            <Text size="sm" component="div">
              <strong>{wordOf(what)}</strong>
              {qualification && (
                <>
                  : <ForeignText text={qualification_name ?? qualification} maxLetters={60} />
                </>
              )}
              {value !== null && ` (${value})`}
              {cents ? ` (${moneyText(cents, currency ?? '')})` : ''} by{' '}
              <ForeignText text={nameOf(by)} maxLetters={100} />
              {unit && (
                <>
                  {' for '}
                  <UnitLink unit={unit} />
                </>
              )}
              <Text span size="sm" c="dimmed">
                {' · '}
                <time dateTime={at}>{formatTime(at)}</time>
              </Text>
            </Text>
            {note && (
              <Text size="sm" component="div" pl="xs">
                <ForeignText text={note} block maxLetters={1000} />
              </Text>
            )}
          </li>
        ))}
      </ol>
      {more}
    </>
  );
}
