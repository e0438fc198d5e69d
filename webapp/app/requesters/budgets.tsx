import { Button, Group, Progress, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type Budget, listBudgets, setBudget } from '../../../src/api/budgets.ts';
import { moneyText } from '../../../src/api/money.ts';
import { Fault } from '../components/page.tsx';
import { useEndpointMutation, useEndpointQuery } from '../data/api.ts';
import { notify, notifyFault } from '../data/notices.ts';
import { SetBudgetDialog } from './set-budget-dialog.tsx';

/** The most that may be committed through providers, and what is committed of it. */
export function Budgets() {
  const { data, error } = useEndpointQuery(listBudgets, {}, { live: true });
  const [isSetting, setting] = useDisclosure(false);
  return (
    <section className="card stack" aria-labelledby="budgets">
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h3" id="budgets">
          Budgets
        </Title>
        <Button variant="default" size="xs" onClick={setting.open}>
          Set a budget…
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        The most that may be committed for a run, a task or a requester, with fees. What would go beyond it is refused.
      </Text>
      {error && <Fault error={error} />}
      {data?.budgets.length === 0 && <Text>There are no budgets.</Text>}
      {data?.budgets.map((budget) => (
        <OneBudget key={`${budget.scope} ${budget.name} ${budget.currency}`} budget={budget} />
      ))}
      {isSetting && <SetBudgetDialog onClose={setting.close} />}
    </section>
  );
}

function OneBudget({ budget }: { budget: Budget }) {
  const { scope, name, currency, cap_cents: cap, committed_cents: committed, left_cents: left } = budget;
  const remove = useEndpointMutation(setBudget);
  const of = `${scope} ${name}`;
  const share = cap > 0 ? Math.min(100, (100 * committed) / cap) : 100;
  const text = `${moneyText(committed, currency)} of ${moneyText(cap, currency)} committed, ${moneyText(left, currency)} left`;
  const doRemove = () =>
    remove.mutate(
      { body: { scope, name, currency, cap_cents: null } },
      { onSuccess: () => notify(`The budget of ${of} is removed.`), onError: notifyFault },
    );
  return (
    <div>
      <Group justify="space-between" gap="xs">
        <Text className="anywhere grows">
          Budget of {scope} <b>{name}</b>
        </Text>
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          loading={remove.isPending}
          aria-label={`Remove the budget of ${of} in ${currency}`}
          onClick={doRemove}
        >
          Remove
        </Button>
      </Group>
      <Progress.Root
        size="lg"
        role="progressbar"
        aria-label={`Budget of ${of}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(share)}
        aria-valuetext={text}
      >
        <div className="share" style={{ width: `${share}%`, background: 'var(--state-waiting)' }} />
      </Progress.Root>
      <Text size="sm" className="numbers">
        {text}
      </Text>
    </div>
  );
}
