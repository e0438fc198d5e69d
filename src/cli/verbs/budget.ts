import { type Command, Option } from 'commander';
import { type Budget, budgetScopes, listBudgets, setBudget } from '../../api/budgets.ts';
import { moneyText } from '../../api/money.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { amount } from '../terminal/arguments.ts';
import { hint } from '../terminal/called-as.ts';
import { refuse } from '../terminal/refusals.ts';
import { printTable } from '../terminal/table.ts';
import { jsonText } from '../terminal/text.ts';

type Json = { json?: boolean };
type Scope = Budget['scope'];

/** `manyhands budget`: the most that may be committed through providers. */
export function addBudget(program: Command, context: Context): void {
  const group = program
    .command('budget')
    .description('list the most that may be committed through providers, and what is committed; set or remove a limit')
    .option('--json', 'print them as one JSON array')
    .addHelpText('after', examples('manyhands budget', 'manyhands budget set 250.00 --requester lab --currency GBP'))
    .action(async ({ json }: Json) => {
      const { budgets } = await withDaemon(context, (client) => client.call(listBudgets, {}));
      await print(context, budgets, json);
    });
  const scoped = (command: Command) =>
    command
      .addOption(new Option('--run <run>', 'of one run'))
      .addOption(new Option('--task <task>', 'of all runs of a task'))
      .addOption(new Option('--requester <requester>', 'of all runs that are offered through an account'))
      .option('--currency <currency>', 'as three letters', 'USD')
      .option('--json', 'print the budgets as one JSON array');
  scoped(group.command('set <amount>'))
    .description('set a budget, with the fees of the provider; what is committed already stays')
    .addHelpText('after', examples('manyhands budget set 250.00 --requester lab --currency GBP'))
    .action((typed: string, options: Chosen) => set(context, amount(typed), options));
  scoped(group.command('remove'))
    .description('take a budget away')
    .addHelpText('after', examples('manyhands budget remove --requester lab --currency GBP'))
    .action((options: Chosen) => set(context, null, options));
}

type Chosen = Partial<Record<Scope, string>> & { currency: string } & Json;

async function set(context: Context, cap_cents: number | null, { currency, json, ...of }: Chosen): Promise<void> {
  const chosen = budgetScopes.filter((scope) => of[scope] !== undefined);
  const [scope] = chosen;
  if (!scope || chosen.length > 1) throw refuse('budget/which', {});
  const body = { scope, name: of[scope] ?? '', cap_cents, currency: currency.toUpperCase() };
  const { budgets } = await withDaemon(context, (client) => client.call(setBudget, { body }));
  await print(context, budgets, json);
}

async function print({ terminal }: Context, budgets: readonly Budget[], json: boolean | undefined): Promise<void> {
  if (json) return terminal.print(jsonText(budgets, 2));
  if (budgets.length === 0)
    return terminal.notify(`There are no budgets. Set one: ${hint('budget set 250.00 --requester lab')}`);
  await printTable(
    terminal,
    ['BUDGET OF', 'NAME', 'AMOUNT', 'COMMITTED', 'LEFT'],
    budgets.map(({ scope, name, currency, cap_cents, committed_cents, left_cents }) => [
      ...[scope, name, moneyText(cap_cents, currency)],
      ...[moneyText(committed_cents, currency), moneyText(left_cents, currency)],
    ]),
  );
}
