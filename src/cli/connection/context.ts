import type { openDaemon } from '../../main.ts';
import type { Settings } from '../../startup/config.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { hint } from '../terminal/text.ts';

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
  ['', 'Examples:', ...lines.map((line) => `  $ ${line.replace(/\bmanyhands /, hint(''))}`)].join('\n');
