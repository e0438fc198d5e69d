import type { PageFrame } from '../../src/api/worker-page.ts';
import { useSecondsLeft } from '../hooks/use-seconds-left.ts';
import { texts, textWith } from '../worker/texts.ts';
import { world } from './page.ts';
import type { Work } from './use-work.ts';

/** An amount with its currency, such as `1.50 USD`, with the decimal mark of the page's language; fractions of a cent are shown. */
function moneyOf({ amount, currency }: NonNullable<PageFrame['pay']>): string {
  const { lang } = world.manyhandsPage;
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 4 };
  return `${new Intl.NumberFormat(lang, digits).format(amount)} ${currency}`;
}

const trainingOf = ({ page, pages }: NonNullable<Work['step']>) =>
  pages === 1 ? texts.training : textWith('trainingPage', { page, pages });

/** The pay, the time left or the page of the training, and how many more units there are. */
export function Figures({ frame, work }: { frame: PageFrame; work: Work }) {
  const { unitsLeft, stage, step, pay = frame.pay } = work;
  return (
    <ul className="figures">
      {pay && pay.amount > 0 && <li>{textWith('pay', { amount: moneyOf(pay) })}</li>}
      {step && stage === 'working' && <li>{trainingOf(step)}</li>}
      {stage === 'waiting' && <li>{textWith('timeForTask', { minutes: frame.minutes })}</li>}
      {stage === 'working' && <TimeLeft work={work} />}
      {stage === 'working' && !step && unitsLeft !== null && (
        <li>{unitsLeft === 0 ? texts.lastTask : textWith('moreTasks', { count: unitsLeft })}</li>
      )}
    </ul>
  );
}

const minuteSeconds = 60;
/** From here on the page says that it will submit by itself. */
const noticeSeconds = 5 * minuteSeconds;

/** The time left in minutes, in the last one in seconds; until the page submits by itself, where it does. */
function TimeLeft({ work: { deadline, submitsAt } }: { work: Work }) {
  const seconds = useSecondsLeft(submitsAt ?? deadline);
  if (seconds === null) return null;
  const isShort = seconds <= minuteSeconds;
  const says = submitsAt && seconds <= noticeSeconds;
  const key = says ? (isShort ? 'submitsInSeconds' : 'submitsInMinutes') : isShort ? 'secondsLeft' : 'minutesLeft';
  return (
    <li className={isShort ? 'short' : undefined}>
      {textWith(key, { seconds, minutes: Math.ceil(seconds / minuteSeconds) })}
      <span className="unseen" role="status">
        {isShort && seconds > 0 ? texts.lastMinute : ''}
      </span>
    </li>
  );
}
