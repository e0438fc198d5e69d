import { type FSWatcher, lstatSync, readdirSync, watch } from 'node:fs';
import { join, sep } from 'node:path';

/** An editor saves in several steps, and a build writes many files. */
const quietMs = 200;

/** Whether a file is followed in no folder: hidden ones and packages. */
export const isAlwaysIgnored = (name: string): boolean =>
  name.split(sep).some((part) => part.startsWith('.') || part === 'node_modules');

type Options = {
  /** Files and folders that are not followed at all, besides hidden ones and packages. */
  isIgnored?: (name: string) => boolean;
  /** Files of which a change is none at the moment. */
  isOwn?: (name: string) => boolean;
  onFault?: (message: string) => void;
};

/** Calls back a moment after files in a folder change, once for all that change together, with their paths in the folder. */
export function watchFolder(
  folder: string,
  onChange: (names: ReadonlySet<string>) => void,
  { isIgnored = () => false, isOwn = () => false, onFault = () => undefined }: Options = {},
): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let changed = new Set<string>();
  const tell = () => {
    const names = changed;
    changed = new Set();
    onChange(names);
  };
  const tree = watchTree(folder, {
    isIgnored: (name) => isAlwaysIgnored(name) || isIgnored(name),
    onName(name) {
      if (isOwn(name)) return;
      changed.add(name);
      clearTimeout(timer);
      timer = setTimeout(tell, quietMs);
    },
    onFault,
  });
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
function watchTree(
  folder: string,
  {
    isIgnored,
    onName,
    onFault,
  }: { isIgnored: (name: string) => boolean; onName: (name: string) => void; onFault: (message: string) => void },
) {
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
      if (entry.isDirectory() && !isIgnored(join(name, entry.name))) followInner(join(name, entry.name));
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
