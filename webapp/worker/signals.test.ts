import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import signalsScript from './signals.js?raw';
import workScript from './work.js?raw';

const kept = new Map<string, string>();
/** As `localStorage`: it outlives a page, and its tabs share it. */
const localStorage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
};

const every = ['paste', 'copy', 'focus', 'typing'];
const field = { nodeName: 'TEXTAREA', selectionStart: 0, selectionEnd: 0 };

/** A page with the scripts, whose worker has no unit yet; the server accepts everything. */
async function load(names = every, agentId = 'a1') {
  const sent: Record<string, string>[] = [];
  const fetch = async (path: string, init?: RequestInit) => {
    if (path === '/submit_task') {
      const counts = new URLSearchParams(new Headers(init?.headers).get('manyhands-signals') ?? '');
      sent.push(Object.fromEntries(counts));
    }
    return Response.json(path === '/request_agent' ? { data: { agent_id: agentId } } : {});
  };
  const state = { visibilityState: 'visible', isFocused: true, hasSelected: false };
  const document = Object.assign(new EventTarget(), state, {
    baseURI: 'http://films.localhost/',
    hasFocus: () => document.isFocused,
    getSelection: () => ({ isCollapsed: !document.hasSelected }),
  });
  const manyhandsPage = { signals: { names, says: 'This page counts.' }, frame: {} };
  const location = { origin: 'http://films.localhost' };
  const window = Object.assign(new EventTarget(), { fetch, manyhandsPage, location, localStorage });
  new Function('window', 'document', `${workScript}\n${signalsScript}`)(window, document);
  const page = {
    window,
    sent,
    async request() {
      await window.fetch('/request_agent');
      await vi.advanceTimersByTimeAsync(0);
    },
    /** Something that the worker does, to a field of the page unless another target is given. */
    act(type: string, properties: object = {}, target: object = field) {
      const event = Object.assign(new Event(type), properties);
      Object.defineProperty(event, 'target', { value: target });
      Object.defineProperty(event, 'composedPath', { value: () => [target] });
      document.dispatchEvent(event);
    },
    select(hasSelected: boolean) {
      Object.assign(document, { hasSelected });
    },
    focus(isFocused: boolean) {
      Object.assign(document, { isFocused });
      window.dispatchEvent(new Event(isFocused ? 'focus' : 'blur'));
    },
    /** The page goes, as by a reload: browsers hide it as well. */
    leave() {
      window.dispatchEvent(new Event('pagehide'));
      Object.assign(document, { visibilityState: 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    },
    async submit() {
      const body = JSON.stringify({ USED_AGENT_ID: agentId, final_data: {} });
      await window.fetch('/submit_task', { method: 'POST', body });
      return sent.at(-1);
    },
  };
  return page;
}
/** A page whose worker has the unit of agent `a1`. */
async function open(names = every, agentId = 'a1') {
  const page = await load(names, agentId);
  await page.request();
  return page;
}
const pasted = (text: string) => ({ clipboardData: { getData: () => text } });
const seconds = (n: number) => vi.advanceTimersByTimeAsync(n * 1000);

describe('the signals of a page', () => {
  beforeEach(() => {
    kept.clear();
    vi.useFakeTimers({ now: 1_800_000_000_000 });
  });
  afterEach(() => void vi.useRealTimers());

  it('count pastes into fields, and their length, never their content', async () => {
    const page = await open();
    page.act('paste', pasted('hello'));
    page.act('paste', pasted('you'), { nodeName: 'DIV', isContentEditable: true });
    page.act('paste', pasted('nowhere'), { nodeName: 'BODY' });
    page.act('paste', pasted('read only'), { ...field, readOnly: true });
    expect(JSON.stringify([...kept])).not.toContain('hello');
    expect(await page.submit()).toMatchObject({ pastes: '2', pastedCharacters: '8' });
  });
  it('count copies and cuts of something', async () => {
    const page = await open();
    page.act('copy');
    page.act('cut', {}, { ...field, selectionEnd: 3 });
    page.select(true);
    page.act('copy', {}, { nodeName: 'P' });
    expect(await page.submit()).toMatchObject({ copies: '2' });
  });
  it('count keys that change a text, and the seconds in which one was typed', async () => {
    const page = await open();
    for (const key of ['H', 'i', ' ', 'é', '😀', 'Backspace', 'Unidentified']) page.act('keydown', { key });
    for (const key of ['Shift', 'Tab', 'ArrowLeft', 'F5']) page.act('keydown', { key });
    page.act('keydown', { key: 'v', ctrlKey: true });
    page.act('keydown', { key: 'v', metaKey: true });
    page.act('keydown', { key: 'a', repeat: true });
    await seconds(5);
    page.act('keydown', { key: '€', ctrlKey: true, altKey: true });
    expect(await page.submit()).toMatchObject({ keysTyped: '8', secondsTyping: '2' });
  });
  it('count absences of a second and more, also one that is not over', async () => {
    const page = await open();
    page.focus(false);
    await seconds(0.5);
    page.focus(true);
    page.focus(false);
    await seconds(41);
    page.focus(true);
    await seconds(10);
    page.focus(false);
    await seconds(9);
    expect(await page.submit()).toMatchObject({ timesAway: '2', secondsAway: '50' });
  });
  it('count an absence that began before the unit was there, from then on', async () => {
    const page = await load();
    page.focus(false);
    await seconds(10);
    await page.request();
    await seconds(5);
    page.focus(true);
    expect(await page.submit()).toMatchObject({ timesAway: '1', secondsAway: '4' });
  });
  it('count no reload, and go on after it', async () => {
    const before = await open();
    before.act('keydown', { key: 'H' });
    before.leave();
    await seconds(5);
    const page = await open();
    page.act('keydown', { key: 'i' });
    await seconds(1);
    const { ms, at, ...counts } = (await page.submit()) ?? {};
    expect(counts).toEqual({ keysTyped: '2', secondsTyping: '2', secondsAway: '0' });
  });
  it('count an absence once where another tab of the unit ends it, and no change between the two', async () => {
    const [first, second] = [await open(), await open()];
    second.focus(false);
    first.focus(false);
    await seconds(20);
    second.focus(true);
    await seconds(5);
    second.focus(false);
    first.focus(true);
    await seconds(5);
    expect(await first.submit()).toMatchObject({ timesAway: '1', secondsAway: '20' });
  });
  it('leave out what is written in the frame, and what happens without a unit', async () => {
    const page = await open();
    page.act('keydown', { key: 'H' }, { nodeName: 'MANYHANDS-FRAME' });
    await seconds(1);
    const { ms, at, ...counts } = (await page.submit()) ?? {};
    page.act('keydown', { key: 'i' });
    page.focus(false);
    expect(kept.size).toBe(0);
    expect(counts).toEqual({ secondsAway: '0' });
  });
  it('count only what the run asks for', async () => {
    const page = await open(['copy']);
    page.act('paste', pasted('hello'));
    page.act('keydown', { key: 'H' });
    page.focus(false);
    await seconds(9);
    page.act('copy', {}, { ...field, selectionEnd: 3 });
    const { ms, at, ...counts } = (await page.submit()) ?? {};
    expect(counts).toEqual({ copies: '1', secondsAway: '0' });
  });
});
