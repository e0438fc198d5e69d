import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { maxCommitBytesOf } from '../../adapters/nats/log/room.ts';
import { serverBeside } from '../../adapters/nats/nats.ts';
import { maxPayloadBytes } from '../../adapters/nats/server/config.ts';
import { localTasks } from '../../adapters/tasks/tasks.ts';
import { toOverrides } from '../../runtime/config/overrides.ts';
import { planLaunch } from '../../runtime/launch.ts';
import { maxItemBytesOf } from '../../runtime/producer.ts';
import { taskHosts } from '../../startup/task-hosts.ts';
import type { Client } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { findDaemon } from '../connection/daemon.ts';
import { inForeground } from '../connection/foreground.ts';
import { keysWarning, type Launch, type Launched, launch, launchedLines } from '../connection/launch.ts';
import { withRunningDaemon } from '../connection/visit.ts';
import { requireFolder } from '../dev/folder-parts.ts';
import { watchTask } from '../dev/watch-task.ts';
import { hint } from '../terminal/called-as.ts';
import { Interrupted, onInterrupt } from '../terminal/interrupt.ts';
import { openProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';

type Overrides = Record<string, string>;
type Options = { config?: string; json?: boolean; dryRun?: boolean; new?: boolean; watch?: boolean };

/** `manyhands run <task folder>`: launches a task, or goes on with its unfinished run; if no daemon runs, it becomes one. */
export function addRun(program: Command, context: Context): void {
  program
    .command('run')
    .description('launch a task, or go on with its run; if Manyhands is not running yet, this runs it until Ctrl-C')
    .argument('<folder>', 'the task folder')
    .addArgument(
      new Argument('[settings...]', 'settings that override the config file, each as key=value')
        .argParser(setting)
        .default({}, 'none'),
    )
    .option('--config <name>', 'use manyhands.NAME.yaml, or hydra_configs/conf/NAME.yaml of Mephisto; also conf=NAME')
    .option('--new', 'launch another run, also if one with the same config and data is not finished')
    .option('--dry-run', 'only check the task and print what a launch would make and cost')
    .addOption(
      new Option(
        '--watch',
        'for development: until Ctrl-C, build the page and load the code of the run anew when their files are saved',
      ).conflicts('dryRun'),
    )
    .option('--json', 'print the run as JSON')
    .addHelpText(
      'after',
      examples(
        'manyhands run examples/01-first-task',
        'manyhands run my-task --config pilot units_per_assignment=1 task_config.language=de',
        'manyhands run my-task --watch',
        'manyhands run mephisto-task conf=example mephisto.task.task_reward=0.5',
      ),
    )
    .action(run);

  async function run(folder: string, overrides: Overrides, options: Options): Promise<void> {
    const { config, json, dryRun, new: isNew, watch } = options;
    const goOn = isNew || dryRun ? {} : { go_on: true };
    const task = { folder: resolve(folder), config, overrides };
    const request = { ...task, dry_run: dryRun, ...goOn, ...(watch ? { development: true } : {}) };
    const { terminal } = context;
    if (watch) await requireFolder(task.folder);
    let followed: string | undefined;
    const work = async (client: Client, signal: AbortSignal, onLaunched = () => {}) => {
      const watched = watch ? await watchTask(context, task) : undefined;
      try {
        const launched = await launch(context, client, request);
        await show(terminal, launched, client.url, json);
        onLaunched();
        if (!watched || !launched.run) return;
        followed = launched.run.id;
        await watched.follow({ client, run: followed, goesOn: launched.goes_on ?? false, signal });
      } finally {
        watched?.close();
      }
    };
    const { url, dataFolder } = context.settings();
    if (url || (await findDaemon(dataFolder))) {
      return withRunningDaemon(context, work).catch((error) => {
        if (!(error instanceof Interrupted)) throw error;
        if (followed !== undefined) return terminal.notify(goesOnUnwatched(followed));
        if (!dryRun) terminal.notify(goesOn);
        throw error;
      });
    }
    if (dryRun) return printPlan(context, request, json);
    return inForeground(context, ({ daemon, client, signal }) =>
      work(client, signal, () => terminal.notify(`Manyhands is running at ${daemon.url} until Ctrl-C.`)),
    );
  }
}

// The daemon has the request already, and carries it out without anybody who waits.
const goesOn = `The launch goes on without this command. "${hint('runs')}" shows its run, and "${hint('stop <run>')}" stops it.`;

const goesOnUnwatched = (run: string) =>
  `Run ${run} goes on without following its files. "${hint(`stop ${run}`)}" stops it.`;

/** Prints what was launched or checked, and warns of keys that look like values. */
async function show(terminal: Terminal, launched: Launched, appUrl: string, json?: boolean): Promise<void> {
  for (const line of launchedLines(launched, appUrl, json)) await terminal.print(line);
  for (const warning of keysWarning(launched.plan.keys)) terminal.notify(warning);
  const { goes_on, run } = launched;
  if (!goes_on || !run) return;
  const next = run.status === 'paused' ? `It is paused; "${hint(`resume ${run.id}`)}" resumes it.` : '';
  terminal.notify(
    `Nothing was launched: run ${run.id} is not finished and has the same config and data, so it goes on. "--new" launches another. ${next}`.trim(),
  );
}

/** Checks a task in this process, since none runs that could. */
async function printPlan({ terminal, settings }: Context, request: Launch, json?: boolean): Promise<void> {
  const { dataFolder, cacheFolder, natsUrl } = settings();
  // The limit of a NATS server elsewhere is known only when it is asked.
  const maxItemBytes = natsUrl ? undefined : maxItemBytesOf({ maxCommitBytes: maxCommitBytesOf(maxPayloadBytes) });
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-dry-run-'));
  const progress = openProgress(terminal);
  const ended = new AbortController();
  const forget = onInterrupt(() => ended.abort(new Interrupted()));
  const nats = serverBeside({ folder: join(folder, 'nats'), cacheFolder, notify: () => undefined });
  const hosts = taskHosts(nats);
  try {
    const pageFolderOf = (run: string) => join(folder, run);
    const tasks = localTasks({ dataFolder, pageFolderOf, maxItemBytes, openHost: hosts.open });
    const plan = await Promise.race([planLaunch(tasks, request, progress.at), rejected(ended.signal)]);
    progress.end();
    await show(terminal, { plan }, '', json);
  } finally {
    progress.end();
    await hosts.close();
    await nats.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    forget();
  }
}

/** Rejects with the reason of a signal when that aborts. */
const rejected = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

/** Adds one `key=value` argument to those before it. */
export function setting(word: string, before: Overrides): Overrides {
  try {
    return toOverrides([...Object.entries(before).map((pair) => pair.join('=')), word]);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
