import type { Command } from 'commander';
import { packageFolder } from '../../../adapters/package.ts';
import { checkSettings } from '../../../startup/config.ts';
import { type Context, examples } from '../../connection/context.ts';
import { findDaemon } from '../../connection/daemon.ts';
import { Interrupted, onInterrupt } from '../../terminal/interrupt.ts';
import { jsonText, onOneLine } from '../../terminal/text.ts';
import { checkDaemon, checkDataFolder, checkPort } from './daemon.ts';
import { type Finding, good, reasonOf, wrong } from './finding.ts';
import { checkLog } from './log.ts';
import { checkNode, checkPackages, checkSqlite } from './machine.ts';
import { checkNats } from './nats.ts';

/** `manyhands doctor`: what is installed, what is wrong, and how to fix it. */
export function addDoctor(program: Command, context: Context): void {
  program
    .command('doctor')
    .description('check the installation and the data folder, and show how to fix what is wrong')
    .option('--json', 'print the findings as one JSON array')
    .addHelpText(
      'after',
      examples('manyhands doctor', 'manyhands doctor --json | jq \'.[] | select(.state == "wrong")\''),
    )
    .action(async ({ json }: { json?: boolean }) => {
      const { terminal } = context;
      const ended = new AbortController();
      const forget = onInterrupt(() => ended.abort(new Interrupted()));
      const findings = await examine(context.env, ended.signal).finally(forget);
      for (const line of json ? [jsonText(findings, 2)] : findingLines(findings, context)) await terminal.print(line);
      if (findings.some(({ state }) => state === 'wrong')) context.exitCode = 1;
    });
}

/** Looks at everything Manyhands needs; changes nothing. */
export async function examine(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Finding[]> {
  const machine = [
    checkNode(process.versions.node),
    await attempt('packages', () => checkPackages(packageFolder)),
    await checkSqlite(),
  ].flat();
  const { settings, faults } = checkSettings(env);
  const { port, dataFolder } = settings ?? {};
  if (!settings || port === undefined || dataFolder === undefined) {
    return [
      ...machine,
      ...faults.map(({ message }) => wrong('settings', message, 'Correct it, then run doctor again.')),
    ];
  }
  const daemon = await findDaemon(dataFolder);
  const findings = [
    await attempt('nats-server', () => checkNats(settings, env)),
    await attempt('data folder', () => checkDataFolder(dataFolder)),
    await checkPort(settings, daemon),
    await checkDaemon(daemon),
    daemon ? [] : await attempt('log', () => checkLog(settings, signal)),
  ];
  return [...machine, good('settings', `port ${port}, data in ${dataFolder}`), ...findings.flat()];
}

async function attempt(name: string, check: () => Promise<Finding | Finding[]>): Promise<Finding | Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    return wrong(name, `the check failed: ${reasonOf(error)}`, 'Fix that first, then run doctor again.');
  }
}

/** The findings as aligned lines, each mark in its colour, with the fix below what is wrong. */
function findingLines(findings: readonly Finding[], { terminal: { colours } }: Context): string[] {
  const marks = { good: colours.green('ok   '), note: colours.yellow('note '), wrong: colours.red('WRONG') };
  return findings.flatMap(({ name, state, says, mend }) => [
    `${marks[state]}  ${name.padEnd(11)}  ${onOneLine(says)}`,
    ...(mend ? [`${' '.repeat(20)}${onOneLine(mend)}`] : []),
  ]);
}
