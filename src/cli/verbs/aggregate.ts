import type { Command } from 'commander';
import { pathTo } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { linesOrFault } from '../connection/outcome.ts';
import { scopeOf } from '../connection/scope.ts';
import { withDaemon } from '../connection/visit.ts';
import { visible } from '../terminal/visible.ts';
import { methodOption } from './quality.ts';

/** `manyhands aggregate <task or run>`: one answer for each item out of many, a line of JSON each. */
export function addAggregate(program: Command, context: Context): void {
  program
    .command('aggregate')
    .description('bring the answers to each item together into one, a line of JSON for each item')
    .argument('<of>', 'the name of a task or the id of a run')
    .requiredOption('--question <key>', 'the question whose answers are meant')
    .addOption(methodOption())
    .addHelpText(
      'after',
      examples('manyhands aggregate film-genres --question genre --method dawid-skene > genres.jsonl'),
    )
    .action(async (of: string, wish: { question: string; method: string }) => {
      await withDaemon(context, async (client) => {
        const path = pathTo(['api', 'quality', 'aggregates'], { ...(await scopeOf(client, of)), ...wish });
        for await (const line of linesOrFault(client.lines('GET', path))) await context.terminal.print(visible(line));
      });
    });
}
