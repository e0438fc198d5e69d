import type { Command } from 'commander';
import { moneyText } from '../../api/money.ts';
import { checkRequester, listRequesters, removeRequester } from '../../api/requesters.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/called-as.ts';
import { printTable } from '../terminal/table.ts';
import { jsonText, minuteOf } from '../terminal/text.ts';
import { addOrphans } from './requesters-orphans.ts';

type Json = { json?: boolean };

/** `manyhands requesters`: the accounts at providers. */
export function addRequesters(program: Command, context: Context): void {
  const { terminal } = context;
  const group = program
    .command('requesters')
    .description('list the accounts at providers; check or remove one')
    .option('--json', 'print them as one JSON array')
    .addHelpText('after', examples('manyhands requesters', 'manyhands requesters check prolific'))
    .action(({ json }: Json) => list(context, json));
  group
    .command('check <requester>')
    .description('ask the provider whether it still knows the key, and what the account can spend')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands requesters check prolific'))
    .action(async (name: string, { json }: Json) => {
      const call = { params: { requester: name } };
      const checked = await withDaemon(context, (client) => client.call(checkRequester, call));
      if (json) return terminal.print(jsonText(checked));
      const { requester, available_cents: cents } = checked;
      const has = cents === null ? '' : `, which can spend ${moneyText(cents, requester.currency)} at the moment`;
      await terminal.print(`${requester.name} is the account of ${requester.account_name}${has}.`);
    });
  addOrphans(group, context);
  group
    .command('remove <requester>')
    .description('remove an account and its key from here; at the provider it stays as it is')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands requesters remove prolific'))
    .action(async (name: string, { json }: Json) => {
      const call = { params: { requester: name } };
      const outcome = await withDaemon(context, (client) => client.call(removeRequester, call));
      await terminal.print(json ? jsonText(outcome) : `${name} is removed, with its key.`);
    });
}

async function list(context: Context, json: boolean | undefined): Promise<void> {
  const { terminal } = context;
  const { requesters } = await withDaemon(context, (client) => client.call(listRequesters, {}));
  if (json) return terminal.print(jsonText(requesters, 2));
  if (requesters.length === 0)
    return terminal.notify(`There are no accounts at providers. Register one: ${hint('register prolific')}`);
  await printTable(
    terminal,
    ['REQUESTER', 'PROVIDER', 'ACCOUNT', 'CURRENCY', 'REGISTERED', 'CHECKED', 'PROBLEM'],
    requesters.map((one) => [
      ...[one.name, one.provider, one.account_name, one.currency, minuteOf(one.registered_at)],
      ...[minuteOf(one.checked_at), one.problem ?? ''],
    ]),
  );
}
