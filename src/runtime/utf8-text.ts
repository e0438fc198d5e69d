import { isUtf8 } from 'node:buffer';
import { refuse } from './refusals/refusals.ts';

const advice = 'save it as UTF-8 and try again';
const maxMarkBytes = 4;

/** Why the first bytes of a file show that it is no UTF-8 text, in words that follow a colon: another encoding's mark, or its NULs. */
export function encodingFault(first: Uint8Array): string | undefined {
  const start = first.subarray(0, maxMarkBytes);
  const nuls = start.filter((byte) => byte === 0).length;
  const mark = Buffer.from(start).toString('hex');
  if (mark === 'fffe0000' || mark === '0000feff') return `it is UTF-32 text; ${advice}`;
  if (mark.startsWith('fffe') || mark.startsWith('feff')) return `it is UTF-16 text; ${advice}`;
  if (nuls === 0) return undefined;
  return `it looks like ${nuls > 2 ? 'UTF-32' : 'UTF-16'} text; ${advice}`;
}

/** Why a line, counted from 1 and given with a character for each byte, is no text in UTF-8. */
function lineFault(bytes: string, line: number): string | undefined {
  if (!isUtf8(Buffer.from(bytes, 'latin1')))
    return `line ${line} is not UTF-8 text; save the file as UTF-8 and try again`;
  if (!bytes.includes('\0')) return undefined;
  return line === 1
    ? `line 1 has a NUL character, as UTF-16 text has; ${advice}`
    : `line ${line} has a NUL character (U+0000); remove it and try again`;
}

/** The first fault in the lines of a file, which are given with a character for each byte and without their line feeds. */
export async function linesFault(lines: AsyncIterable<string> | Iterable<string>): Promise<string | undefined> {
  let count = 0;
  for await (const written of lines)
    for (const line of written.replace(/\r$/, '').split('\r')) {
      const fault = lineFault(line, ++count);
      if (fault) return fault;
    }
  return undefined;
}

/** Why bytes are no text that can be kept: not UTF-8, or with a NUL character, and in which line; undefined for text. */
export async function utf8Fault(bytes: Uint8Array): Promise<string | undefined> {
  if (isUtf8(bytes) && !bytes.includes(0)) return undefined;
  return encodingFault(bytes) ?? linesFault(Buffer.from(bytes).toString('latin1').split('\n'));
}

/** The text of a file's bytes, without a byte order mark; refuses with `data/bad-file` what is no text in UTF-8. */
export async function utf8Text(bytes: Uint8Array, file: string): Promise<string> {
  const reason = await utf8Fault(bytes);
  if (reason) throw refuse('data/bad-file', { file, reason });
  return new TextDecoder().decode(bytes);
}
