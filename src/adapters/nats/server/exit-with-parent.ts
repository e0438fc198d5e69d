import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Waits beside a nats-server for the end of the daemon that started it. */
export type Watcher = {
  /** Reports that the server has ended by itself, and waits until the watcher is gone, too. */
  dismiss(): Promise<void>;
};

/**
 * Reads which process to watch, and then waits for a word or the end of its input, which comes however the daemon ends. Without
 * a word it ends the server, if the process of that id still is the one: by SIGTERM, and by SIGKILL after 5 seconds. A shell
 * needs less than a megabyte for that.
 */
const script = `
read -r pid config || exit 0
read -r word && exit 0
is_there() {
  if [ -r "/proc/$pid/cmdline" ]; then found=$(tr '\\0' ' ' < "/proc/$pid/cmdline"); else found=$(ps -ww -o command= -p "$pid"); fi 2>/dev/null
  case "$found" in *"$config"*) return 0 ;; *) return 1 ;; esac
}
is_there && kill -TERM "$pid"
for second in 1 2 3 4 5; do is_there || exit 0; sleep 1; done
is_there && kill -KILL "$pid"
`;

/**
 * Has the process end when ours does, also when ours is killed and can do nothing for it any more. Without a shell nothing is
 * watched: then the next start ends what was left.
 */
export function endWithUs(pid: number, config: string): Watcher {
  if (process.platform === 'win32') return { dismiss: async () => undefined };
  // A session of its own, away from Ctrl-C, and a working folder that is in nobody's way.
  const shell = spawn('/bin/sh', ['-c', script], { cwd: '/', stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  const gone = Promise.race([once(shell, 'exit'), once(shell, 'error')]).catch(() => undefined);
  shell.stdin.on('error', () => undefined);
  shell.stdin.write(`${pid} ${config}\n`);
  shell.unref();
  return {
    async dismiss() {
      shell.stdin.end('done\n');
      await gone;
    },
  };
}
