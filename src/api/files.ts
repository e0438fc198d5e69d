import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/** The media types that a browser may show, and how; never HTML or SVG, which can contain scripts. */
export const shownTypes = {
  'image/png': 'image',
  'image/jpeg': 'image',
  'image/gif': 'image',
  'image/webp': 'image',
  'image/avif': 'image',
  'video/mp4': 'video',
  'video/webm': 'video',
  'audio/mpeg': 'audio',
  'audio/ogg': 'audio',
  'audio/wav': 'audio',
  'audio/webm': 'audio',
  'audio/mp4': 'audio',
  'application/pdf': 'pdf',
} as const;
export type ShownType = keyof typeof shownTypes;

const ShowOptions = z.object({
  /** Whether to show the file instead of saving it. `type` is its media type, which its first bytes must match. */
  show: z.stringbool().optional(),
  type: z.enum(Object.keys(shownTypes) as [ShownType, ...ShownType[]]).optional(),
});

export const getFile = endpoint({
  name: 'getFile',
  method: 'GET',
  path: '/api/files/:hash',
  summary: 'An uploaded file, to save, or with `show` and `type` to show; supports ranges.',
  role: 'reader',
  params: z.object({ hash: z.string() }),
  query: ShowOptions,
  reply: z.unknown(),
  streams: 'bytes',
});
export const getUnitFile = endpoint({
  name: 'getUnitFile',
  method: 'GET',
  path: '/api/units/:unit/static/:filename',
  summary: 'A file of the unit by its original name or its stored name.',
  role: 'reader',
  params: z.object({ unit: z.string(), filename: z.string() }),
  query: ShowOptions,
  reply: z.unknown(),
  streams: 'bytes',
});
export const getFieldFile = endpoint({
  name: 'getFieldFile',
  method: 'GET',
  path: '/api/units/:unit/static/fieldname/:field',
  summary: "The first file of a field of the unit's form.",
  role: 'reader',
  params: z.object({ unit: z.string(), field: z.string() }),
  query: ShowOptions,
  reply: z.unknown(),
  streams: 'bytes',
});

/** The stored names of an answer's files, with their hashes, from the answer itself. */
export function storedNamesOf(answer: unknown): Map<string, string> {
  const { files } = (answer ?? {}) as { files?: unknown };
  const names = new Map<string, string>();
  for (const file of Array.isArray(files) ? files : []) {
    const { filename, path } = (file ?? {}) as { filename?: unknown; path?: unknown };
    const hash = typeof path === 'string' ? /^files\/([0-9a-f]{64})$/.exec(path)?.[1] : undefined;
    if (typeof filename === 'string' && hash) names.set(filename, hash);
  }
  return names;
}
