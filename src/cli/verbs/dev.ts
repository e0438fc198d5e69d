import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { loadTask } from '../../adapters/tasks/task-config.ts';
import { openClient } from '../connection/client.ts';
import { type Context, examples } from '../connection/context.ts';
import { openDevSession } from '../dev/dev-session.ts';
import { builtBy, isAt, requireFolder } from '../dev/folder-parts.ts';
import { openFrameServer } from '../dev/frame-server.ts';
import { watchFolder } from '../dev/watch-folder.ts';
import { Interrupted, onInterrupt } from '../terminal/interrupt.ts';
import { refuse } from '../terminal/refusals.ts';

type Options = { config?: string; port: number; skipOnboarding?: true };

/** `manyhands dev <folder>`: a task while it is being made. */
export function addDev(program: Command, context: Context): void {
  program
    .command('dev')
    .description('show a task while you write it: reloads on save, shows each answer, keeps none')
    .argument('<folder>', 'the task folder')
    .option('--config <name>', 'use manyhands.NAME.yaml, or hydra_configs/conf/NAME.yaml of Mephisto')
    .option('--port <port>', 'the port of the page; 0 takes a free one', portIn, 8401)
    .option(
      '--skip-onboarding',
      'begin with the first unit; without it, an onboarding is shown first, anew after each save',
    )
    .addHelpText('after', examples('manyhands dev my-study', 'manyhands dev examples/05-onboarding --skip-onboarding'))
    .action((name: string, options: Options) => develop(context, resolve(name), options));
}

async function develop(context: Context, folder: string, { config, port, skipOnboarding }: Options): Promise<void> {
  await requireFolder(folder);
  const { terminal } = context;
  const ended = new AbortController();
  const forget = onInterrupt(() => ended.abort(new Interrupted()));
  const { signal } = ended;
  const kept = await mkdtemp(join(tmpdir(), 'manyhands-dev-'));
  const closers: (() => unknown)[] = [forget, () => rm(kept, { recursive: true, force: true })];
  try {
    const frame = await openFrameServer(port).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EADDRINUSE' ? refuse('dev/port-in-use', { port }) : error;
    });
    closers.push(frame.close);
    terminal.notify('Opening the task.');
    const daemon = await context.openDaemon({
      // Nothing of the settings of a study: its data, its NATS server and its address stay untouched.
      cacheFolder: context.settings().cacheFolder,
      dataFolder: join(kept, 'data'),
      frameAncestors: [frame.origin],
      port: 0,
      announced: false,
      notify: () => undefined,
      signal,
    });
    closers.push(daemon.stop);
    const client = openClient(daemon.url, signal, daemon.token);
    closers.push(client.close);
    const request = { folder, config };
    const session = openDevSession({ context, client, frame, request, signal, skipsOnboarding: skipOnboarding });
    // What a build writes is no reason for another.
    let built: readonly string[] = [];
    const isOwn = (name: string) => session.isLaunching() && isAt(name, built);
    const onFault = (message: string) => terminal.notify(`Saved files are not noticed any more: ${message}.`);
    const relaunch = async () => {
      built = await loadTask(request).then(builtBy, () => []);
      await session.relaunch();
    };
    const watched = watchFolder(folder, () => void relaunch(), { isOwn, onFault });
    closers.push(watched.close);
    await relaunch();
    signal.throwIfAborted();
    await terminal.print(`The task is at ${frame.origin}/ and reloads on save. No answer is kept. Ctrl-C ends this.`);
    await Promise.race([session.followAnswers(), signal.aborted || once(signal, 'abort')]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    for (const close of closers.reverse()) await Promise.resolve(close()).catch(() => undefined);
  }
}

function portIn(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  return port;
}
