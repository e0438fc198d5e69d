import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Prints a sentence to stderr, apart from the output of the programs that run. */
export const notify = (sentence) => process.stderr.write(`${sentence}\n`);

/** Ends the script with one sentence. */
export function giveUp(sentence, code = 1) {
  notify(sentence);
  process.exit(code);
}

/** Ends the script with one sentence if this Node is too old. */
export function needNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  giveUp(`Manyhands needs Node 20.19 or newer, and this is ${process.versions.node}. Get one from https://nodejs.org.`);
}

/** The JavaScript file of a program that a package brings; run with this Node, it needs no shell. */
export function programOf(name, program = name) {
  const { bin } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
  return join(root, 'node_modules', name, typeof bin === 'string' ? bin : bin[program]);
}

/**
 * Runs a program in the project's folder and gives its exit code. It sees the terminal but no input. While it runs,
 * `whileWaiting` is called every ten seconds with the seconds so far. On a signal, it ends with the script.
 */
export function run(command, args, { env = process.env, shell = false, whileWaiting = () => {} } = {}) {
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(command, args, { cwd: root, env, shell, stdio: ['ignore', 'inherit', 'inherit'] });
    const waiting = setInterval(() => whileWaiting(Math.round((Date.now() - started) / 1000)), 10_000);
    let isEnding = false;
    const end = () => {
      isEnding = true;
      child.kill('SIGTERM');
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, end);
    const done = (code) => {
      clearInterval(waiting);
      for (const signal of signals) process.off(signal, end);
      resolve(code);
    };
    child.once('error', (error) => {
      notify(`${command} cannot be run: ${error.message}`);
      done(127);
    });
    child.once('exit', (code, signal) => (isEnding || signal ? process.exit(130) : done(code)));
  });
}

/** Runs a JavaScript program with this Node. */
export const runNode = (file, args, options) => run(process.execPath, [file, ...args], options);
