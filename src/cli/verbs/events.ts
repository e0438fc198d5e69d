import type { Command } from 'commander';
import { events } from '../../api/log.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon, withRunningDaemon } from '../connection/visit.ts';
import { positive } from '../terminal/arguments.ts';
import { visible } from '../terminal/text.ts';

type Options = { from?: number; filter?: string; follow?: boolean };

/** `manyhands events`: the facts of the log, one JSON object a line. */
export function addEvents(program: Command, context: Context): void {
  program
    .command('events')
    .description('print the facts of the log, one JSON object a line')
    .option('--from <position>', 'begin at this log position', positive)
    .option('--filter <subject>', 'only facts whose subject matches, like facts.*.unit.submitted; > matches any rest')
    .option('--follow', 'continue with new facts until Ctrl-C')
    .addHelpText(
      'after',
      examples(
        "manyhands events --filter 'facts.*.unit.submitted'",
        'manyhands events --follow | jq -r \'select(.type == "unit.submitted").data.answer\'',
      ),
    )
    .action((options: Options) => printEvents(context, options));
}

async function printEvents(context: Context, { from, filter, follow }: Options): Promise<void> {
  const query = { from, filter, follow: follow ? '1' : undefined };
  const visit = follow ? withRunningDaemon : withDaemon;
  let last: string | undefined;
  try {
    await visit(context, async (client) => {
      for await (const line of client.lines(events, { query })) {
        last = line;
        await context.terminal.print(visible(line));
      }
    });
    if (follow) {
      context.terminal.notify('Manyhands has stopped.');
      context.exitCode = 1;
    }
  } finally {
    if (follow && last) context.terminal.notify(`To continue from here, use --from ${sequenceOf(last)}.`);
  }
}

// The output may end within a commit; its first facts then come twice, and none is missing.
const sequenceOf = (line: string): number => Number.parseInt((JSON.parse(line) as { position: string }).position, 10);
