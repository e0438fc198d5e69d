import { afterEach, describe, expect, it, vi } from 'vitest';
import inhouse from './wrap_crowd_source.inhouse.js?raw';

type Globals = {
  getWorkerName(): string | null;
  getAssignmentId(): string | null;
  getAgentRegistration(): Record<string, unknown>;
  handleSubmitToProvider(answer: unknown): unknown;
  PREVENT_AFTER_SUBMIT_REDIRECT?: boolean;
  _MEPHISTO_CONFIG_: {
    get(name: string): unknown;
    set(name: string, value: unknown): void;
    EVENT_EMITTER: { on(name: string, listener: (value: unknown) => void): () => void };
  };
};

function storage(isForbidden: boolean) {
  const kept = new Map<string, string>();
  const cell = () => {
    if (isForbidden) throw new Error('SecurityError');
    return kept;
  };
  return {
    getItem: (key: string) => cell().get(key) ?? null,
    setItem: (key: string, value: string) => void cell().set(key, value),
    removeItem: (key: string) => void cell().delete(key),
  };
}

/** A browser of one person: tabs share the local storage and have session storages of their own. */
function browser({ isForbidden = false } = {}) {
  const localStorage = storage(isForbidden);
  const openTab = () => {
    const sessionStorage = storage(isForbidden);
    return (source: string, address: string) => {
      const listeners: Record<string, (event: unknown) => void> = {};
      const location = { ...urlParts(address), replace: vi.fn() };
      const page = {
        localStorage,
        sessionStorage,
        location,
        crypto,
        alert: vi.fn(),
        confirm: vi.fn(),
        prompt: vi.fn(),
      };
      const window = Object.assign(page, {
        addEventListener: (name: string, listener: (event: unknown) => void) => {
          listeners[name] = listener;
        },
      }) as unknown as typeof page & Globals;
      new Function('window', source)(window);
      return Object.assign(window, { fire: (name: string, event: unknown = {}) => listeners[name]?.(event) });
    };
  };
  return { openTab };
}

const urlParts = (address: string) => ({ href: address, search: new URL(address).search });
const at = (query = '') => `http://films.localhost:8400/${query}`;

describe('the in-house wrapper', () => {
  afterEach(() => void vi.useRealTimers());

  it('takes worker and piece from the link', () => {
    const page = browser().openTab()(inhouse, at('?worker_id=ada&id=7'));
    expect(page.getAgentRegistration()).toEqual({
      worker_name: 'ada',
      assignment_id: '7',
      agent_registration_id: '7-ada',
      provider_type: 'inhouse',
    });
  });

  it('names a guest once and keeps the name in every tab', () => {
    const { openTab } = browser();
    const name = openTab()(inhouse, at()).getWorkerName();
    expect(name).toMatch(/^guest-[0-9a-f]{20}$/);
    expect(openTab()(inhouse, at('?worker_id=')).getWorkerName()).toBe(name);
  });

  it('resumes the piece on a reload, and gives another tab another', () => {
    const { openTab } = browser();
    const load = openTab();
    const piece = load(inhouse, at()).getAssignmentId();
    expect(load(inhouse, at()).getAssignmentId()).toBe(piece);
    expect(openTab()(inhouse, at()).getAssignmentId()).not.toBe(piece);
  });

  it('takes up the piece of a closed tab, once', () => {
    const { openTab } = browser();
    const closed = openTab()(inhouse, at());
    closed.fire('pagehide');
    expect(openTab()(inhouse, at()).getAssignmentId()).toBe(closed.getAssignmentId());
    expect(openTab()(inhouse, at()).getAssignmentId()).not.toBe(closed.getAssignmentId());
  });

  it('has a piece of its own for each place at a provider, also in one tab', () => {
    const load = browser().openTab();
    const inPlace = (place: string) =>
      load(`window.manyhandsPage = { worker: 'ada', place: '${place}' };${inhouse}`, at());
    const first = inPlace('s1').getAssignmentId();
    expect(inPlace('s2').getAssignmentId()).not.toBe(first);
    expect(inPlace('s1').getAssignmentId()).toBe(first);
  });

  it('forgets the piece of a tab closed long ago', () => {
    vi.useFakeTimers();
    const { openTab } = browser();
    const closed = openTab()(inhouse, at());
    closed.fire('pagehide');
    vi.advanceTimersByTime(3_600_001);
    expect(openTab()(inhouse, at()).getAssignmentId()).not.toBe(closed.getAssignmentId());
  });

  it('moves on to a new piece of the same page after a submission', () => {
    const load = browser().openTab();
    const page = load(inhouse, at('#top'));
    page.handleSubmitToProvider({});
    page.fire('pagehide');
    expect(page.location.replace).toHaveBeenCalledExactlyOnceWith(at());
    expect(load(inhouse, at()).getAssignmentId()).not.toBe(page.getAssignmentId());
  });

  it('puts a new id in the place of a linked one after a submission', () => {
    const page = browser().openTab()(inhouse, at('?worker_id=ada&id=7'));
    page.handleSubmitToProvider({});
    expect(page.location.replace.mock.calls[0]?.[0]).toMatch(/\?worker_id=ada&id=[0-9a-f]{20}$/);
  });

  it('stays on the page while something after the submission asks for it, on the same piece', () => {
    const page = browser().openTab()(inhouse, at());
    const piece = page.getAssignmentId();
    page.PREVENT_AFTER_SUBMIT_REDIRECT = true;
    page.handleSubmitToProvider({});
    expect(page.location.replace).not.toHaveBeenCalled();
    expect(page.getAssignmentId()).toBe(piece);
  });

  it('is a preview when asked to be', () => {
    const page = browser().openTab()(inhouse, at('?preview&worker_id=ada&id=7'));
    expect([page.getWorkerName(), page.getAssignmentId()]).toEqual([null, null]);
  });

  it('works without storage, as long as the page is open', () => {
    const page = browser({ isForbidden: true }).openTab()(inhouse, at());
    expect(page.getWorkerName()).toMatch(/^guest-/);
    expect(page.getAssignmentId()).toBe(page.getAssignmentId());
  });
});

describe('the settings of a page', () => {
  const open = () => browser().openTab()(inhouse, at('?worker_id=ada&assignment_id=7&id=7'));
  const fault = () => ({ error: new Error('No such film') });

  it('are read, changed and followed', () => {
    const { _MEPHISTO_CONFIG_: settings } = open();
    const listener = vi.fn();
    const stop = settings.EVENT_EMITTER.on('ADD_ERROR_HANDLING', listener);
    settings.set('ADD_ERROR_HANDLING', true);
    stop();
    settings.set('ADD_ERROR_HANDLING', false);
    expect(listener).toHaveBeenCalledExactlyOnceWith(true);
    expect(settings.get('ADD_ERROR_HANDLING')).toBe(false);
    expect(() => settings.get('COLOUR')).toThrow('COLOUR');
  });

  it('ask for no error report by default', () => {
    const page = open();
    page.fire('error', fault());
    expect(page.confirm).not.toHaveBeenCalled();
  });

  it('ask the worker to report an error, once for each, and fall silent on request', () => {
    const page = open();
    page._MEPHISTO_CONFIG_.set('ADD_ERROR_HANDLING', true);
    page._MEPHISTO_CONFIG_.set('ERROR_REPORT_TO_EMAIL', 'lab@example.org');
    page.confirm.mockReturnValue(true);
    const once = fault();
    page.fire('error', once);
    page.fire('error', once);
    expect(page.prompt).toHaveBeenCalledOnce();
    expect(page.prompt.mock.calls[0]?.[0]).toContain('lab@example.org');
    page.fire('error', fault());
    page.fire('error', fault());
    expect(page.prompt).toHaveBeenCalledTimes(2);
  });
});
