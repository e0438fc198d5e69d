import type { Command } from 'commander';
import { ruleActionLabels } from '../../api/labels.ts';
import { type AppliedRule, isOver, listAppliedRules, listRules, undoAppliedRule } from '../../api/rules.ts';
import { everyPage } from '../../client/data-browser.ts';
import type { Client } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { withRun } from '../connection/lookups.ts';
import { runArgument } from '../connection/steer.ts';
import { withDaemon } from '../connection/visit.ts';
import { withNames, wordsFor } from '../connection/worker-names.ts';
import { hint } from '../terminal/called-as.ts';
import { printTable } from '../terminal/table.ts';
import { counted, jsonText, minuteOf } from '../terminal/text.ts';

type Options = { worker?: string; undo?: string; note?: string; json?: boolean };

const pageSize = 500;

/** `manyhands rules <run>`: the rules of a run, what they did to workers, and taking that back. */
export function addRules(program: Command, context: Context): void {
  program
    .command('rules')
    .description('list the rules of a run and what they did to workers, or take one of these back')
    .argument('<run>', runArgument)
    .option('--worker <worker>', 'only what they did to this worker, by name or id')
    .option('--undo <id>', 'take this back; the rule counts from zero for the worker')
    .option('--note <text>', 'why it is taken back; kept with the worker')
    .option('--json', 'print rules and what they did as JSON')
    .addHelpText(
      'after',
      examples(
        'manyhands rules film-genres-x7k2p',
        'manyhands rules film-genres-x7k2p --undo film-genres-x7k2p.rule.3 --note "The gold answer was wrong."',
      ),
    )
    .action((run: string, options: Options) =>
      withDaemon(context, (client) => withRun(client, run, () => showOrUndo(context, client, run, options))),
    );
}

async function showOrUndo({ terminal }: Context, client: Client, run: string, options: Options): Promise<void> {
  const { worker, undo, note, json } = options;
  if (undo !== undefined) {
    const { sequence } = await client.call(undoAppliedRule, { params: { run, application: undo }, body: { note } });
    return terminal.print(json ? jsonText({ run, application: undo, sequence }) : `${undo} is taken back.`);
  }
  const { rules } = await client.call(listRules, { params: { run }, query: {} });
  const applied: AppliedRule[] = [];
  const rows = everyPage(async (cursor) => {
    const page = await client.call(listAppliedRules, { query: { run, worker, limit: pageSize, cursor } });
    return { rows: page.applied, cursor: page.cursor };
  });
  for await (const row of rows) applied.push(row);
  if (json) return terminal.print(jsonText({ rules, applied: await withNames(client, applied) }, 2));
  if (rules.length === 0 && applied.length === 0) return terminal.notify(`Run ${run} has no rules.`);
  await printTable(
    terminal,
    ['RULE', 'APPLIED', 'IN FORCE'],
    rules.map((rule) => [rule.rule, `${rule.applied}`, `${rule.standing}`]),
  );
  if (applied.length === 0) return terminal.notify('No rule has applied yet.');
  await terminal.print('');
  const wordOf = await wordsFor(
    client,
    applied.map((one) => one.worker),
  );
  await printTable(
    terminal,
    ['ID', 'WHEN', 'WORKER', 'WHAT', 'MEASURED', 'RULE', 'TAKEN BACK'],
    applied.map((one) => [
      ...[one.id, minuteOf(one.at), wordOf(one.worker), ruleActionLabels[one.action], measuredText(one), one.rule],
      one.undone ? `${minuteOf(one.undone.at)} by ${one.undone.by}` : '',
    ]),
  );
  const standing = applied.find((one) => one.undone === null && !isOver(one, Date.now()));
  if (standing) terminal.notify(`Take one back: ${hint('rules', run, '--undo', standing.id)}`);
}

const measuredText = ({ measured, submitted }: AppliedRule) =>
  `${Number(measured.toFixed(4))} in ${counted(submitted, 'unit')}`;
