// `npm run mutants -- PATH… [--specs PATH]… [--least PERCENT] [--concurrency 1|2]`: changes the code of the named files or
// folders in one place after another, runs the specs beside them each time, and lists the changes that no spec notices.
// `--specs` runs only those named: quicker, and all of them together reach that score or more.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { giveUp, needNode, notify, root } from './steps.mjs';

const usage = 'npm run mutants -- PATH… [--specs PATH]… [--least PERCENT] [--concurrency 1|2]';
/** The least score of each folder, in percent; the first match for a file counts. */
const goals = [
  { folder: 'src/actors', least: 90 },
  { folder: 'src/adapters/nats/log', least: 90 },
  { folder: 'src/projections/integrity', least: 90 },
  { folder: 'src', least: 80 },
  { folder: 'webapp/hooks', least: 80 },
];

const equivalentFile = 'scripts/mutants-equivalent.json';

needNode();
const equivalent = JSON.parse(readFileSync(join(root, equivalentFile), 'utf8'));
const { paths, chosen, least, concurrency } = readArguments();
const files = [...new Set(paths.flatMap(sourcesIn))];
if (files.length === 0) giveUp(`Nothing to change in ${paths.join(' ')}. Name TypeScript files or folders.`);
const specs = [...new Set((chosen ?? paths).flatMap(specsBeside))];
if (specs.length === 0) giveUp(`No specs are beside ${(chosen ?? paths).join(' ')}.`);

const { folder, sweep } = openTempFolder();
let below = [];
try {
  const mutants = await runStryker(files, specs);
  below = report(mutants.map(toMutant));
} finally {
  await sweep();
}
process.exit(below.length === 0 ? 0 : 1);

function readArguments() {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        specs: { type: 'string', multiple: true },
        least: { type: 'string' },
        concurrency: { type: 'string', default: '1' },
      },
    });
  } catch (error) {
    giveUp(`${error.message}\nUsage: ${usage}`, 2);
  }
  const { values, positionals } = parsed;
  if (positionals.length === 0) giveUp(`Usage: ${usage}`, 2);
  const { specs } = values;
  const missing = [...positionals, ...(specs ?? [])].find((path) => !existsSync(join(root, path)));
  if (missing) giveUp(`There is no ${missing}.`, 2);
  const least = values.least === undefined ? undefined : Number(values.least);
  if (least !== undefined && !(least >= 0 && least <= 100)) giveUp('--least is a number from 0 to 100.', 2);
  if (!['1', '2'].includes(values.concurrency)) giveUp('--concurrency is 1 or 2.', 2);
  const named = (path) => relative(root, join(root, path)).replaceAll('\\', '/');
  return { paths: positionals.map(named), chosen: specs?.map(named), least, concurrency: Number(values.concurrency) };
}

function filesIn(path) {
  if (statSync(join(root, path)).isFile()) return [path];
  const names = readdirSync(join(root, path), { recursive: true, encoding: 'utf8' });
  return names.map((name) => `${path}/${name.replaceAll('\\', '/')}`).filter((name) => /\.tsx?$/.test(name));
}

/**
 * The files whose code is changed: no specs, nothing that is there for specs only, and no tables of refusals, whose sentences
 * docs/refusals.md lists as well.
 */
function sourcesIn(path) {
  return filesIn(path).filter(
    (name) =>
      /\.tsx?$/.test(name) &&
      !/\.(test|contract|d)\.tsx?$|\/(fixtures|specify[^/]*|for-tests|refusals)\.ts$/.test(name),
  );
}

function specsBeside(path) {
  const isSpec = (name) => /\.test\.tsx?$/.test(name);
  if (isSpec(path)) return [path];
  const home = statSync(join(root, path)).isFile() ? dirname(path) : path;
  return filesIn(home).filter(isSpec);
}

/** A folder for everything that the specs leave behind; it goes with this process, also when that is killed. */
function openTempFolder() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'manyhands-mutants-')));
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = folder;
  const sweeper = spawn(process.execPath, [join(root, 'scripts/sweep.mjs'), folder], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });
  const sweep = () =>
    new Promise((resolve) => {
      sweeper.once('exit', resolve);
      sweeper.stdin.end();
    });
  return { folder, sweep };
}

async function runStryker(mutate, include) {
  process.env.MANYHANDS_MUTANT_SPECS = JSON.stringify(include);
  const tempDirName = join(folder, 'stryker');
  mkdirSync(tempDirName);
  process.env.MANYHANDS_CACHE ??= join(root, '.cache');
  process.chdir(root);
  notify(`${mutate.length} files, ${include.length} files of specs.`);
  const { Stryker } = await import('@stryker-mutator/core');
  return new Stryker({
    mutate,
    concurrency,
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'scripts/mutants.vitest.mjs' },
    coverageAnalysis: 'perTest',
    reporters: [process.stderr.isTTY ? 'progress' : 'progress-append-only'],
    // TypeScript 7 has no API for what Stryker would do with a real one.
    tsconfigFile: 'no-tsconfig.json',
    ignorePatterns: ['dist', '.cache', 'webapp/dist', 'coverage', 'examples/*/page'],
    tempDirName,
    allowConsoleColors: false,
    logLevel: 'warn',
    timeoutMS: 10_000,
    cleanTempDir: 'always',
  }).runMutationTest();
}

function toMutant({ fileName, location, replacement, status }) {
  const file = relative(root, fileName).replaceAll('\\', '/');
  const { start, end } = location;
  const lines = readFileSync(join(root, file), 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  const text = lines[0].trim();
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  const flat = (text) => text.replace(/\s+/g, ' ');
  return {
    file,
    text,
    line: start.line,
    column: start.column,
    code: flat(lines.join('\n')),
    by: flat(replacement ?? ''),
    status,
  };
}

/** Prints the score of each file and what no spec noticed; gives the folders below their least score. */
function report(all) {
  const tried = all.filter(isCounted);
  const excused = new Set(
    tried.filter((mutant) => isMissed(mutant) && equivalent.some((entry) => isIn(entry, mutant))),
  );
  const counted = tried.filter((mutant) => !excused.has(mutant));
  for (const { file, line, column, code, by, status } of counted.filter(isMissed)) {
    const why = status === 'NoCoverage' ? ' (no spec comes here)' : '';
    console.log(`${file}:${line}:${column}${why}\n  - ${short(code)}\n  + ${short(by)}`);
  }
  console.log('');
  for (const file of [...new Set(counted.map((mutant) => mutant.file))].sort()) {
    print(file, counted, (mutant) => mutant.file === file);
  }
  console.log('');
  for (const { file, line, by } of equivalent) {
    const isOld =
      files.includes(file) && ![...excused].some((it) => it.file === file && it.text === line && it.by === by);
    if (isOld)
      notify(`${equivalentFile}: a spec notices this by now, or it is gone: ${file}, "${short(line)}" with ${by}`);
  }
  const held = [...new Set(counted.map(({ file }) => goalOf(file)))].map(({ folder, ...goal }) => {
    const bound = least ?? goal.least;
    return { folder, bound, score: print(folder, counted, ({ file }) => goalOf(file).folder === folder) };
  });
  const low = held.filter(({ score, bound }) => score < bound);
  for (const { folder, score, bound } of low) notify(`${folder}: ${score.toFixed(1)} % is below ${bound} %.`);
  return low;
}

function isIn(entry, { file, text, code, by }) {
  return entry.file === file && entry.line === text && entry.code === code && entry.by === by;
}

function print(name, mutants, isHere) {
  const here = mutants.filter(isHere);
  const noticed = here.length - here.filter(isMissed).length;
  const score = here.length === 0 ? 100 : (100 * noticed) / here.length;
  console.log(`${score.toFixed(1).padStart(6)} %  ${noticed} of ${here.length}  ${name}`);
  return score;
}

function goalOf(file) {
  return goals.find(({ folder }) => file.startsWith(`${folder}/`)) ?? goals.at(-1);
}
function isCounted({ status }) {
  return ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status);
}
function isMissed({ status }) {
  return status === 'Survived' || status === 'NoCoverage';
}
function short(code) {
  return code.length > 160 ? `${code.slice(0, 157)}…` : code;
}
