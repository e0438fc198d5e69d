/** The most text of an error report that is kept, in bytes of JSON as UTF-8. */
export const maxReportBytes = 16_000;

/** What stands in place of an error report that was too long: the beginning of its JSON. */
type CutReport = { cut: true; text: string };

/** An error report as it is recorded: as it came or, if its JSON is too long, the beginning of that, marked as cut. */
export function cutReport(error: unknown): unknown {
  if (isCut(error)) return error;
  const text = jsonOf(error);
  const kept = firstBytes(text ?? '', maxReportBytes);
  return kept === text ? error : ({ cut: true, text: kept } satisfies CutReport);
}

/** One that was cut where it came in is not cut again. */
function isCut(error: unknown): error is CutReport {
  const { cut, text } = (error ?? {}) as Partial<CutReport>;
  const isOnlyThat = cut === true && typeof text === 'string' && Object.keys(error as CutReport).length === 2;
  return isOnlyThat && firstBytes(text, maxReportBytes) === text;
}

/** The beginning of a text, at most `most` bytes long as UTF-8; no character is cut in two. */
export function firstBytes(text: string, most: number): string {
  // No unit of UTF-16 is more than three bytes.
  if (text.length * 3 <= most) return text;
  let bytes = 0;
  for (let at = 0; at < text.length; ) {
    const point = text.codePointAt(at) as number;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (bytes > most) return text.slice(0, at);
    at += point < 0x10000 ? 1 : 2;
  }
  return text;
}

/** The JSON of a value; `undefined` for one that is nested too deeply to have any. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return undefined;
  }
}
