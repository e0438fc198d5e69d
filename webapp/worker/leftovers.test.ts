import { beforeEach, describe, expect, it } from 'vitest';
import script from './leftovers.js?raw';

type Event = { type: string; agentId?: string; agent_id?: string | null; code?: string };

const kept = new Map<string, string>();
const localStorage = {
  get length() {
    return kept.size;
  },
  key: (index: number) => [...kept.keys()][index] ?? null,
  getItem: (key: string) => kept.get(key) ?? null,
  removeItem: (key: string) => void kept.delete(key),
};
const dayMs = 24 * 3_600_000;

/** A page on which the script has run; returns what tells it about work. */
function open(storage: object = localStorage): (event: Event) => void {
  const listeners: ((event: Event) => void)[] = [];
  const manyhandsWork = { agentId: 'a1', on: (listener: (event: Event) => void) => listeners.push(listener) };
  new Function('window', script)({ manyhandsWork, localStorage: storage });
  return (event) => {
    for (const listener of listeners) listener(event);
  };
}
const keep = (key: string, at: number) => kept.set(key, JSON.stringify({ at }));
const keys = () => [...kept.keys()];

describe('what a browser keeps of work that is over', () => {
  beforeEach(() => {
    kept.clear();
    for (const key of ['draft.a1', 'active.a1', 'draft.a2', 'active.a2']) keep(`manyhands.${key}`, Date.now());
    kept.set('manyhands.guest', 'ada');
  });
  const others = ['manyhands.draft.a2', 'manyhands.active.a2', 'manyhands.guest'];

  it.each([
    { type: 'submitted', agentId: 'a1' },
    { type: 'returned' },
    { type: 'refused', code: 'agent/already-submitted' },
  ])('is removed once it is %o, and nothing else', (event) => {
    open()(event);
    expect(keys()).toEqual(others);
  });

  it('stays while the work goes on', () => {
    const tell = open();
    tell({ type: 'refused', code: 'agent/answer-too-large' });
    tell({ type: 'arrived', agent_id: 'a1' });
    tell({ type: 'arrived', agent_id: 'a2' });
    expect(keys()).toHaveLength(5);
  });

  it('is removed with all its pages when an onboarding has ended', () => {
    const tell = open();
    keep('manyhands.draft.onboarding-1.2', Date.now());
    tell({ type: 'arrived', agent_id: 'onboarding-1' });
    tell({ type: 'arrived', agent_id: 'onboarding-1' });
    expect(keys()).toContain('manyhands.draft.onboarding-1.2');
    tell({ type: 'arrived', agent_id: null });
    expect(keys()).not.toContain('manyhands.draft.onboarding-1.2');
  });

  it('is removed after a month, or when there is much of it, the oldest first', () => {
    keep('manyhands.active.old', Date.now() - 31 * dayMs);
    kept.set('manyhands.draft.odd', 'no JSON');
    for (let n = 1; n <= 60; n++) keep(`manyhands.draft.b${n}`, Date.now() - n * dayMs * 0.1);
    open();
    expect(keys()).not.toContain('manyhands.active.old');
    expect(keys()).not.toContain('manyhands.draft.odd');
    expect(keys().filter((key) => key.startsWith('manyhands.draft.'))).toHaveLength(50);
    expect(keys()).toContain('manyhands.draft.b48');
    expect(keys()).not.toContain('manyhands.draft.b49');
  });

  it('is nothing where the browser forbids storage', () => {
    const forbidden = new Proxy(
      {},
      {
        get: () => {
          throw new Error('forbidden');
        },
      },
    );
    expect(() => open(forbidden)({ type: 'submitted', agentId: 'a1' })).not.toThrow();
  });
});
