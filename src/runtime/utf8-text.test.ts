import { describe, expect, it } from 'vitest';
import { utf8Fault, utf8Text } from './utf8-text.ts';

const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const bigEndian = (text: string) => utf16(text).swap16();
const utf32 = (text: string) => Buffer.concat([...text].map((sign) => Buffer.from([...Buffer.from(sign), 0, 0, 0])));

describe('bytes that are no text in UTF-8', () => {
  it.each<[string, Uint8Array]>([
    ['it is UTF-16 text; save it as UTF-8', utf16('\ufefftext\none\n')],
    ['it is UTF-16 text; save it as UTF-8', bigEndian('\ufefftext\none\n')],
    ['it is UTF-32 text; save it as UTF-8', Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), utf32('text')])],
    ['it looks like UTF-16 text', utf16('text\none\ntwo\n')],
    ['it looks like UTF-16 text', bigEndian('id,text\n1,Gruss\n2,x\n')],
    ['it looks like UTF-16 text', utf16('[{"a": 1}]')],
    ['it looks like UTF-32 text', utf32('id\n')],
    ['line 1 has a NUL character, as UTF-16 text has', Buffer.from('some\0thing\n')],
    ['line 3 has a NUL character (U+0000); remove it', Buffer.from('a\r\nb\rc\0\n')],
    ['line 3 is not UTF-8 text; save the file as UTF-8', Buffer.from('a\nb\n\xe9\n', 'latin1')],
    ['line 2 is not UTF-8 text', Buffer.from([0x61, 0x0a, 0xc5])],
    ['line 1 is not UTF-8 text', Buffer.from([0xed, 0xa0, 0xbd])],
  ])('are told with the line or the encoding: %s', async (reason, bytes) => {
    expect(await utf8Fault(bytes)).toContain(reason);
    await expect(utf8Text(bytes, 'a.csv')).rejects.toMatchObject({
      code: 'data/bad-file',
      message: expect.stringContaining(`a.csv cannot be read: ${reason}`),
    });
  });

  it.each(['', 'a', '\ufeffa\n', '😀 第一\r\n\u0007\u001b\u0085'])('are not %j', async (text) =>
    expect(await utf8Text(Buffer.from(text), 'a.csv')).toBe(text.replace(/^\ufeff/, '')),
  );
});
