import { watch } from 'node:fs';
import { sep } from 'node:path';

/** An editor saves in several steps, and a build writes many files. */
const quietMs = 200;

const isIgnored = (name: string) => name.split(sep).some((part) => part.startsWith('.') || part === 'node_modules');

/** Calls back a moment after files in a folder change; hidden files, packages and what `isOwn` says are no changes. */
export function watchFolder(
  folder: string,
  onChange: () => void,
  isOwn: (name: string) => boolean = () => false,
  onFault: (message: string) => void = () => undefined,
): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(folder, { recursive: true }, (_event, name) => {
    if (name === null || isIgnored(name) || isOwn(name)) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, quietMs);
  });
  watcher.on('error', ({ message }: Error) => onFault(message));
  return {
    close() {
      clearTimeout(timer);
      watcher.close();
    },
  };
}
