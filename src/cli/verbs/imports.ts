import type { Command } from 'commander';
import { type ImportRow, listImports } from '../../api/archives.ts';
import { type Context, examples } from '../connection/context.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/called-as.ts';
import { printTable } from '../terminal/table.ts';
import { jsonText, minuteOf } from '../terminal/text.ts';

/** `manyhands imports`: the archives that were imported. */
export function addImports(program: Command, context: Context): void {
  const { terminal } = context;
  program
    .command('imports')
    .description('list imported archives, the newest first')
    .option('--json', 'print the imports as one JSON array')
    .addHelpText('after', examples('manyhands imports', "manyhands imports --json | jq -r '.[].runs[]'"))
    .action(async ({ json }: { json?: boolean }) => {
      const { imports } = await withDaemon(context, (client) => client.call(listImports));
      if (json) return terminal.print(jsonText(imports, 2));
      if (imports.length === 0) return terminal.notify(`No imports yet. Import an archive: ${hint('import <file>')}`);
      await printTable(terminal, ['LABEL', 'IMPORTED', 'BY', 'MADE', 'RUNS'], imports.map(cellsOf));
    });
}

function cellsOf({ label, imported_at, imported_by, made_at, runs, completed_at }: ImportRow): string[] {
  const imported = completed_at ? minuteOf(imported_at) : 'unfinished';
  return [label, imported, imported_by.replace(/^reviewer:/, ''), minuteOf(made_at), runs.join(' ')];
}
