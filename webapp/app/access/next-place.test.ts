import { describe, expect, it } from 'vitest';
import { nextPlace } from './next-place.ts';

describe('the place after signing in', () => {
  it('is the screen that was asked for', () => {
    expect(nextPlace('/quality?run=films-1')).toBe('/quality?run=films-1');
  });

  it.each([
    undefined,
    '',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/login',
  ])('is the overview instead of %s', (next) => expect(nextPlace(next)).toBe('/'));
});
