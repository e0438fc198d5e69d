import { afterEach, expect, it, vi } from 'vitest';
import script from './other-tabs.js?raw';

type WorkEvent = { type: string; agent_id?: string | null };
const channels: FakeChannel[] = [];
afterEach(() => void channels.splice(0));

/** As `BroadcastChannel`, at once. */
class FakeChannel {
  name: string;
  onmessage?: (message: { data: unknown }) => void;
  constructor(name: string) {
    this.name = name;
    channels.push(this);
  }
  postMessage(data: unknown) {
    for (const other of channels) if (other !== this && other.name === this.name) other.onmessage?.({ data });
  }
}

/** A tab with the script; `tell` is what workers read there. */
function openTab({ run = 'films', frame = undefined as object | undefined } = {}) {
  const tell = vi.fn<(name: string, text: string) => void>();
  let emit: (event: WorkEvent) => void = () => undefined;
  const work = {
    tell,
    on: (listener: typeof emit) => {
      emit = listener;
    },
    onOtherTab: (_: (isElsewhere: boolean) => void) => undefined as void,
  };
  const page = { run, frame, texts: { otherTab: 'Open twice.' } };
  const window = Object.assign(new EventTarget(), {
    manyhandsPage: page,
    manyhandsWork: work,
    BroadcastChannel: FakeChannel,
  });
  new Function('window', script)(window);
  return {
    says: () => tell.mock.lastCall?.[1] ?? '',
    tell,
    work,
    arrive: (agent_id: string | null) => emit({ type: 'arrived', agent_id }),
    emit: (type: string) => emit({ type }),
    close: () => window.dispatchEvent(new Event('pagehide')),
  };
}

it('says in both tabs that they have the same unit, until one of them has it no more', () => {
  const [one, other] = [openTab(), openTab()];
  one.arrive('a1');
  expect(one.says()).toBe('');
  other.arrive('a1');
  expect([one.says(), other.says()]).toEqual(['Open twice.', 'Open twice.']);
  other.emit('refused');
  expect(one.says()).toBe('Open twice.');
  other.emit('submitted');
  expect([one.says(), other.says()]).toEqual(['', '']);
});

it('counts each of three tabs', () => {
  const tabs = [openTab(), openTab(), openTab()] as const;
  for (const tab of tabs) tab.arrive('a1');
  tabs[1].close();
  expect(tabs[0].says()).toBe('Open twice.');
  tabs[2].arrive('a2');
  expect([tabs[0].says(), tabs[2].says()]).toEqual(['', '']);
});

it('says nothing of other units, and of other runs', () => {
  const one = openTab();
  one.arrive('a1');
  openTab().arrive('a2');
  openTab().arrive(null);
  openTab({ run: 'birds' }).arrive('a1');
  expect(one.tell).not.toHaveBeenCalled();
});

it('leaves it to the frame where there is one', () => {
  const framed = openTab({ frame: {} });
  const heard: boolean[] = [];
  framed.work.onOtherTab((isElsewhere) => heard.push(isElsewhere));
  framed.arrive('a1');
  openTab().arrive('a1');
  expect([framed.tell.mock.calls, heard.at(-1)]).toEqual([[], true]);
});
