import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program of the project that ends with this process, if not before; gives its exit status and what it printed. */
export async function run(file: string, ...args: string[]) {
  const child = fork(file, args, { cwd: root, silent: true, execArgv: [] });
  child.stderr?.pipe(process.stderr);
  const [[status], out] = await Promise.all([once(child, 'close'), child.stdout!.setEncoding('utf8').toArray()]);
  return { status, stdout: out.join('') };
}
