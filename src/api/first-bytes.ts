import type { ShownType } from './files.ts';

type Signature = [at: number, text: string];

const webm: Signature[][] = [[[0, '\x1aE\xdf\xa3']]];
const isoMedia: Signature[][] = [[[4, 'ftyp']]];

/** The file signatures of each type, from its specification: each inner list is one alternative, with offsets and bytes. */
const signatures: Record<ShownType, Signature[][]> = {
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

/** How many first bytes contain every signature. */
export const signatureBytes = 16;

/** Whether a file has a signature of this type. */
export function hasSignature(type: ShownType, bytes: Uint8Array): boolean {
  const text = String.fromCharCode(...bytes.subarray(0, signatureBytes));
  return signatures[type].some((alternative) => alternative.every(([at, expected]) => text.startsWith(expected, at)));
}
