import { readSettings } from '../config.ts';
import { runCommand } from './program.ts';
import { openTerminal } from './terminal.ts';

/** The command line: reads `process.argv`, does what it says, and ends the process with the exit code it deserves. */
export async function main(words: readonly string[] = process.argv.slice(2)): Promise<void> {
  const { env, stdin, stdout, stderr } = process;
  const code = await runCommand(words, {
    terminal: openTerminal({ stdin, stdout, stderr, env }),
    env,
    settings: () => readSettings(env),
    // What a house is made of takes half a second to load, and most verbs only talk to one.
    openHouse: async (settings) => (await import('../main.ts')).openHouse(settings),
    exitCode: 0,
  });
  // Pipes may still hold what was written last.
  await new Promise<void>((flushed) => stdout.write('', () => flushed()));
  process.exit(code);
}
