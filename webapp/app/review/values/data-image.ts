import { shownTypes } from '../../../../src/api/files.ts';
import { hasSignature, signatureBytes } from '../../../../src/api/first-bytes.ts';

type Raster = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/avif';

/** Larger pictures in an answer are not drawn. */
const maxBase64Length = 8_000_000;
const isRaster = (type: string): type is Raster =>
  Object.hasOwn(shownTypes, type) && shownTypes[type as Raster] === 'image';

/** The picture in a `data:` URL, if it is a raster image by its first bytes, too: never SVG, which can contain scripts. */
export function rasterOf(text: string): { type: string; base64: string } | undefined {
  if (text.length > maxBase64Length) return undefined;
  const found = /^data:(image\/[a-z]+);base64,/i.exec(text.slice(0, 40));
  const type = found?.[1]?.toLowerCase() ?? '';
  const base64 = found ? text.slice(found[0].length) : '';
  if (!isRaster(type) || base64.length < 24 || !/^[a-z\d+/]+={0,2}$/i.test(base64) || base64.length % 4 !== 0)
    return undefined;
  const first = Uint8Array.from(atob(base64.slice(0, 24)), (character) => character.charCodeAt(0));
  return hasSignature(type, first.subarray(0, signatureBytes)) ? { type, base64 } : undefined;
}
