import { describe, expect, it } from 'vitest';
import { cuesOf } from './cues.ts';
import { vttSourcesOf } from './vtt-sources.ts';

const text = `WEBVTT - made by hand

NOTE
This is a note --> and no cue.

STYLE
::cue { color: red }

Jump (Track 1)
00:00:01.000 --> 00:00:02.500 align:start
height: high
<b>who</b>: Ada

01:02.000 --> 100:00:00.000
`;

describe('a WebVTT text', () => {
  it('has its cues with id, times and lines, with any line ends', () => {
    const cues = [
      { id: 'Jump (Track 1)', start: '00:00:01.000', end: '00:00:02.500', text: 'height: high\n<b>who</b>: Ada' },
      { id: '', start: '01:02.000', end: '100:00:00.000', text: '' },
    ];
    expect(cuesOf(text)).toEqual(cues);
    expect(cuesOf(text.replaceAll('\n', '\r\n'))).toEqual(cues);
    expect(cuesOf(`\ufeff${text}`)).toEqual(cues);
  });

  it('may have none, and leaves out what is no cue', () => {
    expect(cuesOf('WEBVTT')).toEqual([]);
    expect(cuesOf('WEBVTT\n\n00:01 --> 00:02\nno milliseconds\n\na\nb\n00:01.000 --> 00:02.000\ntwo ids')).toEqual([]);
  });

  it('begins with its own name', () => {
    for (const other of ['', 'webvtt', 'WEBVTTX\n\n', ' WEBVTT', 'a WEBVTT', `WEBVTT\n${'x'.repeat(2_000_000)}`])
      expect(cuesOf(other)).toBeUndefined();
  });
});

describe('the WebVTT of a unit', () => {
  const file = (name: string, type: string) => ({ name, type, hash: 'a'.repeat(64), size: 1, field: 'f' });

  it('is found in answers, beside them and among the files', () => {
    const beside = { agent: 'a', kind: 'metadata' as const, at: '', content: { webvtt: text }, files: null };
    const [named, typed] = [file('x.VTT', ''), file('y', 'text/vtt;charset=utf-8')];
    const unit = { answer: { deep: [{ er: text }], other: 'text' }, metadata: [beside], files: [named, typed] };
    expect(vttSourcesOf({ ...unit, files: [named, file('x.txt', 'text/plain'), typed] })).toEqual([
      { name: 'Answer · deep · 0 · er', text },
      { name: 'Metadata · webvtt', text },
      { name: 'x.VTT', file: named },
      { name: 'y', file: typed },
    ]);
    expect(vttSourcesOf({ answer: text, metadata: [], files: [] })).toEqual([{ name: 'Answer', text }]);
    expect(vttSourcesOf({ answer: null, metadata: [], files: [] })).toEqual([]);
  });

  it('is no more than can be looked at, however much was sent', () => {
    const answer = Array.from({ length: 30_000 }, () => text);
    expect(vttSourcesOf({ answer, metadata: [], files: [] })).toHaveLength(20);
    let deep: unknown = text;
    for (let level = 0; level < 5000; level++) deep = [deep];
    expect(vttSourcesOf({ answer: deep, metadata: [], files: [] })).toHaveLength(1);
  });
});
