// `node scripts/sweep.mjs FOLDER`, started beside a run of the tests or of a bench: waits until its stdin ends, which it does
// however that run ends, also when it is killed. Then it ends every process that still works in the run's temp folder,
// removes the folder and those that its links `beside-…` name, and prints what was there that should not have been.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const [folder] = process.argv.slice(2);

/** The processes that have the folder in their arguments or as their working folder, by their ids. */
function processesIn() {
  const all = process.platform === 'linux' ? fromProc() : fromPs();
  return new Map(all.filter(([pid, ...places]) => pid !== process.pid && places.some((it) => it.includes(folder))));
}

function fromProc() {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.map((pid) => [
    Number(pid),
    attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()),
    attempt(() => readlinkSync(`/proc/${pid}/cwd`)),
  ]);
}

function fromPs() {
  const lines = attempt(() => execFileSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' })).split('\n');
  return lines.map((line) => [Number.parseInt(line, 10), line.trim().replace(/^\d+ /, '')]);
}

/** Unmounts what specs have mounted in the folder, which could not be removed otherwise. */
function unmount() {
  const mounts = process.platform === 'linux' ? attempt(() => readFileSync('/proc/mounts', 'utf8')) : '';
  const places = mounts.split('\n').map((line) => line.split(' ')[1] ?? '');
  for (const place of places.filter((it) => it.startsWith(folder))) {
    attempt(() => execFileSync('umount', ['-l', place], { stdio: 'ignore' }));
  }
}

function attempt(work) {
  try {
    return work();
  } catch {
    return '';
  }
}

const leftFolders = () => attempt(() => readdirSync(folder).filter((name) => name.startsWith('manyhands-'))) || [];

/** The folders that go with this one, each named by a link in it. */
const foldersBeside = () =>
  attempt(() =>
    readdirSync(folder)
      .filter((name) => name.startsWith('beside-'))
      .map((name) => readlinkSync(join(folder, name))),
  ) || [];

process.stdin.resume();
await new Promise((resolve) => process.stdin.once('end', resolve).once('error', resolve));

// Processes need a moment to end.
for (let waited = 0; waited < 2000 && processesIn().size + leftFolders().length > 0; waited += 100) await pause(100);
const left = [...[...processesIn()].map(([pid, command]) => `process ${pid}: ${command}`), ...leftFolders()];

const beside = foldersBeside();
for (let round = 0; round < 50 && (round === 0 || existsSync(folder) || processesIn().size > 0); round++) {
  for (const pid of processesIn().keys()) attempt(() => process.kill(pid, 'SIGKILL'));
  unmount();
  attempt(() => rmSync(folder, { recursive: true, force: true }));
  await pause(100);
}

for (const one of beside) attempt(() => rmSync(one, { recursive: true, force: true }));

process.stdout.on('error', () => undefined);
process.stdout.write(left.map((line) => `${line}\n`).join(''));
