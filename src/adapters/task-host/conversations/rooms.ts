import { plainJson } from '../../../actors/plain-json.ts';
import type {
  ConversationActivation,
  ConversationEvent,
  ConversationProgress,
} from '../../../runtime/ports/conversation-code.ts';
import { deliver as deliverTo } from './deliver.ts';
import { type ConversationCode, type Ending, openScript, type Script } from './script.ts';
import { NotTheSame } from './steps.ts';

/** What leading conversations needs of the process in which their code runs. */
export type RoomsSettings = {
  /** Says that a conversation has something new without an event. */
  wake: (room: string) => void;
  /** An error of the code in one sentence. */
  faultOf: (error: unknown) => string;
  /** How long the code may take in an activation with what is not of the room, before steps that are recorded. */
  patienceMs: number;
  /** How many conversations are kept between activations; others run again from their record. */
  mostRooms?: number;
  /** How large they may be together, about in bytes. */
  mostBytes?: number;
};

/** What an event costs beside its text. */
const eventBytes = 1000;
const bytesOf = (event: ConversationEvent) => eventBytes + ('text' in event ? 2 * event.text.length : 0);

/** How long after a wake it is said again, if nobody came. */
const wakeAgainMs = 5000;

/** Lets the code go on with all that it can do without waiting for something outside. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

type Kept = ReturnType<typeof keptRoom>;

/** Opens what leads the conversations of a task: it keeps those that go on, and runs others again from the events it is given. */
export function openRooms(code: ConversationCode, settings: RoomsSettings) {
  const { mostRooms = 500, mostBytes = 128 * 2 ** 20 } = settings;
  /** In the order in which they were last used. */
  const kept = new Map<string, Kept>();

  function roomOf({ room, item, from }: ConversationActivation): Kept | undefined {
    const known = kept.get(room);
    const found = known ?? (from === 0 ? keptRoom(code, settings, room, item) : undefined);
    if (!found) return undefined;
    kept.delete(room);
    kept.set(room, found);
    return found;
  }

  function evictOldest(): void {
    let bytes = [...kept.values()].reduce((sum, room) => sum + room.bytes(), 0);
    for (const [id, room] of kept) {
      // The latest is needed next.
      if (kept.size === 1 || (kept.size <= mostRooms && bytes <= mostBytes)) return;
      if (room.isBusy()) continue;
      kept.delete(id);
      room.evict();
      bytes -= room.bytes();
    }
  }

  return {
    async activate(takes: ConversationActivation): Promise<ConversationProgress> {
      const room = roomOf(takes);
      if (!room) return { unknown: true };
      const progress = await room.activate(takes);
      if (!('open' in progress) || !progress.open) {
        room.drop();
        if (kept.get(takes.room) === room) kept.delete(takes.room);
      }
      evictOldest();
      return progress;
    },
    /** How many are kept. */
    count: () => kept.size,
  };
}

function keptRoom(code: ConversationCode, settings: RoomsSettings, room: string, item: Record<string, unknown>) {
  const { wake, faultOf, patienceMs } = settings;
  let seen = 0;
  let bytes = 0;
  let active = 0;
  let isDropped = false;
  let isEvicted = false;
  let waker: NodeJS.Timeout | undefined;
  let noteMade = () => {};
  let before: Promise<unknown> = Promise.resolve();
  const script = openScript({ room, item, code, faultOf, onMade });

  function onMade(isReady: boolean): void {
    noteMade();
    if (!isReady || active > 0 || isDropped) return;
    wake(room);
    if (isEvicted) {
      isDropped = true;
      return;
    }
    waker ??= setInterval(() => wake(room), wakeAgainMs).unref();
  }

  function stopWaking(): void {
    clearInterval(waker);
    waker = undefined;
  }

  /** Waits for what the code awaits outside of the room, when its next step is recorded. */
  async function made(step: number, until: number): Promise<void> {
    while (step >= script.steps.count && !script.ending() && performance.now() < until)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, until - performance.now());
        noteMade = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    noteMade = () => {};
  }

  async function deliver(event: ConversationEvent, until: number): Promise<void> {
    if ('step' in event && event.step !== undefined && event.step >= script.steps.count) await made(event.step, until);
    deliverTo(script, event);
    seen++;
    bytes += bytesOf(event);
    await settled();
  }

  async function deliverAll({ from, events, more }: ConversationActivation): Promise<ConversationProgress> {
    if (from > seen) return { unknown: true };
    script.computations.hold();
    const until = performance.now() + patienceMs;
    try {
      for (const event of events.slice(seen - from)) {
        if (script.ending() && !('step' in event)) seen++;
        else await deliver(event, until);
      }
    } catch (error) {
      if (!(error instanceof NotTheSame)) throw error;
      script.end({ over: true });
      return { steps: [], open: false, failed: error.message };
    }
    if (!more) {
      script.computations.beginAll();
      // What is computed at once need not wait for the next activation.
      await settled();
    }
    return progressOf(script, faultOf);
  }

  return {
    /** Whether an activation is being made. */
    isBusy: () => active > 0,
    bytes: () => bytes,
    activate(takes: ConversationActivation): Promise<ConversationProgress> {
      const mine = before.then(async () => {
        active++;
        stopWaking();
        try {
          return await deliverAll(takes);
        } finally {
          active--;
        }
      });
      before = mine.catch(() => undefined);
      return mine;
    },
    /** It is not activated any more; when its code has something new, that is told once, and it runs again elsewhere. */
    evict() {
      isEvicted = true;
      stopWaking();
    },
    drop() {
      isDropped = true;
      stopWaking();
    },
  };
}

function progressOf({ steps, ending }: Script, faultOf: RoomsSettings['faultOf']): ConversationProgress {
  const how: Ending | undefined = ending();
  if (how && 'over' in how) return { steps: [], open: false };
  const { steps: unrecorded, isAll } = steps.unrecorded();
  // What was done before comes first.
  if (!how || !isAll) return { steps: unrecorded, open: true };
  if ('failed' in how) return { steps: unrecorded, open: false, failed: faultOf(how.failed) };
  const { data } = how.ended;
  if (data === undefined) return { steps: unrecorded, open: false, ended: {} };
  const plain = plainJson(data);
  if ('fault' in plain) return { steps: unrecorded, open: false, failed: `in what conversation gave: ${plain.fault}` };
  return { steps: unrecorded, open: false, ended: { data: JSON.parse(plain.json) } };
}
