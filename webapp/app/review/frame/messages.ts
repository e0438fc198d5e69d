import * as z from 'zod/mini';

/** How high a review view may make itself, in CSS pixels. */
export const heights = { first: 100, least: 40, most: 5000 } as const;

const Height = z.object({ IFRAME_DATA: z.object({ height: z.number().check(z.nonnegative()) }) });
const nameUpTo = (letters: number) => z.nullish(z.string().check(z.maxLength(letters)));
const named = z.object({ fieldname: nameUpTo(500), filename: nameUpTo(1000) });
const FileShown = z.object({ IN_REVIEW_FILE_DATA: named });
const FileWanted = z.object({ REVIEW_FILE_WANTED: named });

/** What a file is called by a review view. */
export type FileName = z.infer<typeof named>;

/** What a review view may post to the app: how high it is, which file to show, which file it wants to have. */
export type Message =
  | { type: 'height'; height: number }
  | { type: 'show'; file: FileName }
  | { type: 'want'; file: FileName };

const longest = 10_000;

/** Reads what came from a review view: a JSON string of one of the known shapes; anything else is nothing. */
export function readMessage(data: unknown): Message | undefined {
  if (typeof data !== 'string' || data.length > longest) return undefined;
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
  if (wanted.success) return { type: 'want', file: wanted.data.REVIEW_FILE_WANTED };
  return undefined;
}

const boundedHeight = (height: number) => Math.ceil(Math.min(heights.most, Math.max(heights.least, height)));

/** What is told to a review view once it has loaded. */
export const reviewData = (inputs: unknown, outputs: unknown): string =>
  JSON.stringify({ REVIEW_DATA: { inputs, outputs } });

/**
 * The rights of a view's frame. Its own origin it may have only if that is not this page's, since the two rights together
 * would let a page of one origin take its frame's fence down.
 */
export function rightsOf(address: string, own: string): { sandbox: string; origin: string; target: string } {
  const { origin } = new URL(address, own);
  return origin === own
    ? { sandbox: 'allow-scripts', origin: 'null', target: '*' }
    : { sandbox: 'allow-scripts allow-same-origin', origin, target: origin };
}

/** The file that a view means: by field and name, or by either alone; names may be the worker's or the stored ones. */
export function fileMeant<File extends { name: string; field: string; hash: string }>(
  { fieldname, filename }: FileName,
  files: readonly File[],
  storedNames: ReadonlyMap<string, string> = new Map(),
): File | undefined {
  const fitsField = ({ field }: File) => !fieldname || field === fieldname;
  const fitsName = ({ name, hash }: File) => !filename || name === filename || storedNames.get(filename) === hash;
  return files.find((file) => fitsField(file) && fitsName(file)) ?? (filename ? files.find(fitsName) : undefined);
}
