import type { openDaemon } from '../../main.ts';
import type { Settings } from '../../startup/config.ts';
import { calledAs, hint } from '../terminal/called-as.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** What every verb works with. */
export type Context = {
  terminal: Terminal;
  env: NodeJS.ProcessEnv;
  /** The settings of the environment; throws the first fault. */
  settings(): Settings;
  openDaemon: typeof openDaemon;
  /** What the command ends with; a verb raises it when its work is done and something was wrong. */
  exitCode: number;
};

/** The examples below a verb's help, written with the bare name of the program. */
export const examples = (...lines: string[]): string =>
  ['', 'Examples:', ...lines.map((line) => `  $ ${exampleHere(line)}`)].join('\n');

// An example with settings of its own needs no others.
const exampleHere = (line: string) =>
  line.replace(/\bmanyhands (\S+)/, (_, verb) => (/^MANYHANDS_/.test(line) ? `${calledAs} ${verb}` : hint(verb)));
