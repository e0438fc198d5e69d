import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFolder } from './package.ts';
import { chooseTexts, englishTexts, firstLanguage } from './page-texts.ts';

const folder = join(packageFolder, 'webapp/worker/languages');
const files = readdirSync(folder);
const placeholdersIn = (text = '') => (text.match(/\{\w+\}/g) ?? []).sort();

describe('the languages of worker pages', () => {
  it('are ten', () => expect(files).toHaveLength(10));
  it.each(files)('%s has every text, with the placeholders of the English one', (file) => {
    const texts = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, string>;
    expect(Object.keys(texts)).toEqual(Object.keys(englishTexts));
    for (const [key, text] of Object.entries(texts)) {
      expect(text.trim(), key).not.toBe('');
      expect(placeholdersIn(text), key).toEqual(placeholdersIn(englishTexts[key]));
    }
  });
});

describe('the language of a page', () => {
  it.each([
    ['de-CH,de;q=0.9,en;q=0.5', 'de'],
    ['xx, fr;q=0.2, pt-BR;q=0.8', 'pt'],
    ['zh-TW', 'zh'],
    ['xx', 'en'],
    ['*', 'en'],
    ['', 'en'],
    [undefined, 'en'],
    ['en;q=0, de', 'de'],
    [';;,q=1,\u0000', 'en'],
  ])('for a browser that wants %s is %s', (accepted, lang) => expect(chooseTexts(accepted).lang).toBe(lang));
  it('is written from right to left where that is so', () => {
    expect(chooseTexts('ar').dir).toBe('rtl');
    expect(chooseTexts('he', { he: {} }).dir).toBe('rtl');
    expect(chooseTexts('ja').dir).toBe('ltr');
  });
  it('may be one of the task, in which English stands for what is missing', () => {
    const { lang, texts } = chooseTexts('cy', { cy: { submit: 'Cyflwyno' } });
    expect([lang, texts.submit, texts.next]).toEqual(['cy', 'Cyflwyno', 'Next']);
  });
  it('may have some of its texts replaced by the task', () => {
    const { texts } = chooseTexts('de', { de: { submit: 'Los' } });
    expect([texts.submit, texts.next]).toEqual(['Los', chooseTexts('de').texts.next]);
  });
});

describe('the language that a browser prefers to all others', () => {
  it.each([
    ['de-CH,de;q=0.9,en;q=0.5', 'de-CH'],
    ['fr;q=0.2, cy;q=0.8', 'cy'],
    ['*', undefined],
    ['', undefined],
    [undefined, undefined],
    [`${'x'.repeat(5000)}, nl`, 'nl'],
    [';;,q=1,\u0000', undefined],
  ])('of %s is %s', (accepted, language) => expect(firstLanguage(accepted)).toBe(language));
});
