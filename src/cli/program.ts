import { Command, CommanderError } from 'commander';
import { packageVersion } from '../adapters/package.ts';
import type { Context } from './connection/context.ts';
import { reportFault } from './connection/faults.ts';
import { hint } from './terminal/called-as.ts';
import { takeBothNames } from './terminal/reason-names.ts';
import { verbs } from './verb-list.ts';

const settings = `
Settings come from the environment:
  MANYHANDS_PORT      the port to listen on (default: 8400)
  MANYHANDS_DATA      the data folder (default: .manyhands)
  MANYHANDS_NATS_URL  a NATS server to use instead of starting one
  MANYHANDS_URL       a Manyhands elsewhere to use, with a token in MANYHANDS_TOKEN

Help for a verb: ${hint('<verb> --help')}`;

/** Earlier names of verbs; they still work, with a note that gives the current name. */
const earlierNames: Readonly<Record<string, string>> = { people: 'users', ban: 'block', unban: 'unblock' };

function presentNames([verb = '', ...rest]: readonly string[], { terminal }: Context): string[] {
  const present = earlierNames[verb];
  if (!present) return verb === '' ? rest : [verb, ...rest];
  terminal.notify(`"${verb}" is now called "${present}".`);
  return [present, ...rest];
}

/** The command line before it reads any words: with the verb that is named, or with all where none is. */
export async function programFor(context: Context, named?: string): Promise<Command> {
  const program = new Command('manyhands')
    .description('Human data collection that can be replayed, second by second.')
    .version(packageVersion, '--version', 'print the version')
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(add --help for the options)')
    .addHelpText('after', settings);
  for (const [heading, group] of Object.entries(verbs)) {
    program.commandsGroup(heading);
    for (const [verb, load] of Object.entries(group))
      if (named === undefined || named === verb) (await load())(program, context);
  }
  takeBothNames(program);
  // Under the last heading.
  program.helpCommand(true);
  return program;
}

/** The one verb that these words need, an empty name for none; undefined for words that need all, as help and completions do. */
function neededVerb([word = '']: readonly string[]): string | undefined {
  if (word === '--version') return '';
  const isOne = word !== 'completions' && Object.values(verbs).some((group) => Object.hasOwn(group, word));
  return isOne ? word : undefined;
}

/** Runs one command line (without the program's name) and gives its exit code: 0 done, 1 refused or failed, 2 misspelt. */
export async function runCommand(words: readonly string[], context: Context): Promise<number> {
  const present = presentNames(words, context);
  const program = await programFor(context, neededVerb(present));
  try {
    await program.parseAsync(present, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFault(error, context.terminal);
    return error.exitCode === 0 ? 0 : 2;
  }
}
