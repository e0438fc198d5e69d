import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { grantBonus } from '../../../../src/api/bonuses.ts';
import type { UnitDetail } from '../../../../src/api/units.ts';
import { tell } from '../../api.ts';
import { say } from '../../notices.ts';
import { Fault } from '../../page.tsx';
import { refresh } from '../asking.ts';
import { centsOf, moneyWords } from '../money.ts';

type Given = { unit: UnitDetail; currency: string; onClose: () => void };

/** Grants the worker of a unit a bonus, as a payment that is intended. */
export function BonusDialog({ unit, currency, onClose }: Given) {
  const questions = useQueryClient();
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string>();
  const [problem, setProblem] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);

  async function send() {
    const read = centsOf(amount);
    if ('fault' in read) return setFault(read.fault);
    setFault(undefined);
    setBusy(true);
    try {
      const body = { cents: read.cents, reason: reason.trim() || undefined };
      await tell(grantBonus, { params: { unit: unit.id }, body });
      say(`A bonus of ${moneyWords(read.cents, currency)} is granted; it waits to be paid.`);
      onClose();
      await refresh(questions, ['getUnit', 'listBonuses', 'getWorker']);
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  }

  return (
    <Modal opened onClose={onClose} title={`Bonus for ${unit.id}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Stack>
          <TextInput
            label={`Amount${currency ? ` in ${currency}` : ''}`}
            placeholder="0.50"
            inputMode="decimal"
            data-autofocus
            withAsterisk
            value={amount}
            error={fault}
            onChange={({ currentTarget }) => setAmount(currentTarget.value)}
          />
          <Textarea
            label="Reason"
            autosize
            maxLength={4000}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          {problem !== undefined && <Fault error={problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isBusy}>
              Grant
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
