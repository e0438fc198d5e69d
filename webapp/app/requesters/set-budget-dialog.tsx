import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Budget, budgetScopes, setBudget } from '../../../src/api/budgets.ts';
import { moneyText } from '../../../src/api/money.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';

const scopeTexts: Record<Budget['scope'], string> = {
  run: 'One run',
  task: 'All runs of a task',
  requester: 'All runs offered through a requester',
};
const amount = /^\d{1,10}([.,]\d{1,2})?$/;

/** Sets the most that may be committed for a run, a task or a requester; one that is set already gets another amount. */
export function SetBudgetDialog({ onClose }: { onClose: () => void }) {
  const set = useEndpointMutation(setBudget);
  const [scope, setScope] = useState<Budget['scope']>('requester');
  const [name, setName] = useState('');
  const [typed, setTyped] = useState('');
  const [currency, setCurrency] = useState('USD');
  const isAmount = amount.test(typed.trim());
  const isCurrency = /^[A-Za-z]{3}$/.test(currency.trim());
  const doSet = async () => {
    const cap_cents = Math.round(Number(typed.trim().replace(',', '.')) * 100);
    const body = { scope, name: name.trim(), cap_cents, currency: currency.trim().toUpperCase() };
    await set.mutateAsync({ body });
    onClose();
    notify(`The budget of ${scope} ${body.name} is ${moneyText(cap_cents, body.currency)}.`);
  };
  return (
    <FormDialog
      title="Set a budget"
      centered
      button="Set"
      isDisabled={!name.trim() || !isAmount || !isCurrency}
      onClose={onClose}
      onSend={doSet}
    >
      <NativeSelect
        label="Of"
        data={budgetScopes.map((value) => ({ value, label: scopeTexts[value] }))}
        value={scope}
        onChange={(event) => setScope(event.currentTarget.value as Budget['scope'])}
      />
      <TextInput
        label="Name"
        description={`The ${scope}, by its name.`}
        maxLength={200}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="Amount"
        description="With the fees of the provider."
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={typed === '' || isAmount ? undefined : 'Enter an amount such as 250.00, with at most two decimals.'}
      />
      <TextInput
        label="Currency"
        description="As three letters."
        maxLength={3}
        autoComplete="off"
        value={currency}
        onChange={(event) => setCurrency(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
