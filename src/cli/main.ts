import { readSettings } from '../startup/config.ts';
import { reportFault } from './connection/faults.ts';
import { runCommand } from './program.ts';
import { openTerminal } from './terminal/terminal.ts';

/** The command line: runs the command in `process.argv` and ends the process with its exit code. */
export async function main(words: readonly string[] = process.argv.slice(2)): Promise<void> {
  const { env, stdin, stdout, stderr } = process;
  const terminal = openTerminal({ stdin, stdout, stderr, env });
  const code = await runCommand(words, {
    terminal,
    env,
    settings: () => readSettings(env),
    // Loading the daemon takes half a second, and most verbs only call one.
    openDaemon: async (settings) => (await import('../main.ts')).openDaemon(settings),
    exitCode: 0,
  });
  // The last output may still be in a pipe, and help is written without waiting.
  const lost = await terminal.flush().then(
    () => 0,
    (error) => (code === 0 ? reportFault(error, terminal) : 0),
  );
  process.exit(code || lost);
}
