import { describe, expect, it } from 'vitest';
import { oneOf, parseSearch, scopeAt, scopeOf, stringifySearch } from './search.ts';

describe('an address', () => {
  it('reads what was written, as text', () => {
    const written = stringifySearch({ run: 'films-1', search: 'a & b', worker: undefined, order: '' });
    expect(written).toBe('?run=films-1&search=a+%26+b');
    expect(parseSearch(written)).toEqual({ run: 'films-1', search: 'a & b' });
    expect(stringifySearch({})).toBe('');
  });

  it('names a run rather than its task, and nothing where it names nothing', () => {
    expect(scopeOf({ task: 'films', run: 'films-1' })).toEqual({ run: 'films-1' });
    expect(scopeOf({ task: 'films', run: '' })).toEqual({ task: 'films' });
    expect(scopeOf({})).toEqual({});
  });

  it('has the scope of its run, and none where the screen has none', () => {
    expect(scopeAt('/runs/films-1', {})).toEqual({ run: 'films-1' });
    expect(scopeAt('/runs/films-1/invitations', {})).toEqual({ run: 'films-1' });
    expect(scopeAt('/review', { run: 'films-1' })).toEqual({ run: 'films-1' });
    expect(scopeAt('/units', {})).toEqual({});
    for (const place of ['/workers/ada', '/units/films-1.0.0', '/qualifications', '/tasks', '/tasks/new', '/users'])
      expect(scopeAt(place, {})).toBeUndefined();
  });

  it('gives no value that a screen does not know', () => {
    expect(oneOf('ordinal', ['nominal', 'ordinal'] as const)).toBe('ordinal');
    expect(oneOf('cardinal', ['nominal', 'ordinal'] as const)).toBeUndefined();
  });
});
