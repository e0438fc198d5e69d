import { describe, expect, it } from 'vitest';
import { draftsIn } from './draft.ts';

function memory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

describe('a draft', () => {
  it('is found again for its agent until it is forgotten', () => {
    const place = memory();
    const drafts = draftsIn(() => place);
    drafts.keep('agent-1', { tone: 'good' });
    expect(draftsIn(() => place).find('agent-1')).toEqual({ tone: 'good' });
    expect(drafts.find('agent-2')).toEqual({});
    drafts.forget('agent-1');
    expect(drafts.find('agent-1')).toEqual({});
  });

  it('is empty where storage is forbidden, full, or holds something else', () => {
    const forbidden = draftsIn(() => {
      throw new DOMException('forbidden', 'SecurityError');
    });
    forbidden.keep('agent-1', { tone: 'good' });
    expect(forbidden.find('agent-1')).toEqual({});
    const place = memory();
    for (const odd of ['{', '[]', 'null', '3']) {
      place.setItem('manyhands.draft.agent-1', odd);
      expect(draftsIn(() => place).find('agent-1')).toEqual({});
    }
  });
});
