import type { Command } from 'commander';
import { aggregates } from '../../api/quality.ts';
import { type Context, examples } from '../connection/context.ts';
import { scopeOf } from '../connection/lookups.ts';
import { withDaemon } from '../connection/visit.ts';
import { visible } from '../terminal/text.ts';
import { type Method, methodOption } from './quality.ts';

/** `manyhands aggregate <task or run>`: one answer per item, a line of JSON each. */
export function addAggregate(program: Command, context: Context): void {
  program
    .command('aggregate')
    .description('aggregate the answers to each item into one, a line of JSON per item')
    .argument('<task or run>', 'the name of a task or the id of a run')
    .requiredOption('--question <key>', 'the question whose answers to aggregate')
    .addOption(methodOption())
    .addHelpText(
      'after',
      examples('manyhands aggregate film-genres --question genre --method dawid-skene > genres.jsonl'),
    )
    .action(async (of: string, options: { question: string; method: Method }) => {
      await withDaemon(context, async (client) => {
        const query = { ...(await scopeOf(client, of)), ...options };
        for await (const line of client.lines(aggregates, { query })) await context.terminal.print(visible(line));
      });
    });
}
