import { Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { grantBonus } from '../../../../src/api/bonuses.ts';
import { moneyText, readAmount } from '../../../../src/api/money.ts';
import type { UnitDetail } from '../../../../src/api/units.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { send } from '../../data/api.ts';
import { notify } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { BesideBonus, besideFault } from './beside-bonus.tsx';

type Props = { unit: UnitDetail; currency: string; onClose: () => void };

/** Grants the worker of a unit a bonus, which is recorded as still to be paid. */
export function BonusDialog({ unit, currency, onClose }: Props) {
  const queryClient = useQueryClient();
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const [isBeside, setBeside] = useState(false);
  const [fault, setFault] = useState<string>();

  async function submit() {
    const read = readAmount(amount);
    if ('fault' in read) return setFault(read.fault);
    const another = besideFault(unit, isBeside);
    setFault(another);
    if (another) return;
    const body = { cents: read.cents, reason: reason.trim() || undefined, another: isBeside || undefined };
    await send(grantBonus, { params: { unit: unit.id }, body });
    notify(`Bonus of ${moneyText(read.cents, currency)} granted. It is not paid yet.`);
    onClose();
    await refresh(queryClient, ['getUnit', 'listBonuses', 'getWorker']);
  }

  return (
    <FormDialog title={`Bonus for ${unit.id}`} button="Grant" onClose={onClose} onSend={submit}>
      <TextInput
        label={`Amount${currency ? ` in ${currency}` : ''}`}
        description={`In ${currency || 'the currency of the run'}, not in cents. Recorded as still to be paid.`}
        placeholder="0.50"
        inputMode="decimal"
        data-autofocus
        withAsterisk
        value={amount}
        error={fault}
        onChange={({ currentTarget }) => setAmount(currentTarget.value)}
      />
      <BesideBonus unit={unit} checked={isBeside} onChange={setBeside} />
      <Textarea
        label="Reason (reviewers only)"
        description="Optional. Kept with the bonus; the worker does not see it."
        autosize
        maxLength={4000}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </FormDialog>
  );
}
