import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

// "at data (file:///a/b.mjs:9:3)", "at /a/b.ts:9:3", and jiti's "/a/b.ts:9:3" below a syntax error.
const frame = /(file:\/\/\/[^\s()]+|\/[^()]+?):(\d+):\d+\)?$/;

/** A line of a file of the task, as editors and terminals open it with a click. */
export const codePlace = (path: string, line: string | number): string => `./${path.split(sep).join('/')}:${line}`;

const maxThrownChars = 200;

/** What was thrown and is no error: a text, or JSON where there is any. */
function thrownText(thrown: unknown): string {
  let text: string | undefined;
  try {
    text = typeof thrown === 'object' && thrown !== null ? JSON.stringify(thrown) : String(thrown);
  } catch {
    text = undefined;
  }
  // An object without JSON may have no text either.
  text ??= Object.prototype.toString.call(thrown);
  return text.length > maxThrownChars ? `${text.slice(0, maxThrownChars)}…` : text;
}

/** An error of the task's own code in one line, with the nearest line of that code. */
export function faultOf(error: unknown, folder: string): string {
  if (!(error instanceof Error)) return thrownText(error);
  const own = (error.stack ?? '')
    .split('\n')
    .map((line) => frame.exec(line))
    .map(
      (found) =>
        found && { path: found[1]!.startsWith('file:') ? fileURLToPath(found[1]!) : found[1]!, line: found[2]! },
    )
    .find((found) => found?.path.startsWith(folder + sep) && !found.path.includes(`${sep}node_modules${sep}`));

  const message =
    error.message
      .replace(frame, '')
      .replace(/\s+/g, ' ')
      .replace(/[\s.]+$/, '') || error.name;
  return own ? `${message} (${codePlace(relative(folder, own.path), own.line)})` : message;
}
