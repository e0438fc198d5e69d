import { existsSync } from 'node:fs';
import { basename, delimiter, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** How a process was called, as far as the commands that it prints depend on it. */
export type Call = { script?: string; env: NodeJS.ProcessEnv; cwd: string };

const name = 'manyhands';
/** The program in texts of the source, which is also how it is called in a clone. */
const inSource = `./bin/${name}`;

/** A word for a POSIX shell, in quotes where it needs them. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** How the user calls the program: by its name, with npx, or by a path. */
export function programIn({ script, env, cwd }: Call): string {
  // "npm start" and specs have a script of their own.
  if (script === undefined || basename(script) !== name) return inSource;
  const path = resolve(cwd, script);
  if (firstOnPath(env) === path) return name;
  if (isInstalled(path)) return `npx ${name}`;
  const below = relative(cwd, path);
  return quoted(below.startsWith('..') || isAbsolute(below) ? path : `./${below.split(sep).join('/')}`);
}

const isInstalled = (path: string) => path.split(sep).includes('node_modules');

// npm puts the programs of a folder's packages on the PATH only for as long as it runs one.
function firstOnPath({ PATH = '' }: NodeJS.ProcessEnv): string | undefined {
  const folders = PATH.split(delimiter).filter((folder) => folder !== '' && !isInstalled(folder));
  return folders.map((folder) => join(folder, name)).find(existsSync);
}

/** The settings that a command needs to reach the same data and port, as they stand before it; with a blank at the end. */
export function settingsIn({ env, cwd }: Call): string {
  const { MANYHANDS_URL: url, MANYHANDS_DATA: data, MANYHANDS_PORT: port } = env;
  const isOwnData = data && resolve(cwd, data) !== resolve(cwd, '.manyhands');
  const set = { MANYHANDS_URL: url, MANYHANDS_DATA: isOwnData && data, MANYHANDS_PORT: port !== '8400' && port };
  return Object.entries(set)
    .map(([variable, value]) => (value ? `${variable}=${quoted(value)} ` : ''))
    .join('');
}

const here: Call = { script: process.argv[1], env: process.env, cwd: process.cwd() };

/** The program as this process was called, without settings. */
export const calledAs: string = programIn(here);

const whole = `${settingsIn(here)}${calledAs}`;

/** A command that can be pasted: the words as they are, then the arguments in quotes where they need them. */
export const hint = (words: string, ...args: readonly string[]): string =>
  [whole, words, ...args.map(quoted)].join(' ');

/** A text of the source, with each command in it as this process was called. */
export const asCalled = (text: string): string => text.replaceAll(inSource, () => whole);
