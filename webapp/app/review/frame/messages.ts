import * as z from 'zod/mini';

/** The height of a review view, in CSS pixels. */
export const heightsPx = { initial: 100, min: 40, max: 5000 } as const;

const Height = z.object({ IFRAME_DATA: z.object({ height: z.number().check(z.nonnegative()) }) });
const nameUpTo = (letters: number) => z.nullish(z.string().check(z.maxLength(letters)));
const named = z.object({ fieldname: nameUpTo(500), filename: nameUpTo(1000) });
const FileShown = z.object({ IN_REVIEW_FILE_DATA: named });
const FileWanted = z.object({ REVIEW_FILE_WANTED: named });

/** A file as a review view names it. */
export type FileName = z.infer<typeof named>;

/** A message of a review view: its height, a file to show, or a file to send. */
export type Message =
  | { type: 'height'; height: number }
  | { type: 'show'; file: FileName }
  | { type: 'send'; file: FileName };

const maxLength = 10_000;

/** Parses a message of a review view, a JSON string; undefined for anything else. */
export function readMessage(data: unknown): Message | undefined {
  if (typeof data !== 'string' || data.length > maxLength) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return undefined;
  }
  const height = Height.safeParse(value);
  if (height.success) return { type: 'height', height: boundedHeight(height.data.IFRAME_DATA.height) };
  const shown = FileShown.safeParse(value);
  if (shown.success) return { type: 'show', file: shown.data.IN_REVIEW_FILE_DATA };
  const wanted = FileWanted.safeParse(value);
  if (wanted.success) return { type: 'send', file: wanted.data.REVIEW_FILE_WANTED };
  return undefined;
}

const boundedHeight = (height: number) => Math.ceil(Math.min(heightsPx.max, Math.max(heightsPx.min, height)));

/** The message to a review view once it has loaded. */
export const reviewData = (inputs: unknown, outputs: unknown): string =>
  JSON.stringify({ REVIEW_DATA: { inputs, outputs } });

/**
 * The sandbox of a view's frame. It may keep its own origin only if that is not this page's: with both rights a page of the same
 * origin could remove its sandbox.
 */
export function rightsOf(address: string, own: string): { sandbox: string; origin: string; target: string } {
  const { origin } = new URL(address, own);
  return origin === own
    ? { sandbox: 'allow-scripts', origin: 'null', target: '*' }
    : { sandbox: 'allow-scripts allow-same-origin', origin, target: origin };
}

/** The file that a view names by field, name or both; names may be the worker's or the stored ones. */
export function fileMeant<File extends { name: string; field: string; hash: string }>(
  { fieldname, filename }: FileName,
  files: readonly File[],
  storedNames: ReadonlyMap<string, string> = new Map(),
): File | undefined {
  const fitsField = ({ field }: File) => !fieldname || field === fieldname;
  const fitsName = ({ name, hash }: File) => !filename || name === filename || storedNames.get(filename) === hash;
  return files.find((file) => fitsField(file) && fitsName(file)) ?? (filename ? files.find(fitsName) : undefined);
}
