import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/** The types of files that a browser may show, and how; never HTML or SVG, which can hold scripts. */
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

const Showing = z.object({
  /** Whether it is to be shown in the page instead of saved; `type` says as what, and its first bytes have to agree. */
  show: z.stringbool().optional(),
  type: z.enum(Object.keys(shownTypes) as [ShownType, ...ShownType[]]).optional(),
});

export const getFile = endpoint({
  name: 'getFile',
  method: 'GET',
  path: '/api/files/:hash',
  says: 'An uploaded file, to save, or with `show` and `type` to show; supports ranges.',
  role: 'reader',
  params: z.object({ hash: z.string() }),
  query: Showing,
  reply: z.unknown(),
  streams: 'bytes',
});
export const getUnitFile = endpoint({
  name: 'getUnitFile',
  method: 'GET',
  path: '/api/units/:unit/static/:filename',
  says: 'A file of the unit by its original name or its stored name.',
  role: 'reader',
  params: z.object({ unit: z.string(), filename: z.string() }),
  query: Showing,
  reply: z.unknown(),
  streams: 'bytes',
});
export const getFieldFile = endpoint({
  name: 'getFieldFile',
  method: 'GET',
  path: '/api/units/:unit/static/fieldname/:field',
  says: "The first file of a field of the unit's form.",
  role: 'reader',
  params: z.object({ unit: z.string(), field: z.string() }),
  query: Showing,
  reply: z.unknown(),
  streams: 'bytes',
});
