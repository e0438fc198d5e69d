import { Progress, Text } from '@mantine/core';
import type { LiveRun } from '../../../src/api/runs.ts';
import { ordinaryUnitsOf, specialUnitsOf } from '../../../src/api/unit-counts.ts';
import { formatNumber, formatProgress, type Share, sharesOf } from './labels.ts';

/** Whether a share is drawn; open and cancelled units are the background. */
const isDrawn = ({ state }: Share) => state !== 'open' && state !== 'cancelled';
const colour = (share: Share) => (isDrawn(share) ? `var(--state-${share.state})` : 'var(--groove)');

type Props = {
  run: LiveRun;
  labelledBy: string;
  /** Whether the bar alone is drawn, where many runs are listed. */
  isThin?: boolean;
};

/** A bar of the units of a run's data by their state, with a legend, and a line for gold and screening units if there are any. */
export function RunBar({ run, labelledBy, isThin = false }: Props) {
  const ordinary = ordinaryUnitsOf(run);
  const shares = sharesOf(ordinary);
  const whole = Math.max(1, ordinary.units);
  return (
    <div>
      <Progress.Root
        size={isThin ? 'sm' : 'lg'}
        role="progressbar"
        aria-labelledby={labelledBy}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor((100 * ordinary.completed) / whole)}
        aria-valuetext={formatProgress(run)}
      >
        {shares.filter(isDrawn).map((share) => (
          <div
            key={share.state}
            className="share"
            style={{ width: `${(100 * share.units) / whole}%`, background: colour(share) }}
          />
        ))}
      </Progress.Root>
      {!isThin && shares.length > 0 && (
        <ul className="legend">
          {shares.map((share) => (
            <li key={share.state}>
              <span className="legend-mark" style={{ background: colour(share) }} aria-hidden />
              {formatNumber(share.units)} {share.word}
            </li>
          ))}
        </ul>
      )}
      {!isThin && run.special_units > 0 && (
        <Text size="sm" c="dimmed" className="numbers">
          Gold and screening units, not in the bar:{' '}
          {sharesOf(specialUnitsOf(run))
            .map(({ units, word }) => `${formatNumber(units)} ${word}`)
            .join(', ')}
        </Text>
      )}
    </div>
  );
}
