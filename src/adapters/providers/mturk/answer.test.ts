import { describe, expect, it } from 'vitest';
import { readAnswer } from './answer.ts';
import { answersXml } from './fake/answers.ts';

const read = (fields: Record<string, string>) => readAnswer(answersXml(new Map(Object.entries(fields))));

describe('the answer that a page submitted to MTurk', () => {
  it.each<[Record<string, string>, object]>([
    [
      { code: 'C-1', answer: '{"label":"cat"}' },
      { code: 'C-1', answer: { label: 'cat' } },
    ],
    [{ code: 'C-1' }, { code: 'C-1' }],
    [{ label: '', note: 'a < b & "c" — é 😀\r\n' }, { answer: { label: '', note: 'a < b & "c" — é 😀\r\n' } }],
    [{ answer: 'yes' }, { answer: { answer: 'yes' } }],
    [{ note: '&amp;lt; </FreeText>' }, { answer: { note: '&amp;lt; </FreeText>' } }],
  ])('is read: %j', (fields, answer) => {
    expect(read(fields)).toEqual(answer);
  });

  it.each<[string | undefined, object]>([
    [undefined, {}],
    ['', {}],
    [
      '<q:Answer><q:QuestionIdentifier>a</q:QuestionIdentifier><q:FreeText><![CDATA[1 < 2 &amp;]]></q:FreeText></q:Answer>',
      { answer: { a: '1 < 2 &amp;' } },
    ],
    ['<Answer><QuestionIdentifier>a</QuestionIdentifier><FreeText/></Answer>', { answer: { a: '' } }],
    [
      '<Answer><QuestionIdentifier>a</QuestionIdentifier><FreeText>&#9999999999; &nbsp;</FreeText></Answer>',
      { answer: { a: '&#9999999999; &nbsp;' } },
    ],
  ])('is read in other forms: %s', (xml, answer) => {
    expect(readAnswer(xml)).toEqual(answer);
  });
});
