import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownPath } from './own-path.ts';

const pieces = [
  '/',
  '\\',
  '.',
  '..',
  ':',
  '@',
  '#',
  '?',
  '=',
  '%2F',
  '%2f',
  '%5C',
  '%09',
  '%0A',
  '%252F',
  '%25',
  '%',
  '\t',
  '\n',
  '\r',
  '\0',
  ' ',
  '\u00a0',
  '\u2028',
  'evil.example',
  'https:',
  'http://',
  'javascript:',
  'data:',
  'login',
  'api',
  'quality',
  'run',
  'ä',
  '／',
];

describe('the page after signing in', () => {
  it.each([
    '/',
    '/quality?run=films-1',
    '/workers/ada%20b#notes',
    '/units?text=a%2F%2Fb%0A&order=new',
    '/review?next=https://evil.example',
    '/apiary',
  ])('is the requested screen: %s', (next) => expect(ownPath(next)).toBe(next));

  it.each([
    undefined,
    '',
    'quality',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/quality/..//evil.example',
    '/%2Fevil.example',
    '/%5Cevil.example',
    '/%09/evil.example',
    '/%252Fevil.example',
    '%2F%2Fevil.example',
    '/%',
    '/login',
    '/login?next=/login',
    '/%6Cogin',
    '/api/me',
    '/mephisto/api/v1',
  ])('is the overview instead of %j', (next) => expect(ownPath(next)).toBe('/'));

  it('is on this origin for any input, and stays the same when applied twice', () => {
    const anything = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((some) => some.join('')),
      fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((some) => `/${some.join('')}`),
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
    );
    fc.assert(
      fc.property(anything, (next) => {
        const path = ownPath(next);
        const { origin, pathname } = new URL(path, 'https://study.example');
        expect(origin).toBe('https://study.example');
        expect(pathname).not.toMatch(/^\/[/\\]/);
        expect(path).not.toMatch(/[\s\\]/);
        expect(ownPath(path)).toBe(path);
      }),
      { numRuns: 2000 },
    );
  });
});
