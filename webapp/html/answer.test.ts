import { describe, expect, it } from 'vitest';
import { answerIn, toSubmit } from './answer.ts';

function form(...fields: [string, string | File][]): FormData {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return data;
}
const photo = new File(['abc'], 'a.png', { type: 'image/png', lastModified: 7 });
const about = { lastModified: 7, name: 'a.png', size: 3, type: 'image/png' };
const noFile = new File([], '');

describe('the answer in a form', () => {
  it('has its values by name, and a list for a name that occurs several times', () => {
    expect(answerIn(form(['text', 'slow'], ['seen', 'a'], ['seen', 'b']))).toEqual({
      values: { text: 'slow', seen: ['a', 'b'] },
      hasFiles: false,
    });
  });

  it('describes files, and has an empty map for a field in which none is chosen', () => {
    expect(answerIn(form(['file1', photo]))).toEqual({ values: { file1: about }, hasFiles: true });
    expect(answerIn(form(['file1', noFile]))).toEqual({ values: { file1: {} }, hasFiles: false });
  });

  it('is submitted as plain data, or with its files as a form that has the data, too', () => {
    expect(toSubmit(form(['text', 'slow'], ['file1', noFile]))).toEqual({ text: 'slow', file1: {} });
    const sent = toSubmit(form(['text', 'slow'], ['file1', photo], ['file2', noFile])) as FormData;
    expect(JSON.parse(String(sent.get('final_string_data')))).toEqual({ text: 'slow', file1: about, file2: {} });
    expect([(sent.get('file1') as File).size, sent.has('file2'), sent.get('text')]).toEqual([3, false, 'slow']);
  });
});
