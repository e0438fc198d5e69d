import type { z } from 'zod';
import { addressOf } from '../../../../src/api/client.ts';
import { getFile, type ShownType, shownTypes } from '../../../../src/api/files.ts';
import type { File as FileShape } from '../../../../src/api/shapes.ts';

/** A file of an answer. */
export type AnswerFile = z.infer<typeof FileShape>;

const byExtension: Record<string, ShownType> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  mp4: 'video/mp4',
  webm: 'video/webm',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  wav: 'audio/wav',
  m4a: 'audio/mp4',
  pdf: 'application/pdf',
};
const otherNames: Record<string, ShownType> = {
  'image/jpg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/wave': 'audio/wav',
  'audio/x-wav': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-m4a': 'audio/mp4',
};

const isShown = (type: string): type is ShownType => Object.hasOwn(shownTypes, type);

/** The type under which a file may be shown, as declared by the worker's browser, else by extension; the server checks its bytes. */
export function shownTypeOf({ type, name }: Pick<AnswerFile, 'type' | 'name'>): ShownType | undefined {
  const declared = type.toLowerCase().split(';')[0]?.trim() ?? '';
  if (isShown(declared)) return declared;
  if (Object.hasOwn(otherNames, declared)) return otherNames[declared];
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return /^(application\/octet-stream)?$/.test(declared) && Object.hasOwn(byExtension, extension)
    ? byExtension[extension]
    : undefined;
}

/** The address for showing a file, and how: as an image, a video, audio or a PDF; undefined if it can only be downloaded. */
export function previewOf(file: AnswerFile) {
  const type = shownTypeOf(file);
  if (!type) return undefined;
  const address = addressOf(getFile, { params: { hash: file.hash }, query: { show: true, type } });
  return { as: shownTypes[type], type, address };
}

/** The address for downloading a file. */
export const downloadAddressOf = ({ hash }: AnswerFile): string => addressOf(getFile, { params: { hash } });

/** A readable size: `12 kB`. */
export function formatSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** step;
  return `${step > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[step]}`;
}

/** The name for the download: the file's own name without misleading characters. */
export const downloadNameOf = ({ name, hash }: AnswerFile): string =>
  name
    .replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u200b\u2060\ufeff/\\:*?"<>|]/gu, '_')
    .replace(/^[. ]+/, '')
    .slice(-120) || hash.slice(0, 12);
