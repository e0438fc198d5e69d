import { watch } from 'node:fs';
import { sep } from 'node:path';

/** An editor saves in several steps, and a build writes many files. */
const quietMs = 200;

const isIgnored = (name: string) => name.split(sep).some((part) => part.startsWith('.') || part === 'node_modules');

/** Calls back a moment after files in a folder change, with the name of one; hidden files and packages do not count. */
export function watchFolder(folder: string, onChange: (name: string) => void): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(folder, { recursive: true }, (_event, name) => {
    if (name === null || isIgnored(name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => onChange(name), quietMs);
  });
  watcher.on('error', () => undefined);
  return {
    close() {
      clearTimeout(timer);
      watcher.close();
    },
  };
}
