import type { Command } from 'commander';
import type { ImportRow } from '../../api/archives.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/hint.ts';
import { minuteOf, table } from '../terminal/table.ts';
import { jsonText } from '../terminal/visible.ts';

/** `manyhands imports`: what was brought in from archives. */
export function addImports(program: Command, context: Context): void {
  const { terminal } = context;
  program
    .command('imports')
    .description('list what was brought in from archives, the newest first')
    .option('--json', 'print the imports as one JSON array')
    .addHelpText('after', examples('manyhands imports', "manyhands imports --json | jq -r '.[].runs[]'"))
    .action(async ({ json }: { json?: boolean }) => {
      const { imports } = await withDaemon(context, (client) => client.get<{ imports: ImportRow[] }>('/api/imports'));
      if (json) return terminal.print(jsonText(imports, 2));
      if (imports.length === 0) return terminal.say(`Nothing was brought in yet. Do it: ${hint('import <file>')}`);
      const [headings, ...rows] = table(['LABEL', 'IMPORTED', 'BY', 'MADE', 'RUNS'], imports.map(cellsOf));
      await terminal.print(terminal.colours.dim(headings!));
      for (const row of rows) await terminal.print(row);
    });
}

function cellsOf({ label, imported_at, imported_by, made_at, runs, completed_at }: ImportRow): string[] {
  const came = completed_at ? minuteOf(imported_at) : 'not ended';
  return [label, came, imported_by.replace(/^reviewer:/, ''), minuteOf(made_at), runs.join(' ')];
}
