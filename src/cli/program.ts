import { Command, CommanderError } from 'commander';
import { packageVersion } from '../adapters/package.ts';
import type { Context } from './connection/context.ts';
import { reportFault } from './connection/faults.ts';
import { hint } from './terminal/called-as.ts';
import { addAggregate } from './verbs/aggregate.ts';
import { addArchive } from './verbs/archive.ts';
import { addBlock } from './verbs/block.ts';
import { addCompletions } from './verbs/completions.ts';
import { addDev } from './verbs/dev.ts';
import { addDoctor } from './verbs/doctor/doctor.ts';
import { addEvents } from './verbs/events.ts';
import { addExamine } from './verbs/examine.ts';
import { addExport } from './verbs/export/export.ts';
import { addExtend } from './verbs/extend.ts';
import { addImport } from './verbs/import.ts';
import { addImports } from './verbs/imports.ts';
import { addNew } from './verbs/new.ts';
import { addOpen } from './verbs/open.ts';
import { addPause } from './verbs/pause.ts';
import { addQualifications } from './verbs/qualifications/qualifications.ts';
import { addQuality } from './verbs/quality.ts';
import { addRebuild } from './verbs/rebuild.ts';
import { addRecover } from './verbs/recover.ts';
import { addReplay } from './verbs/replay.ts';
import { addRestore } from './verbs/restore.ts';
import { addResume } from './verbs/resume.ts';
import { addReview } from './verbs/review/review.ts';
import { addRun } from './verbs/run.ts';
import { addRuns } from './verbs/runs.ts';
import { addStart } from './verbs/start.ts';
import { addStatus } from './verbs/status.ts';
import { addStop } from './verbs/stop.ts';
import { addUnblock } from './verbs/unblock.ts';
import { addUsers } from './verbs/users.ts';
import { addVerify } from './verbs/verify.ts';
import { addWorkers } from './verbs/workers.ts';
import { addWut } from './verbs/wut.ts';

/** The verbs under the headings of the help, each in the order in which they are needed. */
const verbs = {
  'Making a task:': [addNew, addDev, addWut],
  'Running it:': [addStart, addRun, addRuns, addStatus, addOpen, addPause, addResume, addExtend, addStop],
  'Reviewing answers:': [addReview, addExamine, addQuality, addAggregate],
  'Workers:': [addWorkers, addBlock, addUnblock, addQualifications],
  'Data:': [addExport, addEvents, addReplay, addArchive, addImport, addImports, addRestore],
  'Operating:': [addUsers, addDoctor, addVerify, addRebuild, addRecover, addCompletions],
};

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

/** The command line with all its verbs, before it reads any words. */
export function programFor(context: Context): Command {
  const program = new Command('manyhands')
    .description('Human data collection that can be replayed, second by second.')
    .version(packageVersion, '--version', 'print the version')
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(add --help for the options)')
    .addHelpText('after', settings);
  for (const [heading, added] of Object.entries(verbs)) {
    program.commandsGroup(heading);
    for (const addVerb of added) addVerb(program, context);
  }
  // Under the last heading.
  program.helpCommand(true);
  return program;
}

/** Runs one command line (without the program's name) and gives its exit code: 0 done, 1 refused or failed, 2 misspelt. */
export async function runCommand(words: readonly string[], context: Context): Promise<number> {
  const program = programFor(context);
  try {
    await program.parseAsync(presentNames(words, context), { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFault(error, context.terminal);
    return error.exitCode === 0 ? 0 : 2;
  }
}
