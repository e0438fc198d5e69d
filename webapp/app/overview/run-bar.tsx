import { Progress } from '@mantine/core';
import type { LiveRun } from '../../../src/api/runs.ts';
import { formatNumber, formatProgress, type Share, sharesOf } from './labels.ts';

/** Whether a share is drawn; open and cancelled units are the background. */
const isDrawn = ({ state }: Share) => state !== 'open' && state !== 'cancelled';
const colour = (share: Share) => (isDrawn(share) ? `var(--state-${share.state})` : 'var(--groove)');

/** A bar of a run's units by their state, with a legend. */
export function RunBar({ run, labelledBy }: { run: LiveRun; labelledBy: string }) {
  const shares = sharesOf(run);
  const whole = Math.max(1, run.units);
  return (
    <div>
      <Progress.Root
        size="lg"
        role="progressbar"
        aria-labelledby={labelledBy}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor((100 * run.completed) / whole)}
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
      {shares.length > 0 && (
        <ul className="legend">
          {shares.map((share) => (
            <li key={share.state}>
              <span className="legend-mark" style={{ background: colour(share) }} aria-hidden />
              {formatNumber(share.units)} {share.word}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
