import { Checkbox, Progress, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Decision } from '../../../../src/api/shapes.ts';
import { listUnits, type UnitDetail } from '../../../../src/api/units.ts';
import { getWorker } from '../../../../src/api/workers.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useEndpointQuery } from '../../data/api.ts';
import { useAuthor } from '../../data/current-user.ts';
import { decisionLabels, formatCount } from '../labels.ts';
import { Explanation } from '../qualifications/explanation.tsx';
import { seenText } from '../text/pieces.ts';
import { BesideBonus, besideFault } from './beside-bonus.tsx';
import { blankForm, type Faults, type Form, planOf } from './decision-form.ts';
import { readDefaults, storeDefaults } from './dialog-defaults.ts';
import { GrantPicker } from './grant-picker.tsx';
import { OutcomeOfMany } from './outcome-of-many.tsx';
import type { Outcome, Plan } from './perform.ts';
import { useSendingMany } from './use-sending-many.ts';

type Props = {
  decision: Decision;
  unit: UnitDetail;
  scope: { task?: string; run?: string };
  currency: string;
  onClose: () => void;
  /** Decides the one unit. */
  onOne: (plan: Plan) => void;
  /** Called when all of the worker's units were decided. */
  onAll: (outcome: Outcome) => void;
};

/** The dialog of a decision: note, message, bonus, qualifications, block, and whether it is for all of the worker's units. */
export function DecisionDialog({ decision, unit, scope, currency, onClose, onOne, onAll }: Props) {
  const [form, setForm] = useState<Form>(() => blankForm(readDefaults(decision)));
  const [faults, setFaults] = useState<Faults>({});
  const { progress, outcome, send: sendMany } = useSendingMany(onAll);
  const set = (change: Partial<Form>) => setForm((before) => ({ ...before, ...change }));
  const { verb, on } = decisionLabels[decision];
  const waiting = useWaiting(unit, scope);

  async function send() {
    const read = planOf(decision, form);
    if ('faults' in read) return setFaults(read.faults);
    const another = read.plan.bonusCents && besideFault(unit, form.isBeside);
    if (another) return setFaults({ bonus: another });
    setFaults({});
    const { note, message, bonus, grants, explanation } = form;
    storeDefaults(decision, { note, message, bonus, grants, explanation });
    if (!form.isForAll || unit.worker === null) return onOne(read.plan);
    await sendMany({ ...scope, worker: unit.worker }, read.plan, waiting);
  }

  if (outcome) return <OutcomeOfMany outcome={outcome} onClose={() => onAll(outcome)} />;
  return (
    <FormDialog
      title={on(form.isForAll ? 'all answers of this worker' : unit.id)}
      size="lg"
      button={form.isForAll ? on(formatCount(waiting ?? 0, 'answer')) : verb}
      isDangerous={decision === 'rejected'}
      isHeld={progress !== undefined}
      onClose={onClose}
      onSend={send}
      foot={
        <Text size="xs" c="dimmed" ta="right">
          Ctrl+Enter sends, Escape closes.
        </Text>
      }
    >
      <Fields decision={decision} unit={unit} currency={currency} form={form} faults={faults} set={set} />
      {unit.worker && waiting !== undefined && waiting > 1 && (
        <Switch
          label={`Apply to all ${waiting.toLocaleString('en')} of this worker’s unreviewed answers`}
          checked={form.isForAll}
          onChange={({ currentTarget }) => set({ isForAll: currentTarget.checked })}
        />
      )}
      {progress && <HowMany {...progress} />}
    </FormDialog>
  );
}

type FieldsProps = {
  decision: Decision;
  unit: UnitDetail;
  currency: string;
  form: Form;
  faults: Faults;
  set: (change: Partial<Form>) => void;
};

/** The fields of a decision: texts and, if there is a worker, a bonus, qualifications or a block. */
function Fields({ decision, unit, currency, form, faults, set }: FieldsProps) {
  const { worker } = unit;
  const isAgainst = decision !== 'accepted';
  const replaceNote = useSelectedOnce();
  return (
    <>
      <Text size="sm" c="dimmed">
        {decisionLabels[decision].description}
      </Text>
      <Textarea
        label={isAgainst ? 'Reason (reviewers only)' : 'Note (reviewers only)'}
        description={
          isAgainst
            ? 'Why. Kept in the history and in exports; the worker does not see it.'
            : 'Optional. Kept in the history and in exports; the worker does not see it.'
        }
        withAsterisk={isAgainst}
        autosize
        minRows={2}
        maxLength={4000}
        data-autofocus
        value={form.note}
        error={faults.note}
        onFocus={({ currentTarget }) => replaceNote(currentTarget)}
        onChange={({ currentTarget }) => set({ note: currentTarget.value })}
      />
      <Textarea
        label="Message to the worker"
        description="Optional. Shown to the worker above the task page, with whether the work was accepted."
        autosize
        minRows={2}
        maxLength={4000}
        value={form.message}
        onChange={({ currentTarget }) => set({ message: currentTarget.value })}
      />
      {decision === 'accepted' && (
        <TextInput
          label={`Bonus${currency ? ` in ${currency}` : ''}`}
          description={`In ${currency || 'the currency of the run'}, not in cents: such as 0.50, for each answer. Leave empty for none.`}
          inputMode="decimal"
          value={form.bonus}
          error={faults.bonus}
          onChange={({ currentTarget }) => set({ bonus: currentTarget.value })}
        />
      )}
      {decision === 'accepted' && form.bonus.trim() !== '' && (
        <BesideBonus unit={unit} checked={form.isBeside} onChange={(isBeside) => set({ isBeside })} />
      )}
      {decision !== 'rejected' && worker && <GrantPicker chosen={form.grants} onChange={(grants) => set({ grants })} />}
      {decision === 'rejected' && worker && (
        <Sanctions worker={worker} form={form} set={set} fault={faults.blockReason} />
      )}
      {(decision === 'rejected' ? form.revokes : form.grants).length > 0 && (
        <Explanation
          label="Explanation of the qualifications"
          description="Optional. Kept in the worker’s history, in place of the note."
          text={form.explanation}
          onChange={(explanation) => set({ explanation })}
        />
      )}
    </>
  );
}

/** Selects the remembered text when the dialog opens, so that another one takes its place by typing. */
function useSelectedOnce() {
  const isFirst = useRef(true);
  return (field: HTMLTextAreaElement) => {
    if (isFirst.current) field.select();
    isFirst.current = false;
  };
}

/** How far a decision on many has come. */
export const HowMany = ({ done, total }: { done: number; total: number }) => (
  <div role="status">
    <Text size="sm">
      {done.toLocaleString('en')} of {total.toLocaleString('en')} reviewed
    </Text>
    <Progress value={total === 0 ? 0 : (100 * done) / total} aria-label="Reviewed so far" />
  </div>
);

/** How many units of this unit's worker are to review in the task or run, without those for which this user asked for a second opinion. */
function useWaiting({ worker }: UnitDetail, scope: Props['scope']): number | undefined {
  const me = useAuthor();
  const query = { ...scope, worker: worker ?? '', status: 'completed' };
  const enabled = worker !== null;
  const all = useEndpointQuery(listUnits, { query: { ...query, limit: 1 } }, { enabled }).data;
  const asked = useEndpointQuery(listUnits, { query: { ...query, second_opinion: 'true', limit: 1000 } }, { enabled });
  if (!all || !asked.data) return undefined;
  return all.total - asked.data.units.filter(({ second_opinions: askers }) => askers.includes(me)).length;
}

type SanctionsProps = { worker: string; form: Form; set: (change: Partial<Form>) => void; fault?: string };

function Sanctions({ worker, form, set, fault }: SanctionsProps) {
  const { data } = useEndpointQuery(getWorker, { params: { worker } });
  const held = data?.id === worker ? data.qualifications : [];
  return (
    <>
      {held.length > 0 && (
        <Checkbox.Group label="Revoke qualifications" value={form.revokes} onChange={(revokes) => set({ revokes })}>
          <Stack gap="xs" mt="xs">
            {held.map(({ qualification, name, value }) => (
              <Checkbox key={qualification} value={qualification} label={`${seenText(name)} (${value})`} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      <Switch
        label="Block this worker from all tasks"
        checked={form.isBlock}
        onChange={({ currentTarget }) => set({ isBlock: currentTarget.checked })}
      />
      {form.isBlock && (
        <Textarea
          label="Why is this worker blocked?"
          description="Kept in the worker’s history; the worker does not see it."
          withAsterisk
          autosize
          maxLength={4000}
          value={form.blockReason}
          error={fault}
          onChange={({ currentTarget }) => set({ blockReason: currentTarget.value })}
        />
      )}
    </>
  );
}
