import { Progress } from '@mantine/core';
import type { LiveRun } from '../../../src/api/runs.ts';
import { countWords, progressWords, type Share, sharesOf } from './words.ts';

/** What is not drawn, since it is the groove itself. */
const isDrawn = ({ fate }: Share) => fate !== 'open' && fate !== 'cancelled';
const colour = (share: Share) => (isDrawn(share) ? `var(--fate-${share.fate})` : 'var(--groove)');

/** A bar of a run's units by what became of them, with its colours explained below. */
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
        aria-valuetext={progressWords(run)}
      >
        {shares.filter(isDrawn).map((share) => (
          <div
            key={share.fate}
            className="share"
            style={{ width: `${(100 * share.units) / whole}%`, background: colour(share) }}
          />
        ))}
      </Progress.Root>
      {shares.length > 0 && (
        <ul className="legend">
          {shares.map((share) => (
            <li key={share.fate}>
              <span className="legend-mark" style={{ background: colour(share) }} aria-hidden />
              {countWords(share.units)} {share.word}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
