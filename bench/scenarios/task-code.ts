import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openNats } from '../../src/adapters/nats/nats.ts';
import { packageFolder } from '../../src/adapters/package.ts';
import { localTasks } from '../../src/adapters/tasks/tasks.ts';
import type { TaskFunctions } from '../../src/runtime/ports/task-functions.ts';
import { readSettings } from '../../src/startup/config.ts';
import { taskHosts } from '../../src/startup/task-hosts.ts';
import { spread, table } from '../figures.ts';
import { sentences, writeTask } from '../task.ts';

const itemsOfCall = 50;
const callsOfRound = 2000;
const atOnce = [1, 16, 200];
const warmUpCalls = 200;

const typescript = `export default { mayWork: (worker: { id: string }, item: { id: number }) => item.id % 2 === 0 };`;
const python = `from host import serve
serve(lambda config: {"mayWork": lambda takes: [item["id"] % 2 == 0 for item in takes["items"]]})`;

/** What it costs to ask the code of a task whether a worker may have each of 50 items. */
export async function taskCode(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-bench-'));
  const { cacheFolder } = readSettings(process.env);
  const at = (name: string) => join(folder, name);
  mkdirSync(at('nats'));
  const nats = await openNats({ folder: at('nats'), cacheFolder, notify: () => undefined, onGone: console.error });
  const hosts = taskHosts(nats);
  const tasks = localTasks({ dataFolder: at('data'), pageFolderOf: at, openHost: hosts.open });

  async function open(name: string, files: Record<string, string>, settings: Record<string, unknown>) {
    const task = writeTask(at(name), name, sentences(1), settings);
    for (const [file, text] of Object.entries(files)) writeFileSync(join(task, file), text);
    const began = performance.now();
    const functions = await tasks.openFunctions(await tasks.load({ folder: task }));
    return { name, functions: functions!, startMs: performance.now() - began };
  }

  try {
    const host = join(packageFolder, 'examples/08-python-host/host.py');
    const opened = [await open('typescript', { 'task.ts': typescript }, {})];
    if (existsSync(host)) {
      const command = `PYTHONPATH=${JSON.stringify(join(host, '..'))} exec python3 even.py`;
      opened.push(await open('python', { 'even.py': python }, { code_command: command }));
    }
    const rows: string[][] = [];
    for (const { name, functions, startMs } of opened) {
      await measure(functions, warmUpCalls, 1);
      for (const calls of atOnce) {
        const { rate, durations } = await measure(functions, callsOfRound, calls);
        rows.push([
          name,
          String(calls),
          rate.toFixed(0),
          (rate * itemsOfCall).toFixed(0),
          spread(durations),
          startMs.toFixed(0),
        ]);
      }
      await functions.close();
    }
    const head = ['host', 'at once', 'calls/s', 'items/s', 'latency ms p50 / p95 / p99', 'start ms'];
    table(`mayWork with ${itemsOfCall} items a call, ${callsOfRound} calls each`, head, rows);
  } finally {
    await hosts.close();
    await nats.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure({ call }: TaskFunctions, calls: number, most: number) {
  const worker = { id: 'ada', provider: 'inhouse', name: 'Ada', qualifications: { expert: 1 } };
  const items = [...sentences(itemsOfCall)];
  const durations: number[] = [];
  let left = calls;
  async function ask() {
    while (left-- > 0) {
      const began = performance.now();
      await call('mayWork', { worker, items });
      durations.push(performance.now() - began);
    }
  }
  const began = performance.now();
  await Promise.all(Array.from({ length: most }, ask));
  return { rate: (calls / (performance.now() - began)) * 1000, durations };
}
