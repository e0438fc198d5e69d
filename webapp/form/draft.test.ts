import { describe, expect, it } from 'vitest';
import { draftFrom, draftsIn, newerOf } from './draft.ts';

function memory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

const good = { answers: { tone: 'good' }, at: 5 };

describe('a draft', () => {
  it('is found again for its agent until it is forgotten', () => {
    const place = memory();
    const drafts = draftsIn(() => place);
    drafts.keep('agent-1', good);
    expect(draftsIn(() => place).find('agent-1')).toEqual(good);
    expect(drafts.find('agent-2')).toBeUndefined();
    drafts.forget('agent-1');
    expect(drafts.find('agent-1')).toBeUndefined();
  });

  it('is empty where storage is forbidden, full, or holds something else', () => {
    const forbidden = draftsIn(() => {
      throw new DOMException('forbidden', 'SecurityError');
    });
    forbidden.keep('agent-1', good);
    expect(forbidden.find('agent-1')).toBeUndefined();
    const place = memory();
    for (const odd of ['{', '[]', 'null', '3', '{"at":1}']) {
      place.setItem('manyhands.draft.agent-1', odd);
      expect(draftsIn(() => place).find('agent-1')).toBeUndefined();
    }
  });

  it('is the newer of the browser’s and the server’s', () => {
    const older = draftFrom({ tone: 'bad' }, 4);
    const newer = draftFrom({ tone: 'bad' }, 6);
    expect([newerOf(good, older), newerOf(good, newer), newerOf(good), newerOf(undefined, older)]).toEqual([
      ...[good, newer, good, older],
    ]);
    expect(draftFrom('text', 6)).toBeUndefined();
  });
});
