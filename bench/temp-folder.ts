import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { packageFolder } from '../src/adapters/package.ts';

/** A temp folder for one run of the tests or of a bench. */
type TempFolder = {
  path: string;
  /** Removes it and ends what still works in it; gives a line for each folder and process that should have been gone. */
  close(): Promise<string[]>;
};

/** Has a folder beside that of a run removed with it, however the run ends: one that another program makes, and leaves if it is killed. */
export const sweepToo = (run: string, folder: string): void =>
  symlinkSync(folder, join(run, `beside-${basename(folder)}`), 'junction');

/**
 * Sends everything that this process, and those it starts, put into the temp folder of the machine into one folder of their
 * own. It goes when this process goes, also when that is killed: another one sees the pipe between them break, and sweeps.
 */
export function openTempFolder(): TempFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'manyhands-run-')));
  // What was compiled for one run serves the next one, too.
  const compiled = join(tmpdir(), 'jiti');
  mkdirSync(compiled, { recursive: true });
  symlinkSync(compiled, join(path, 'jiti'), 'junction');
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = path;
  const sweeper = spawn(process.execPath, [join(packageFolder, 'scripts/sweep.mjs'), path], {
    cwd: packageFolder,
    stdio: ['pipe', 'pipe', 'inherit'],
    // Ctrl-C in a terminal must not end the one that cleans up after it.
    detached: true,
    windowsHide: true,
  });
  const pipes = [sweeper.stdin, sweeper.stdout] as unknown as Socket[];
  sweeper.unref();
  for (const pipe of pipes) pipe.unref();
  return {
    path,
    async close() {
      for (const pipe of pipes) pipe.ref();
      sweeper.stdin.end();
      const printed = (await sweeper.stdout.setEncoding('utf8').toArray()).join('');
      return printed.split('\n').filter(Boolean);
    },
  };
}
