import { NumberInput, Text } from '@mantine/core';
import { useState } from 'react';
import { moneyText } from '../../../src/api/money.ts';
import { extendRun, type LiveRun } from '../../../src/api/runs.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';
import { formatCount } from '../review/labels.ts';
import { formatNumber, itemsOf } from './labels.ts';

/** Asks how many answers to collect per item, and shows what that costs. */
export function ExtendDialog({ run, onClose }: { run: LiveRun; onClose: () => void }) {
  const extend = useEndpointMutation(extendRun);
  const [perItem, setPerItem] = useState<number | string>(run.units_per_assignment + 1);
  const units = Number(perItem);
  const isMore = Number.isInteger(units) && units > run.units_per_assignment;
  const more = isMore ? (units - run.units_per_assignment) * itemsOf(run) : 0;
  const cost = run.pay_cents > 0 ? `, up to ${moneyText(more * run.pay_cents, run.currency)} more pay` : '';
  const doExtend = async () => {
    await extend.mutateAsync({ params: { run: run.id }, body: { units_per_assignment: units } });
    onClose();
    notify(`Now collecting ${formatNumber(units)} answers per item.`);
  };
  return (
    <FormDialog
      title="Collect more answers per item"
      centered
      button="Extend"
      isDisabled={!isMore}
      onClose={onClose}
      onSend={doExtend}
    >
      <NumberInput
        label="Answers per item"
        description={`now ${formatNumber(run.units_per_assignment)}`}
        value={perItem}
        onChange={setPerItem}
        min={run.units_per_assignment + 1}
        max={100_000}
        allowDecimal={false}
        error={isMore || perItem === '' ? undefined : `Must be more than ${run.units_per_assignment}.`}
        data-autofocus
      />
      <Text role="status">{isMore ? `${formatCount(more, 'more unit')}${cost}.` : ' '}</Text>
    </FormDialog>
  );
}
