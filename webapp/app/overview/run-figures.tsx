import type { ReactNode } from 'react';
import { moneyText } from '../../../src/api/money.ts';
import type { LiveRun } from '../../../src/api/runs.ts';
import { ordinaryUnitsOf, specialUnitsOf, toReview } from '../../../src/api/unit-counts.ts';
import { ScreenLink } from '../components/link.tsx';
import { formatCount } from '../review/labels.ts';
import { formatEnd, formatNumber, formatRate, specialAmong } from './labels.ts';

/** The key figures of a run. */
export function RunFigures({ run }: { run: LiveRun }) {
  const isOver = run.status === 'completed' || run.status === 'stopped';
  const [ordinary, special] = [ordinaryUnitsOf(run), specialUnitsOf(run)];
  const hasPay = run.pay_cents > 0 || run.bonus_cents > 0;
  return (
    <dl className="figures">
      <Figure name="Done">
        {formatNumber(ordinary.completed)} of {formatNumber(ordinary.units)}
      </Figure>
      {special.units > 0 && (
        <Figure name="Gold and screening units done">
          {formatNumber(special.completed)} of {formatNumber(special.units)}
        </Figure>
      )}
      <Figure name="To review" description={specialAmong(toReview(special))}>
        {run.to_review > 0 ? (
          <ScreenLink to="/review" search={{ run: run.id }} inherit>
            {formatNumber(run.to_review)}
          </ScreenLink>
        ) : (
          'None'
        )}
      </Figure>
      {run.second_opinions > 0 && <Figure name="Second opinions">{formatNumber(run.second_opinions)}</Figure>}
      {!isOver && (
        <>
          <Figure name="Pace">{formatRate(run.pace_per_hour)}</Figure>
          <Figure name="Expected end">
            {run.status === 'paused' ? 'Paused' : formatEnd(run.expected_end, Date.now())}
          </Figure>
          <Figure
            name="At work"
            description={[
              `on ${formatCount(run.assigned, 'unit')}`,
              specialAmong(special.assigned),
              `${formatNumber(run.present)} heard from in the last 2 min`,
            ]
              .filter(Boolean)
              .join(', ')}
          >
            {formatCount(run.at_work, 'person', 'people')}
          </Figure>
          <Figure name="Found no work (last 10 min)">{formatNumber(run.turned_away)}</Figure>
          {run.only_for_new > 0 && (
            <Figure name="For new workers only" description="Everybody who came has had these units.">
              {formatNumber(run.only_for_new)}
            </Figure>
          )}
        </>
      )}
      {hasPay && (
        <Figure
          name="Spent"
          description={`${moneyText(run.committed_cents, run.currency)} if all submitted work is accepted`}
        >
          {moneyText(run.spent_cents, run.currency)}
        </Figure>
      )}
    </dl>
  );
}

/** One figure with its name, and optionally its meaning. */
export function Figure({ name, description, children }: { name: string; description?: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
      {description && <dd className="hint">{description}</dd>}
    </div>
  );
}
