import type { Command } from 'commander';
import { toldWithCode, whatToDo } from '../adapters/integrity/damage.ts';
import type { Verified } from '../api/log.ts';
import { type Context, examples } from './context.ts';
import { counted } from './counted.ts';
import { outcomeIn } from './outcome.ts';
import { openProgress } from './progress.ts';
import { jsonText } from './visible.ts';
import { withDaemon } from './visit.ts';

/** `manyhands verify`: whether everything that was recorded is there, and is what it was. */
export function addVerify(program: Command, context: Context): void {
  program
    .command('verify')
    .description('check that nothing that was recorded is missing or changed')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands verify', 'manyhands verify --json'))
    .action(async ({ json }: { json?: boolean }) => {
      const { terminal } = context;
      const progress = openProgress(terminal);
      const verified = await withDaemon(context, (daemon) =>
        outcomeIn<Verified>(daemon.lines('GET', '/api/audit'), { key: 'audited', url: daemon.url }, progress),
      ).finally(progress.end);
      for (const line of json ? [jsonText(verified)] : linesOn(verified)) await terminal.print(line);
      if (!verified.ok) context.exitCode = 1;
    });
}

/** What a check came to, as lines: each fault is one, and at the end stands what to do. */
export function linesOn({ ok, checks, damages, files = [], published = [], commits, facts }: Verified): string[] {
  const different = checks.filter(({ same }) => !same);
  const faults = [
    ...damages.map(toldWithCode),
    ...different.map(({ run, difference }) => `${run === '-' ? 'Above the runs' : run}: ${difference}.`),
    ...files,
    ...published,
  ];
  if (!ok) return [...faults, ...(damages.length ? [whatToDo] : [])];
  const runs = checks.length - 1;
  return [
    `Everything is there: ${counted(commits ?? 0, 'commit')} with ${counted(facts ?? 0, 'fact')}, ${counted(runs, 'run')}, and their rows.`,
  ];
}
