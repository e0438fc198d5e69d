import type { Command } from 'commander';
import { pathTo } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { linesOrFault } from '../connection/outcome.ts';
import { withDaemon, withRunningDaemon } from '../connection/visit.ts';
import { visible } from '../terminal/visible.ts';
import { positive } from '../terminal/words.ts';

type Options = { from?: number; filter?: string; follow?: boolean };

/** `manyhands events`: the facts of the log, one JSON object a line. */
export function addEvents(program: Command, context: Context): void {
  program
    .command('events')
    .description('print the facts of the log, one JSON object a line')
    .option('--from <position>', 'begin at this position of the log', positive)
    .option('--filter <subject>', 'only facts whose subject fits, like facts.*.unit.submitted; > stands for any rest')
    .option('--follow', 'go on with what happens from now, until Ctrl-C')
    .addHelpText(
      'after',
      examples(
        "manyhands events --filter 'facts.*.unit.submitted'",
        'manyhands events --follow | jq -r \'select(.type == "unit.submitted").data.answer\'',
      ),
    )
    .action((options: Options) => showEvents(context, options));
}

async function showEvents(context: Context, { from, filter, follow }: Options): Promise<void> {
  const path = pathTo(['api', 'events'], { from, filter, follow: follow ? 1 : undefined });
  const visit = follow ? withRunningDaemon : withDaemon;
  let last: string | undefined;
  try {
    await visit(context, async (client) => {
      for await (const line of linesOrFault(client.lines('GET', path))) {
        last = line;
        await context.terminal.print(visible(line));
      }
    });
    if (follow) {
      context.terminal.say('The Manyhands that was followed has stopped.');
      context.exitCode = 1;
    }
  } finally {
    if (follow && last) context.terminal.say(`Go on where this ended with --from ${sequenceOf(last)}.`);
  }
}

// A commit's facts may be torn apart by the end; its first ones come twice then, none is left out.
const sequenceOf = (line: string): number => Number.parseInt((JSON.parse(line) as { position: string }).position, 10);
