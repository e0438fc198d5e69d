import pc from 'picocolors';
import { diskReason } from '../../runtime/refusals/disk-fault.ts';
import { refuse } from './refusals.ts';
import { onOneLine, visibleInColour } from './text.ts';

/** Colours; plain text where the output has none. */
export type Colours = ReturnType<typeof pc.createColors>;
type Output = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

/** Where a verb prints: results to stdout, everything else to stderr. */
export type Terminal = {
  /** Writes part of a result; waits for a slow reader, and throws `OutputClosed` when stdout is closed. */
  write(chunk: string | Uint8Array): Promise<void>;
  /** Writes one line of a result; control characters but colours are written as \\uXXXX. */
  print(line: string): Promise<void>;
  /** Prints a line beside the result, to stderr, as `print` does. */
  notify(line: string): void;
  /** Replaces the changing line of stderr; an empty text clears it. */
  paint(text: string): void;
  /** Whether stderr is a terminal, so that a line can be replaced. */
  watched: boolean;
  /** Whether stdout is a terminal. */
  seen: boolean;
  /** The colours of stdout. */
  colours: Colours;
  /** The colours of stderr. */
  stderrColours: Colours;
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  /** Waits until all results are written; throws the first error of a write, also of one that was not awaited. */
  flush(): Promise<void>;
};

/** Stdout is closed, as in `manyhands events | head`: the verb ends quietly. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

/** The terminal made of a process's streams and environment. */
export function openTerminal(streams: {
  stdout: Output;
  stderr: Output;
  stdin: Terminal['input'];
  env: NodeJS.ProcessEnv;
}): Terminal {
  const { stdout, stderr, stdin, env } = streams;
  // The callback of each write gets the error as well; without a listener it would end the process.
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
    print: (line) => write(`${visibleInColour(line)}\n`),
    notify(line) {
      paint('');
      stderr.write(`${visibleInColour(line)}\n`);
    },
    paint,
    watched: Boolean(stderr.isTTY) && env.TERM !== 'dumb',
    seen: Boolean(stdout.isTTY),
    colours: pc.createColors(isColourful(stdout)),
    stderrColours: pc.createColors(isColourful(stderr)),
    input: stdin,
    async flush() {
      await write('');
      if (lost) throw outputFault(lost);
    },
  };
}

/** Why results cannot be written: stdout is closed, or the disk is full. */
function outputFault(error: Error): Error {
  if (isPipeClosed(error)) return new OutputClosed();
  return Object.assign(refuse('output/not-written', { reason: diskReason(error) ?? error.message }), { cause: error });
}

const isPipeClosed = (error: NodeJS.ErrnoException) =>
  error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED' || error.code === 'ERR_STREAM_WRITE_AFTER_END';

const cut = (text: string, columns: number) => (text.length <= columns ? text : `${text.slice(0, columns - 1)}…`);
