import { Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Decision } from '../../../../src/api/shapes.ts';
import { listVerdicts } from '../../../../src/api/verdicts.ts';
import { useAsk } from '../../data/api.ts';
import { refresh, useUnit } from '../../data/queries.ts';
import { Fault, Page } from '../../parts/page.tsx';
import { ScopePicker } from '../../parts/scope-picker.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useAddress } from '../address.ts';
import type { Outcome } from '../decide/perform.ts';
import { lastVerdictQuery, sayDecided } from '../decide/undoing.ts';
import { type UnitAct, UnitDialog } from '../decide/unit-dialog.tsx';
import { useKeys } from '../use-keys.ts';
import { ActionBar, type Acts } from './action-bar.tsx';
import { readReviewAddress, scopeIn } from './address.ts';
import { AllReviewed } from './all-reviewed.tsx';
import { GroupList } from './group-list.tsx';
import { Help } from './help.tsx';
import { HowFar } from './how-far.tsx';
import { PresentUnit } from './present-unit.tsx';
import { groupUnits } from './query.ts';
import style from './queue.module.css';
import { lastDecision } from './steps.ts';
import { useBeginning } from './use-beginning.ts';
import { useClaims } from './use-claims.ts';
import { useDeciding } from './use-deciding.ts';
import { useGroupUnits, useQueue } from './use-queue.ts';
import { useWalk } from './use-walk.ts';

/** The review: one unit after the other, by keyboard, together with others. */
export function ReviewPage() {
  const [asked, change] = useAddress(readReviewAddress);
  const questions = useQueryClient();
  const queue = useQueue(asked);
  const [toClaim, setToClaim] = useState<readonly string[]>([]);
  const claims = useClaims(toClaim);
  const address = useBeginning({ address: asked, change, queue, claims });
  const list = useGroupUnits(address);
  const { steps, decide, askOther, undo, isDeaf } = useDeciding({ change });
  const walk = useWalk({ address, change, queue, list, claims, steps });
  const { data, error } = useUnit(address.unit);
  const last = useAsk(listVerdicts, { query: lastVerdictQuery }, { live: true }).data?.verdicts[0];
  const [open, setOpen] = useState<UnitAct | 'help'>();
  const unit = data?.id === address.unit ? data : undefined;
  const scope = scopeIn(address);
  const holder = unit && claims.holderOf(unit.id);
  const mine = steps.find((step) => step.unit === unit?.id);
  const mayDecide =
    unit?.status === 'completed' && !holder && unit.second_opinion !== claims.me && mine?.state !== 'sending';
  const group = address.group ?? '';

  const wanted = [address.unit, walk.upNext].filter((id) => id !== undefined);
  if (wanted.join(' ') !== toClaim.join(' ')) setToClaim(wanted);

  const goOn = (now = steps) => void walk.goOn(address.unit, now);
  const ifMay = (act: () => void) => () => {
    if (mayDecide && !isDeaf(unit.id)) act();
  };
  const acts: Acts = {
    accept: ifMay(() => unit && goOn(decide(unit, group, { decision: 'accepted' }))),
    acceptWith: ifMay(() => setOpen('accepted')),
    softReject: ifMay(() => unit && goOn(decide(unit, group, { decision: 'soft_rejected' }))),
    softRejectWith: ifMay(() => setOpen('soft_rejected')),
    reject: ifMay(() => setOpen('rejected')),
    askOther: ifMay(() => unit && goOn(askOther(unit, group))),
    undo: () => void undo(),
    next: () => goOn(),
    previous: walk.goBack,
    bonus: () => unit?.worker && setOpen('bonus'),
    qualify: () => unit?.worker && setOpen('qualify'),
    help: () => setOpen('help'),
  };
  useKeys({
    a: acts.accept,
    A: acts.acceptWith,
    s: acts.softReject,
    S: acts.softRejectWith,
    r: acts.reject,
    o: acts.askOther,
    u: acts.undo,
    n: acts.next,
    j: acts.next,
    p: acts.previous,
    k: acts.previous,
    b: acts.bonus,
    q: acts.qualify,
    '?': acts.help,
  });
  const heldHere = useMemo(
    () => claims.held.filter(({ unit: id }) => walk.units.includes(id)),
    [claims.held, walk.units],
  );

  async function endOfAll(decision: Decision, outcome: Outcome) {
    setOpen(undefined);
    sayDecided(questions, decision, outcome);
    await refresh(questions);
    await questions.invalidateQueries({ queryKey: [groupUnits] });
    await change({ unit: undefined });
  }

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
          <HowFar address={address} queue={queue} held={heldHere.length} />
        </Stack>
        <Stack style={{ minWidth: 0 }}>
          {queue.error && <Fault error={queue.error} />}
          {error && <Fault error={error} />}
          {unit ? (
            <>
              <PresentUnit key={unit.id} unit={unit} holder={holder} mine={mine} me={claims.me} />
              <ActionBar
                acts={acts}
                mayDecide={mayDecide}
                mayUndo={last !== undefined || lastDecision(steps) !== undefined}
                hasWorker={unit.worker !== null}
              />
            </>
          ) : walk.isAtEnd ? (
            <AllReviewed waiting={queue.totals?.waiting ?? 0} scope={scope} held={claims.held} onAgain={walk.again} />
          ) : (
            !error && <Waiting />
          )}
        </Stack>
      </div>
      {unit && open && open !== 'help' && (
        <UnitDialog
          open={open}
          unit={unit}
          scope={scope}
          onClose={() => setOpen(undefined)}
          onOne={(plan) => {
            setOpen(undefined);
            goOn(decide(unit, group, plan));
          }}
          onAll={(outcome) => void endOfAll(open as Decision, outcome)}
        />
      )}
      {open === 'help' && <Help onClose={() => setOpen(undefined)} />}
    </Page>
  );
}
