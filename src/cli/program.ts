import { Command, CommanderError } from 'commander';
import { addAggregate } from './aggregate.ts';
import { addArchive } from './archive.ts';
import { addBan } from './ban.ts';
import type { Context } from './context.ts';
import { addDoctor } from './doctor.ts';
import { addEvents } from './events.ts';
import { addExamine } from './examine.ts';
import { addExport } from './export.ts';
import { codeOf, tellFault } from './faults.ts';
import { hint } from './hint.ts';
import { addImport } from './import.ts';
import { addImports } from './imports.ts';
import { addPeople } from './people.ts';
import { addQualifications } from './qualifications.ts';
import { addQuality } from './quality.ts';
import { addRebuild } from './rebuild.ts';
import { addRecover } from './recover.ts';
import { addReplay } from './replay.ts';
import { addRestore } from './restore.ts';
import { addReview } from './review.ts';
import { addRun } from './run.ts';
import { addRuns } from './runs.ts';
import { addStart } from './start.ts';
import { addStatus } from './status.ts';
import { addExtend, addPause, addResume } from './steer.ts';
import { addStop } from './stop.ts';
import { addVerify } from './verify.ts';
import { addWorkers } from './workers.ts';
import { addWut } from './wut.ts';

const verbs = [
  addStart,
  addRun,
  addRuns,
  addStatus,
  addPause,
  addResume,
  addExtend,
  addStop,
  addReview,
  addExamine,
  addWorkers,
  addBan,
  addQualifications,
  addQuality,
  addAggregate,
  addExport,
  addArchive,
  addImport,
  addImports,
  addRestore,
  addEvents,
  addReplay,
  addRebuild,
  addVerify,
  addRecover,
  addPeople,
  addDoctor,
  addWut,
];

const settings = `
Settings come from the environment:
  MANYHANDS_PORT      the port to listen on (8400)
  MANYHANDS_DATA      the folder that keeps everything (.manyhands)
  MANYHANDS_NATS_URL  a NATS server to use instead of one of our own
  MANYHANDS_URL       a Manyhands elsewhere to ask, with a token in MANYHANDS_TOKEN

Every verb explains itself: ${hint('<verb> --help')}`;

/** Runs one command line (without the program's name) and gives its exit code: 0 done, 1 refused or broken, 2 misspelt. */
export async function runCommand(words: readonly string[], context: Context): Promise<number> {
  const program = new Command('manyhands')
    .description('Human data collection that can be replayed, second by second.')
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(add --help for what can be asked)')
    .addHelpText('after', settings);
  for (const addVerb of verbs) addVerb(program, context);

  try {
    await program.parseAsync(words, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return tellFault(error, context.terminal);
    return codeOf(error) === 'commander.helpDisplayed' ? 0 : 2;
  }
}
