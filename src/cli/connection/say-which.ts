import { resolve } from 'node:path';
import type { Context } from './context.ts';

/** Tells a person which Manyhands a command talks to, where that is not the one of the working folder. Scripts know it. */
export function sayWhich({ terminal, env, settings }: Context, url: string): void {
  const { dataFolder, url: elsewhere } = settings();
  if (!terminal.watched) return;
  if (elsewhere) terminal.notify(`Using the Manyhands at ${url}`);
  else if (env.MANYHANDS_DATA && dataFolder !== resolve('.manyhands'))
    terminal.notify(`Using the Manyhands at ${url} with its data in ${dataFolder}`);
}
