import { Button, Group } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { askSecondOpinion, undoReview } from '../../../../src/api/review.ts';
import type { Decision } from '../../../../src/api/shapes.ts';
import type { UnitDetail } from '../../../../src/api/units.ts';
import { dangerous } from '../../components/danger.ts';
import { Fault, Page } from '../../components/page.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { send } from '../../data/api.ts';
import { notifyFault } from '../../data/notices.ts';
import { refresh, useUnit } from '../../data/queries.ts';
import { decideOne, type Outcome, type Plan } from '../decide/perform.ts';
import {
  leftText,
  notifyDecided,
  sayAsked,
  sayManyDecided,
  sayUndone,
  undoAndSay,
  undoneOne,
} from '../decide/undoing.ts';
import { type UnitAct, UnitDialog } from '../decide/unit-dialog.tsx';
import { decisionLabels, unitName } from '../labels.ts';
import { InWords } from '../unit/in-words.tsx';
import { UnitHeading } from '../unit/unit-heading.tsx';
import { UnitView } from '../unit/unit-view.tsx';

/** One unit in full, with its actions. */
export function UnitPage() {
  const { unit: id } = useParams({ from: '/units/$unit' });
  const { data, error } = useUnit(id);
  const unit = data?.id === id ? data : undefined;
  return (
    <Page title="Unit">
      {error && <Fault error={error} />}
      {!unit && !error && <Waiting />}
      {unit && (
        <>
          <UnitHeading unit={unit} />
          <UnitActions unit={unit} />
          <InWords unit={unit} />
          <UnitView unit={unit} />
        </>
      )}
    </Page>
  );
}

const isReviewed = ({ status }: UnitDetail) => ['accepted', 'soft_rejected', 'rejected'].includes(status);

/** What a button acts on, if that is not this unit, and whether it takes something from the worker. */
type Look = { target?: string; isDangerous?: boolean };

function UnitActions({ unit }: { unit: UnitDetail }) {
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<UnitAct>();
  const [isBusy, setBusy] = useState(false);
  const close = () => setOpen(undefined);

  async function act(what: () => Promise<void>) {
    close();
    setBusy(true);
    try {
      await what();
    } catch (error) {
      notifyFault(error);
    } finally {
      await refresh(queryClient);
      setBusy(false);
    }
  }
  const decide = (plan: Plan) =>
    act(async () => {
      const verdict = await decideOne(unit, plan);
      const undoIt = () => void (verdict && undoAndSay(queryClient, verdict));
      notifyDecided(plan.decision, unitName(unit), verdict === null ? undefined : undoIt);
    });
  const askOther = () =>
    act(async () => {
      await send(askSecondOpinion, body);
      sayAsked(unitName(unit), () => void act(() => undo(`Second opinion for ${unit.id} withdrawn`)));
    });
  async function undo(done: string) {
    const left = leftText(await send(undoReview, body));
    sayUndone(left ? `${done}.${left}` : done);
  }
  function endOfAll(decision: Decision, outcome: Outcome) {
    close();
    sayManyDecided(queryClient, { decision, worker: unit.worker }, outcome);
    void refresh(queryClient);
  }
  const body = { params: { unit: unit.id }, body: {} };
  const button = (name: string, onClick: () => void, { target, isDangerous }: Look = {}) => (
    <Button
      {...(isDangerous ? dangerous : { variant: 'default' })}
      size="compact-md"
      disabled={isBusy}
      aria-label={target && `${name}: ${target}`}
      title={target && `${name}: ${target}`}
      onClick={onClick}
    >
      {name}
    </Button>
  );

  return (
    <Group gap="xs" role="toolbar" aria-label="What to do about this unit">
      {unit.status === 'completed' && (
        <>
          {button('Accept…', () => setOpen('accepted'))}
          {button("Pay, don't use…", () => setOpen('soft_rejected'))}
          {button('Second opinion', askOther)}
        </>
      )}
      {isReviewed(unit) &&
        button('Undo', () => act(() => undo(undoneOne(unit.status as Decision, unit.id))), {
          target: decisionLabels[unit.status as Decision].on(unit.id),
        })}
      {unit.worker && button('Bonus…', () => setOpen('bonus'))}
      {unit.worker && button('Qualifications…', () => setOpen('qualify'))}
      {unit.status === 'completed' && button('Reject…', () => setOpen('rejected'), { isDangerous: true })}
      {open && (
        <UnitDialog
          open={open}
          unit={unit}
          scope={{ run: unit.run }}
          onClose={close}
          onOne={(plan) => void decide(plan)}
          onAll={(outcome) => endOfAll(open as Decision, outcome)}
        />
      )}
    </Group>
  );
}
