import { createReadStream } from 'node:fs';
import { notReadable } from '../../runtime/refusals/disk-fault.ts';
import { encodingFault, linesFault } from '../../runtime/utf8-text.ts';
import { refuse } from './refusals.ts';

/** The text of a UTF-8 file in pieces, without its byte order mark; `name` is for refusals, which tell the line or the encoding. */
export async function* readText(path: string, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const bad = async (reason?: string) => {
    // Another look at the file finds the line.
    const fault = reason ?? (await linesFault(toLines(createReadStream(path, 'latin1')))) ?? 'it has changed meanwhile';
    return refuse('data/bad-file', { file: name, reason: fault });
  };
  const decode = async (bytes?: Buffer) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      throw cause instanceof TypeError ? await bad() : cause;
    }
  };
  try {
    let isFirst = true;
    for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
      const fault = isFirst ? encodingFault(bytes) : undefined;
      isFirst = false;
      if (fault || bytes.includes(0)) throw await bad(fault);
      yield await decode(bytes);
    }
  } catch (error) {
    throw notReadable(error, name) ?? error;
  }
  yield await decode();
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
