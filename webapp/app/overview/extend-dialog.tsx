import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { extendRun, type LiveRun } from '../../../src/api/runs.ts';
import { useTell } from '../api.ts';
import { say } from '../notices.ts';
import { Fault } from '../page.tsx';
import { moneyWords } from '../review/money.ts';
import { countWords } from './words.ts';

type Props = { run: LiveRun; isOpen: boolean; close: () => void };

/** Asks how many answers each item shall have, and says what that comes to. */
export function ExtendDialog({ run, isOpen, close }: Props) {
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title="Ask more workers"
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <ExtendForm run={run} close={close} />
    </Modal>
  );
}

function ExtendForm({ run, close }: Omit<Props, 'isOpen'>) {
  const extend = useTell(extendRun);
  const [wanted, setWanted] = useState<number | string>(run.units_per_assignment + 1);
  const units = Number(wanted);
  const isMore = Number.isInteger(units) && units > run.units_per_assignment;
  const more = isMore ? (units - run.units_per_assignment) * run.assignments : 0;
  const cost = run.pay_cents > 0 ? `, up to ${moneyWords(more * run.pay_cents, run.currency)} more pay` : '';
  const doExtend = () =>
    extend.mutate(
      { params: { run: run.id }, body: { units_per_assignment: units } },
      {
        onSuccess: () => {
          close();
          say(`Each item now gets ${countWords(units)} answers.`);
        },
      },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isMore) doExtend();
      }}
    >
      <Stack>
        <NumberInput
          label="Answers for each item"
          description={`${countWords(run.units_per_assignment)} so far.`}
          value={wanted}
          onChange={setWanted}
          min={run.units_per_assignment + 1}
          max={100_000}
          allowDecimal={false}
          error={isMore || wanted === '' ? undefined : `More than ${run.units_per_assignment}, or nothing changes.`}
          data-autofocus
        />
        <Text role="status">{isMore ? `That is ${countWords(more)} more units${cost}.` : ' '}</Text>
        {extend.error && <Fault error={extend.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={extend.isPending} disabled={!isMore}>
            Extend
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
