import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Waits beside a nats-server for the end of the daemon that started it. */
type Watcher = {
  /** Tells the watcher that the server has ended, and waits until the watcher has ended too. */
  dismiss(): Promise<void>;
};

/**
 * Reads which process to watch, then waits for a line or the end of its input, which comes however the daemon ends. Without a
 * line it ends the server, if the process id still belongs to it: by SIGTERM, and by SIGKILL after 5 seconds. A shell needs less
 * than a megabyte for that.
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
 * Ends the process when ours ends, also when ours is killed. Without a shell nothing is watched: then the next start ends a
 * server that was left.
 */
export function endWithUs(pid: number, config: string): Watcher {
  if (process.platform === 'win32') return { dismiss: async () => undefined };
  // A session of its own, so that Ctrl-C does not reach it, and `/` as working folder, so that it blocks no unmount.
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
