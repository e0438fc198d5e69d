import type { Command } from 'commander';
import { audit, type Verified } from '../../api/log.ts';
import { damageAdvice, sentenceWithCode } from '../../runtime/integrity/damage.ts';
import { type Context, examples } from '../connection/context.ts';
import { outcomeIn } from '../connection/outcome.ts';
import { withDaemon } from '../connection/visit.ts';
import { openProgress } from '../terminal/progress.ts';
import { counted, jsonText } from '../terminal/text.ts';

/** `manyhands verify`: checks that everything recorded is there and unchanged. */
export function addVerify(program: Command, context: Context): void {
  program
    .command('verify')
    .description('check that everything recorded is there and unchanged')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands verify', 'manyhands verify --json'))
    .action(async ({ json }: { json?: boolean }) => {
      const { terminal } = context;
      const progress = openProgress(terminal);
      const verified = await withDaemon(context, (client) =>
        outcomeIn(client.stream(audit), { key: 'audited', url: client.url }, progress),
      ).finally(progress.end);
      for (const line of json ? [jsonText(verified)] : linesOn(verified)) await terminal.print(line);
      if (!verified.ok) context.exitCode = 1;
    });
}

/** The outcome of a check: a line per fault, then what to do. */
function linesOn({ ok, checks, damages, files = [], published = [], commits, facts }: Verified): string[] {
  const different = checks.filter(({ same }) => !same);
  const faults = [
    ...damages.map(sentenceWithCode),
    ...different.map(({ run, difference }) => `${run === '-' ? 'Workspace' : run}: ${difference}.`),
    ...files,
    ...published,
  ];
  if (!ok) return [...faults, ...(damages.length ? [damageAdvice] : [])];
  const runs = checks.length - 1;
  return [
    `Everything is complete: ${counted(commits ?? 0, 'commit')} with ${counted(facts ?? 0, 'fact')}, ${counted(runs, 'run')}, and their rows.`,
  ];
}
