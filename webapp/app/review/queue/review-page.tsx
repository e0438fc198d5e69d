import { Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Decision } from '../../../../src/api/shapes.ts';
import type { UnitDetail } from '../../../../src/api/units.ts';
import { listVerdicts } from '../../../../src/api/verdicts.ts';
import { Fault, Page } from '../../components/page.tsx';
import { ScopePicker } from '../../components/scope-picker.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useEndpointQuery } from '../../data/api.ts';
import { refresh, useUnit } from '../../data/queries.ts';
import { useAddress } from '../address.ts';
import type { Outcome, Plan } from '../decide/perform.ts';
import { lastVerdictQuery, sayManyDecided, targetOf } from '../decide/undoing.ts';
import { type UnitAct, UnitDialog } from '../decide/unit-dialog.tsx';
import { decisionLabels } from '../labels.ts';
import { ActionBar } from './action-bar.tsx';
import { readReviewAddress, scopeIn } from './address.ts';
import { AllReviewed } from './all-reviewed.tsx';
import { CurrentUnit } from './current-unit.tsx';
import { GroupList } from './group-list.tsx';
import { Help } from './help.tsx';
import { groupUnits } from './query.ts';
import style from './queue.module.css';
import { QueueProgress } from './queue-progress.tsx';
import { lastDecision } from './session-decisions.ts';
import { useActs } from './use-acts.ts';
import { useBeginning } from './use-beginning.ts';
import { useClaims } from './use-claims.ts';
import { useDeciding } from './use-deciding.ts';
import { useGroupUnits, useQueue } from './use-queue.ts';
import { useWalk } from './use-walk.ts';

/** The review: one unit after the other, by keyboard, alongside other reviewers. */
export function ReviewPage() {
  const [requested, change] = useAddress(readReviewAddress);
  const queue = useQueue(requested);
  const [toClaim, setToClaim] = useState<readonly string[]>([]);
  const claims = useClaims(toClaim);
  const address = useBeginning({ address: requested, change, queue, claims });
  const list = useGroupUnits(address);
  const deciding = useDeciding({ change });
  const { decided } = deciding;
  const walk = useWalk({ address, change, queue, list, claims, decided });
  const { data, error } = useUnit(address.unit);
  const last = useEndpointQuery(listVerdicts, { query: lastVerdictQuery }, { live: true }).data?.verdicts[0];
  const [open, setOpen] = useState<UnitAct | 'help'>();
  const endOfAll = useEndOfAll(change);
  const unit = data?.id === address.unit ? data : undefined;
  const scope = scopeIn(address);
  const holder = unit && claims.holderOf(unit.id);
  const mine = decided.find((decision) => decision.unit === unit?.id);
  const mayDecide =
    unit?.status === 'completed' && !holder && !unit.second_opinions.includes(claims.me) && mine?.state !== 'sending';
  const group = address.group ?? '';

  const nextClaims = [address.unit, walk.upNext].filter((id) => id !== undefined);
  if (nextClaims.join(' ') !== toClaim.join(' ')) setToClaim(nextClaims);

  const moveOn = (now = decided) => void walk.moveOn(address.unit, now);
  const acts = useActs({ unit, group, mayDecide, deciding, walk, moveOn, onOpen: setOpen });
  const heldHere = useMemo(
    () => claims.held.filter(({ unit: id }) => walk.units.includes(id)),
    [claims.held, walk.units],
  );
  const present = unit && <CurrentUnit key={unit.id} unit={unit} holder={holder} mine={mine} me={claims.me} />;
  const end = walk.isAtEnd && !queue.error && (
    <AllReviewed waiting={queue.totals?.waiting ?? 0} scope={scope} held={claims.held} onAgain={walk.again} />
  );

  return (
    <Page
      title="Review"
      tools={
        <ScopePicker
          scope={scope}
          onChange={(next) => change({ task: undefined, run: undefined, ...next, group: undefined, unit: undefined })}
        />
      }
    >
      <div className={style.loop}>
        <Stack>
          <GroupList address={address} change={change} queue={queue} onOpen={walk.open} />
          <QueueProgress address={address} queue={queue} held={heldHere.length} />
        </Stack>
        <Stack className={style.unit}>
          {queue.error && <Fault error={queue.error} />}
          {error && <Fault error={error} />}
          {present || end || (!error && !queue.error && <Waiting />)}
          {!end && !queue.error && (
            <ActionBar
              acts={acts}
              mayDecide={mayDecide}
              mayUndo={last !== undefined || lastDecision(decided) !== undefined}
              undoes={last && decisionLabels[last.decision].on(targetOf(last))}
              hasWorker={unit !== undefined && unit.worker !== null}
            />
          )}
        </Stack>
      </div>
      <ReviewDialog
        open={open}
        unit={unit}
        scope={scope}
        onClose={() => setOpen(undefined)}
        onOne={(plan) => unit && moveOn(deciding.decide(unit, group, plan))}
        onAll={endOfAll}
      />
    </Page>
  );
}

/** Returns what to do once all answers of a worker are decided: a notice, and the review starts again. */
function useEndOfAll(change: (changes: { unit: undefined }) => unknown) {
  const queryClient = useQueryClient();
  return async (decided: { decision: Decision; worker: string | null }, outcome: Outcome) => {
    sayManyDecided(queryClient, decided, outcome);
    await refresh(queryClient);
    await queryClient.invalidateQueries({ queryKey: [groupUnits] });
    await change({ unit: undefined });
  };
}

type DialogProps = {
  open: UnitAct | 'help' | undefined;
  unit: UnitDetail | undefined;
  scope: { task?: string; run?: string };
  onClose: () => void;
  onOne: (plan: Plan) => void;
  onAll: (decided: { decision: Decision; worker: string | null }, outcome: Outcome) => unknown;
};

/** The dialog that is open; a decision closes it. */
function ReviewDialog({ open, unit, scope, onClose, onOne, onAll }: DialogProps) {
  if (open === 'help') return <Help onClose={onClose} />;
  if (!unit || !open) return null;
  return (
    <UnitDialog
      open={open}
      unit={unit}
      scope={scope}
      onClose={onClose}
      onOne={(plan) => {
        onClose();
        onOne(plan);
      }}
      onAll={(outcome) => {
        onClose();
        void onAll({ decision: open as Decision, worker: unit.worker }, outcome);
      }}
    />
  );
}
