import { bugIn, openLogFile } from '../adapters/data-folder/log-file.ts';
import { throttled } from '../adapters/threads/throttled.ts';
import type { DaemonSettings } from './daemon.ts';

/** A daemon while it opens: its settings, where it reports, and what has to be closed again. */
export type Opening = DaemonSettings & {
  /** Writes a sentence to the terminal and the log file; the file gets the second one where the first has what workers sent. */
  notify: (sentence: string, forFile?: string) => void;
  /** Writes a sentence to the log file alone. */
  note: (sentence: string) => void;
  /** Reports a bug: in full to the terminal, without quotes of what was sent to the log file. */
  report: (error: unknown) => void;
  /** Called when the log is gone for good. */
  onGone: (sentence: string) => void;
  /** What stays wrong until the next start, a sentence each. */
  troubles: string[];
  /** Closes what has been opened so far, the newest first. */
  closers: (() => unknown)[];
};

const maxBugsPerMinute = 20;

const moreBugs = (count: number) => `${count} more errors in that minute are not listed.`;

/** Begins an opening; throws `settings/bad-log-file`. */
export function beginOpening(settings: DaemonSettings): Opening {
  const { logFile: path } = settings;
  const logFile = path === undefined ? undefined : openLogFile({ path, now: Date.now, complain: settings.notify });
  const note = (sentence: string) => logFile?.write(sentence);
  const notify = (sentence: string, forFile = sentence) => {
    settings.notify(sentence);
    note(forFile);
  };
  const troubles: string[] = [];
  return {
    ...settings,
    notify,
    note,
    // Strangers may know how to trigger a bug, and files should not fill with it.
    report: throttled<unknown>(
      { maxPerMinute: maxBugsPerMinute, now: Date.now, onDropped: (count) => notify(moreBugs(count)) },
      (error) => {
        settings.notify(error instanceof Error ? (error.stack ?? error.message) : String(error));
        note(bugIn(error));
      },
    ),
    onGone(sentence) {
      troubles.push(sentence);
      note(sentence);
      settings.onGone?.(sentence);
    },
    troubles,
    closers: [],
  };
}

/** Closes everything that was opened, the newest first. */
export async function closeAll({ closers }: Pick<Opening, 'closers'>): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}
