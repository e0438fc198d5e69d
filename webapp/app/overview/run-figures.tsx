import type { ReactNode } from 'react';
import type { LiveRun } from '../../../src/api/runs.ts';
import { ScreenLink } from '../components/link.tsx';
import { moneyWords } from '../review/money.ts';
import { countWords, endWords, paceWords } from './words.ts';

/** The key figures of a run. */
export function RunFigures({ run }: { run: LiveRun }) {
  const isOver = run.status === 'completed' || run.status === 'stopped';
  const hasPay = run.pay_cents > 0 || run.bonus_cents > 0;
  return (
    <dl className="figures">
      <Figure name="Done">
        {countWords(run.completed)} of {countWords(run.units)}
      </Figure>
      <Figure name="To review">
        {run.to_review > 0 ? (
          <ScreenLink to="/review" search={{ run: run.id }} inherit>
            {countWords(run.to_review)}
          </ScreenLink>
        ) : (
          'None'
        )}
      </Figure>
      {run.second_opinions > 0 && <Figure name="Second opinions">{countWords(run.second_opinions)}</Figure>}
      {!isOver && (
        <>
          <Figure name="Pace">{paceWords(run.pace_per_hour)}</Figure>
          <Figure name="Expected end">
            {run.status === 'paused' ? 'Paused' : endWords(run.expected_end, Date.now())}
          </Figure>
          <Figure name="In progress">{countWords(run.assigned)}</Figure>
          <Figure name="Found no work (last 10 min)">{countWords(run.turned_away)}</Figure>
        </>
      )}
      {hasPay && (
        <Figure
          name="Spent"
          description={`${moneyWords(run.committed_cents, run.currency)} if all submitted work is accepted`}
        >
          {moneyWords(run.spent_cents, run.currency)}
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
