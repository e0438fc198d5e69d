import pc from 'picocolors';
import { diskReason } from '../../runtime/refusals/disk-fault.ts';
import { refuse } from './refusals.ts';
import { onOneLine } from './text.ts';

/** Colours that are plain text where nobody would see them. */
export type Colours = ReturnType<typeof pc.createColors>;
type Output = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

/** What a verb may say to whoever called it: results to stdout, everything else to stderr. */
export type Terminal = {
  /** Writes a result as it stands; waits while the reader is slow, and throws `OutputClosed` when nobody reads any more. */
  write(chunk: string | Uint8Array): Promise<void>;
  /** Writes one line of a result. */
  print(line: string): Promise<void>;
  /** Tells a person something beside the result, on a line of its own. */
  say(line: string): void;
  /** Replaces the one line of stderr that changes; an empty text takes it away. */
  paint(text: string): void;
  /** Whether a person watches stderr, so that a line may be painted over. */
  watched: boolean;
  /** Whether a person watches stdout. */
  seen: boolean;
  /** The colours of stdout. */
  colours: Colours;
  /** The colours of stderr. */
  sayColours: Colours;
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  /** Waits until all results are written; throws what kept one from it, also when nobody waited for that one. */
  flush(): Promise<void>;
};

/** Nobody reads stdout any more, as in `manyhands events | head`: the verb ends quietly. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

/** The terminal made of a process's streams and environment. */
export function openTerminal(given: {
  stdout: Output;
  stderr: Output;
  stdin: Terminal['input'];
  env: NodeJS.ProcessEnv;
}): Terminal {
  const { stdout, stderr, stdin, env } = given;
  // The callback of each write tells, too; without a listener the same error would end the process.
  let lost: Error | undefined;
  stdout.on('error', (error) => {
    lost ??= error;
  });
  stderr.on('error', () => undefined);

  const write = (chunk: string | Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      stdout.write(chunk, (error) => (error ? reject(outputFault(lost ?? error)) : resolve()));
    });

  let painted = '';
  const paint = (text: string) => {
    const line = cut(onOneLine(text), (stderr.columns || 80) - 1);
    if (line === painted) return;
    painted = line;
    stderr.write(`\r\x1b[2K${line}`);
  };
  const isColourful = (stream: Output) =>
    !env.NO_COLOR && env.TERM !== 'dumb' && Boolean(stream.isTTY || env.FORCE_COLOR);

  return {
    write,
    print: (line) => write(`${line}\n`),
    say(line) {
      paint('');
      stderr.write(`${line}\n`);
    },
    paint,
    watched: Boolean(stderr.isTTY) && env.TERM !== 'dumb',
    seen: Boolean(stdout.isTTY),
    colours: pc.createColors(isColourful(stdout)),
    sayColours: pc.createColors(isColourful(stderr)),
    input: stdin,
    async flush() {
      await write('');
      if (lost) throw outputFault(lost);
    },
  };
}

/** Why results cannot be written: nobody reads them any more, or there is no room for them. */
function outputFault(error: Error): Error {
  if (isPipeClosed(error)) return new OutputClosed();
  return Object.assign(refuse('output/not-written', { reason: diskReason(error) ?? error.message }), { cause: error });
}

const isPipeClosed = (error: NodeJS.ErrnoException) =>
  error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED' || error.code === 'ERR_STREAM_WRITE_AFTER_END';

const cut = (text: string, columns: number) => (text.length <= columns ? text : `${text.slice(0, columns - 1)}…`);
