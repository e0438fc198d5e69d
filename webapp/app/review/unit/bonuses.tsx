import { Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Bonus, markBonusPaid, withdrawBonus } from '../../../../src/api/bonuses.ts';
import { moneyText } from '../../../../src/api/money.ts';
import { send } from '../../data/api.ts';
import { notify, notifyFault } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { formatTime, nameOf } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import style from './unit.module.css';

const states: Record<Bonus['state'], string> = {
  intended: 'not paid yet',
  paid: 'paid',
  withdrawn: 'withdrawn',
};

/** Bonuses with their author and reason; unpaid ones can be marked as paid or withdrawn. */
export const Bonuses = ({ bonuses }: { bonuses: readonly Bonus[] }) => (
  <ul className={style.history}>
    {bonuses.map((bonus) => (
      <li key={bonus.id}>
        <OneBonus bonus={bonus} />
      </li>
    ))}
  </ul>
);

function OneBonus({ bonus }: { bonus: Bonus }) {
  const { id, cents, currency, state, reason, granted_by, granted_at } = bonus;
  const queryClient = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const amount = moneyText(cents, currency);

  async function act(endpoint: typeof markBonusPaid | typeof withdrawBonus, done: string) {
    setBusy(true);
    try {
      await send(endpoint, { params: { bonus: id }, body: {} });
      notify(done);
      await refresh(queryClient);
    } catch (error) {
      notifyFault(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Stack gap={4}>
      <Text size="sm" component="div">
        <strong>{amount}</strong> {states[state]}, granted by <ForeignText text={nameOf(granted_by)} maxLetters={100} />
        , {formatTime(granted_at)}
      </Text>
      {reason && (
        <Text size="sm" component="div">
          <ForeignText text={reason} block maxLetters={1000} />
        </Text>
      )}
      {state === 'intended' && (
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            disabled={isBusy}
            onClick={() => act(markBonusPaid, `Bonus of ${amount} marked as paid.`)}
          >
            Mark as paid
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            disabled={isBusy}
            onClick={() => act(withdrawBonus, `Bonus of ${amount} withdrawn.`)}
          >
            Withdraw
          </Button>
        </Group>
      )}
    </Stack>
  );
}
