/** A cue of a WebVTT text; times as they were written. */
export type Cue = { id: string; start: string; end: string; text: string };

/** Longer texts are not read. */
export const maxLength = 2_000_000;

const time = String.raw`(?:\d{2,6}:)?[0-5]\d:[0-5]\d\.\d{3}`;
const timing = new RegExp(`^[ \\t]*(${time})[ \\t]+-->[ \\t]+(${time})(?:[ \\t]|$)`);

/** The cues of a text that is WebVTT (W3C); undefined for any other text. Notes and styles are left out. */
export function cuesOf(text: string): Cue[] | undefined {
  if (text.length > maxLength || !/^\ufeff?WEBVTT(?:[ \t\r\n]|$)/.test(text)) return undefined;
  const blocks = text
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/)
    .slice(1);
  return blocks.flatMap((block) => cueIn(block.split('\n').filter((line) => line !== '')));
}

function cueIn(lines: readonly string[]): Cue[] {
  const at = lines.findIndex((line) => line.includes('-->'));
  // An id is one line at most.
  const [, start = '', end = ''] = at >= 0 && at <= 1 ? (timing.exec(lines[at] ?? '') ?? []) : [];
  if (start === '') return [];
  return [{ id: at === 1 ? (lines[0] ?? '') : '', start, end, text: lines.slice(at + 1).join('\n') }];
}
