import { type FSWatcher, lstatSync, readdirSync, watch } from 'node:fs';
import { join, sep } from 'node:path';

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
  const tree = watchTree(
    folder,
    (name) => {
      if (isOwn(name)) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, quietMs);
    },
    onFault,
  );
  return {
    close() {
      clearTimeout(timer);
      tree.close();
    },
  };
}

/**
 * Follows a folder and the folders in it, each with a watcher of its own. On Linux, `recursive: true` of Node watches
 * files, and loses each one that an editor saves by renaming a new file over it.
 */
function watchTree(folder: string, onName: (name: string) => void, onFault: (message: string) => void) {
  const watchers = new Map<string, FSWatcher>();

  function leave(name: string): void {
    for (const [other, watcher] of watchers) {
      if (other !== name && !other.startsWith(name + sep)) continue;
      watcher.close();
      watchers.delete(other);
    }
  }

  function follow(name: string): void {
    const watcher = watch(join(folder, name), (event, inside) => {
      if (inside === null) return;
      const changed = join(name, inside);
      if (isIgnored(changed)) return;
      if (event === 'rename') followAgain(changed);
      onName(changed);
    });
    watcher.on('error', ({ message }: Error) => onFault(message));
    watchers.set(name, watcher);
    for (const entry of readdirSync(join(folder, name), { withFileTypes: true }))
      if (entry.isDirectory() && !isIgnored(entry.name)) followInner(join(name, entry.name));
  }

  function followInner(name: string): void {
    try {
      follow(name);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // The folder has left since.
      if (code !== 'ENOENT') onFault(message);
      leave(name);
    }
  }

  /** A name that appeared or disappeared may be another folder than before. */
  function followAgain(name: string): void {
    leave(name);
    if (isFolder(join(folder, name))) followInner(name);
  }

  follow('');
  return {
    close() {
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}

const isFolder = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
