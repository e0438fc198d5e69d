import type { ShownType } from './files.ts';

type Sign = [at: number, text: string];

const webm: Sign[][] = [[[0, '\x1aE\xdf\xa3']]];
const isoMedia: Sign[][] = [[[4, 'ftyp']]];

/** How files of each type begin (their specifications): places and bytes, each inner list one way to begin. */
const signs: Record<ShownType, Sign[][]> = {
  'image/png': [[[0, '\x89PNG\r\n\x1a\n']]],
  'image/jpeg': [[[0, '\xff\xd8\xff']]],
  'image/gif': [[[0, 'GIF87a']], [[0, 'GIF89a']]],
  'image/webp': [
    [
      [0, 'RIFF'],
      [8, 'WEBP'],
    ],
  ],
  'image/avif': [[[4, 'ftypavif']], [[4, 'ftypavis']], [[4, 'ftypmif1']]],
  'video/mp4': isoMedia,
  'video/webm': webm,
  'audio/mpeg': [[[0, 'ID3']], [[0, '\xff\xfb']], [[0, '\xff\xfa']], [[0, '\xff\xf3']], [[0, '\xff\xf2']]],
  'audio/ogg': [[[0, 'OggS']]],
  'audio/wav': [
    [
      [0, 'RIFF'],
      [8, 'WAVE'],
    ],
  ],
  'audio/webm': webm,
  'audio/mp4': isoMedia,
  'application/pdf': [[[0, '%PDF-']]],
};

/** How many first bytes are enough to tell. */
export const enoughBytes = 16;

/** Whether a file begins as files of this type do. */
export function beginsAs(type: ShownType, bytes: Uint8Array): boolean {
  const text = String.fromCharCode(...bytes.subarray(0, enoughBytes));
  return signs[type].some((way) => way.every(([at, sign]) => text.startsWith(sign, at)));
}
