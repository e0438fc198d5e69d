import { createReadStream } from 'node:fs';
import { notReadable } from '../../runtime/refusals/disk-fault.ts';
import { refuse } from './refusals.ts';

/** The text of a UTF-8 file in pieces, without its byte order mark; `name` is for refusals. */
export async function* readText(path: string, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Buffer) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      if (!(cause instanceof TypeError)) throw cause;
      throw refuse('data/bad-file', { file: name, reason: 'it is not UTF-8 text; save it as UTF-8 and try again' });
    }
  };
  try {
    for await (const bytes of createReadStream(path)) yield decode(bytes as Buffer);
  } catch (error) {
    throw notReadable(error, name) ?? error;
  }
  yield decode();
}

/** The lines of a text that comes in pieces, without their line ends. */
export async function* toLines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let begun: string[] = [];
  for await (const piece of pieces) {
    const lines = piece.split('\n');
    const last = lines.pop()!;
    for (const line of lines) {
      const whole = begun.length === 0 ? line : begun.join('') + line;
      yield whole.endsWith('\r') ? whole.slice(0, -1) : whole;
      begun = [];
    }
    if (last !== '') begun.push(last);
  }
  if (begun.length > 0) yield begun.join('');
}
