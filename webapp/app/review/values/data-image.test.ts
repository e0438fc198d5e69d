import { describe, expect, it } from 'vitest';
import { rasterOf } from './data-image.ts';

const base64 = (bytes: number[] | string) =>
  btoa((typeof bytes === 'string' ? bytes : String.fromCharCode(...bytes)).padEnd(30, '\0'));
const png = base64([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

describe('a picture inside an answer', () => {
  it('is drawn if its first bytes are those of its type', () => {
    expect(rasterOf(`data:image/png;base64,${png}`)).toEqual({ type: 'image/png', base64: png });
    expect(rasterOf(`data:image/jpeg;base64,${base64([0xff, 0xd8, 0xff])}`)).toBeDefined();
    expect(rasterOf(`data:image/gif;base64,${base64('GIF89a.......')}`)).toBeDefined();
    expect(rasterOf(`data:image/webp;base64,${base64('RIFF....WEBPVP8 ......')}`)).toBeDefined();
  });

  it('stays text if it is SVG, says another type than it has, or is something else', () => {
    const svg = base64('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    for (const text of [
      `data:image/svg+xml;base64,${svg}`,
      `data:image/png;base64,${svg}`,
      `data:image/gif;base64,${png}`,
      `data:text/html;base64,${png}`,
      `data:image/png;base64,${png}" onerror="alert(1)`,
      `data:image/png,${png}`,
      'data:image/png;base64,',
      'javascript:alert(1)',
    ]) {
      expect(rasterOf(text)).toBeUndefined();
    }
  });
});
