import { describe, expect, it } from 'vitest';
import { importArchive } from './archives.ts';
import { createQualification as mephistoCreate } from './mephisto/qualifications.ts';
import { clearName, clearNameRule, isClearName, isReviewerName } from './names.ts';
import { createQualification, editQualification } from './workers.ts';

describe('a name', () => {
  it.each(['Ada', 'films 2', 'čeština', '日本語', 'नमस्ते', 'می‌خواهم', '👩‍🔬', '❤️', '†', 'a\u00a0b'])(
    'can be %s',
    (name) => expect(isClearName(name)).toBe(true),
  );

  it.each([
    ['nothing', ''],
    ['a space', ' '],
    ['a space of another width', '\u2003'],
    ['a space of no width', '\u200b'],
    ['a byte order mark', '\ufeff'],
    ['NUL', '\0'],
    ['a Hangul filler', '\u3164'],
    ['a blank Braille pattern', '\u2800'],
    ['a joiner alone', '\u200d'],
    ['an accent alone', '\u0301'],
    ['a name with NUL', 'Ada\0'],
    ['a name of two lines', 'Ada\nBob'],
    ['a name with a line separator', 'Ada\u2028Bob'],
    ['a name with a space of no width', 'A\u200bda'],
    ['a name with a soft hyphen', 'A\u00adda'],
    ['a name that is turned around', '\u202eadA'],
    ['a name with an isolate', '\u2066Ada\u2069'],
    ['a name with an escape sequence', '\u001b[31mAda'],
  ])('cannot be %s', (_, name) => expect(isClearName(name)).toBe(false));

  it('is refused with one sentence, and loses the spaces around it', () => {
    expect(clearName(5).parse(' Ada ')).toBe('Ada');
    expect(clearName(5).safeParse('\u200b').error?.issues).toMatchObject([
      { message: 'must show something, and cannot have control characters or characters that show nothing' },
    ]);
    expect(clearName(5).safeParse('Ada Lovelace').success).toBe(false);
  });

  it.each([
    ['a qualification', () => createQualification.body?.safeParse({ name: 'a\u200bb' })],
    ['a qualification that is renamed', () => editQualification.body?.safeParse({ name: '\u200b' })],
    ['a qualification by a script for Mephisto', () => mephistoCreate.body?.safeParse({ name: '\u202e' })],
    ['an import', () => importArchive.query?.safeParse({ label: 'a\0' })],
  ])('is checked of %s', (_, parse) => expect(parse()?.error?.issues).toMatchObject([{ message: clearNameRule }]));

  it('of a reviewer has only letters, digits and some signs', () => {
    expect(['anna', 'a.b@c-d_1'].every(isReviewerName)).toBe(true);
    expect(['', 'anna b', 'ánna', 'a'.repeat(65), 'anna\n'].some(isReviewerName)).toBe(false);
  });
});
