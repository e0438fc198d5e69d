import { describe, expect, it } from 'vitest';
import { fileMeant, heightsPx, readMessage, reviewData, rightsOf } from './messages.ts';

const read = (value: unknown) => readMessage(JSON.stringify(value));

describe('what a review view says', () => {
  it('is its height, within bounds', () => {
    expect(read({ IFRAME_DATA: { height: 640.2 } })).toEqual({ type: 'height', height: 641 });
    expect(read({ IFRAME_DATA: { height: 0 } })).toEqual({ type: 'height', height: heightsPx.min });
    expect(read({ IFRAME_DATA: { height: 1e300 } })).toEqual({ type: 'height', height: heightsPx.max });
  });

  it('is a file to show or to have', () => {
    const file = { fieldname: 'photo', filename: 'a.png' };
    expect(read({ IN_REVIEW_FILE_DATA: file })).toEqual({ type: 'show', file });
    expect(read({ REVIEW_FILE_WANTED: { fieldname: 'photo' } })).toEqual({
      type: 'send',
      file: { fieldname: 'photo' },
    });
  });

  it('is nothing if it has another shape', () => {
    for (const data of [
      'no JSON',
      '{"IFRAME_DATA":{"height":"100%"}}',
      '{"IFRAME_DATA":{"height":-1}}',
      '{"IFRAME_DATA":{"height":null}}',
      '{"IN_REVIEW_FILE_DATA":{"filename":{"toString":1}}}',
      'null',
      { IFRAME_DATA: { height: 1 } },
      `{"IFRAME_DATA":{"height":1},"x":"${'x'.repeat(20_000)}"}`,
    ]) {
      expect(readMessage(data)).toBeUndefined();
    }
  });
});

describe('what a review view receives', () => {
  it('is data and answer as a JSON string', () => {
    expect(JSON.parse(reviewData({ a: 1 }, { b: 2 }))).toEqual({
      REVIEW_DATA: { inputs: { a: 1 }, outputs: { b: 2 } },
    });
  });
});

describe('the rights of a review view', () => {
  it('include its origin only if that is another than this page’s', () => {
    expect(rightsOf('http://films-1.localhost:8400/review.html', 'http://localhost:8400')).toEqual({
      sandbox: 'allow-scripts allow-same-origin',
      origin: 'http://films-1.localhost:8400',
      target: 'http://films-1.localhost:8400',
    });
    expect(rightsOf('/review.html', 'http://localhost:8400')).toEqual({
      sandbox: 'allow-scripts',
      origin: 'null',
      target: '*',
    });
  });
});

describe('the file a review view means', () => {
  const files = [
    { name: 'a.png', field: 'front', hash: '1' },
    { name: 'a.png', field: 'back', hash: '2' },
    { name: 'b.png', field: 'back', hash: '3' },
  ];

  it('is found by field and name, by the field alone, or by a stored name', () => {
    const stored = new Map([['xyz-back-b.png', '3']]);
    expect(fileMeant({ fieldname: 'back', filename: 'a.png' }, files)?.hash).toBe('2');
    expect(fileMeant({ fieldname: 'back' }, files)?.hash).toBe('2');
    expect(fileMeant({ filename: 'b.png' }, files)?.hash).toBe('3');
    expect(fileMeant({ fieldname: 'other', filename: 'xyz-back-b.png' }, files, stored)?.hash).toBe('3');
    expect(fileMeant({ filename: 'c.png' }, files)).toBeUndefined();
  });
});
