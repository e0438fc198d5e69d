import { type Command, Option } from 'commander';
import { type Bonus, listBonuses, markBonusPaid, withdrawBonus } from '../../api/bonuses.ts';
import { moneyText } from '../../api/money.ts';
import { everyPage } from '../../client/data-browser.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { type Named, withNames } from '../connection/worker-names.ts';
import { printTable } from '../terminal/table.ts';
import { jsonText, minuteOf } from '../terminal/text.ts';

type Options = { run?: string; task?: string; worker?: string; state: Bonus['state'] | 'all'; json?: boolean };

const states = ['intended', 'paid', 'withdrawn', 'all'] as const;

/** `manyhands bonuses`: bonuses across workers, by default those that are not paid. */
export function addBonuses(program: Command, context: Context): void {
  const group = program
    .command('bonuses')
    .description('list bonuses that are not paid yet, across workers; or record that one was')
    .option('--run <run>', 'of one run')
    .option('--task <task>', 'of all runs of a task')
    .option('--worker <worker>', 'of one worker, by name or id')
    .addOption(new Option('--state <state>', 'which').choices(states).default('intended'))
    .option('--json', 'print them as one JSON array')
    .addHelpText(
      'after',
      examples('manyhands bonuses', 'manyhands bonuses --task film-genres --json', 'manyhands bonuses pay bk2m9x4p'),
    )
    .action((options: Options) => print(context, options));
  const settle = (word: 'pay' | 'withdraw', description: string, says: string) =>
    group
      .command(`${word} <bonus>`)
      .description(description)
      .option('--note <text>', 'for the record')
      .addHelpText('after', examples(`manyhands bonuses ${word} bk2m9x4p`))
      .action(async (bonus: string, { note }: { note?: string }) => {
        const endpoint = word === 'pay' ? markBonusPaid : withdrawBonus;
        await withDaemon(context, (client) => client.call(endpoint, { params: { bonus }, body: { note } }));
        await context.terminal.print(`${bonus} is recorded as ${says}.`);
      });
  settle('pay', 'record that a bonus was paid by hand', 'paid');
  settle('withdraw', 'withdraw a bonus that is not paid', 'withdrawn');
}

async function print(context: Context, { state, json, ...scope }: Options): Promise<void> {
  const { terminal } = context;
  const found: Named<Bonus>[] = [];
  await withDaemon(context, async (client) => {
    const listed: Bonus[] = [];
    const query = { ...scope, ...(state === 'all' ? {} : { state }), limit: 500 };
    const all = everyPage(async (cursor) => {
      const page = await client.call(listBonuses, { query: { ...query, cursor } });
      return { rows: page.bonuses, cursor: page.cursor };
    });
    for await (const bonus of all) listed.push(bonus);
    found.push(...(await withNames(client, listed)));
  });
  if (json) return terminal.print(jsonText(found, 2));
  if (found.length === 0) return terminal.notify('There are no such bonuses.');
  await printTable(
    terminal,
    ['BONUS', 'WORKER', 'AMOUNT', 'STATE', 'GRANTED', 'BY', 'UNIT', 'REASON'],
    found.map((one) => [
      ...[
        one.id,
        one.worker_name ?? one.worker,
        moneyText(one.cents, one.currency),
        one.state,
        minuteOf(one.granted_at),
      ],
      ...[one.granted_by, one.unit, one.reason],
    ]),
  );
}
