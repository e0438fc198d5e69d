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
  /** How large conversations may be together, about in bytes, that are kept between activations; others run again from their record. */
  mostBytes?: number;
};

/** What a room takes in memory, about in bytes, and an event beside its values. */
export const roomBytes = 16_000;
const eventBytes = 800;
const valueBytes = (value: unknown) => 2 * (JSON.stringify(value)?.length ?? 0);

/** How many rooms are looked at for one to leave out, after each activation: those that compute stay. */
const mostLooked = 20;

/** How long after a wake it is said again, if nobody came. */
const wakeAgainMs = 5000;

/** Lets the code go on with all that it can do without waiting for something outside. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

type Kept = ReturnType<typeof keptRoom>;

/** Opens what leads the conversations of a task: it keeps those that go on, and runs others again from the events it is given. */
export function openRooms(code: ConversationCode, settings: RoomsSettings) {
  const { mostBytes = 256 * 2 ** 20 } = settings;
  /** In the order in which they were last used. */
  const kept = new Map<string, Kept>();
  /** Of all that are kept. */
  let bytes = 0;

  function keep(id: string, room: Kept): void {
    kept.delete(id);
    kept.set(id, room);
  }

  function remove(id: string, room: Kept): void {
    if (kept.get(id) !== room) return;
    kept.delete(id);
    bytes -= room.counted;
  }

  /** Counts how it has grown since it was last counted. */
  function count(id: string, room: Kept): void {
    if (kept.get(id) !== room) return;
    bytes += room.bytes() - room.counted;
    room.counted = room.bytes();
  }

  function roomOf({ room: id, item, from }: ConversationActivation): Kept | undefined {
    const known = kept.get(id);
    const found = known ?? (from === 0 ? keptRoom(code, settings, id, item) : undefined);
    if (!found) return undefined;
    keep(id, found);
    count(id, found);
    return found;
  }

  function evictOldest(): void {
    let looked = 0;
    for (const [id, room] of kept) {
      // The latest is needed next.
      if (kept.size === 1 || bytes <= mostBytes || looked++ === mostLooked) return;
      if (room.isBusy()) keep(id, room);
      else {
        remove(id, room);
        room.evict();
      }
    }
  }

  return {
    async activate(takes: ConversationActivation): Promise<ConversationProgress> {
      const room = roomOf(takes);
      if (!room) return { unknown: true };
      const progress = await room.activate(takes);
      count(takes.room, room);
      if (!('open' in progress) || !progress.open) {
        room.drop();
        remove(takes.room, room);
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
  let bytes = roomBytes + valueBytes(item);
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
    bytes += eventBytes + valueBytes(event);
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
    /** Whether an activation is being made, or something is computed that would be computed again. */
    isBusy: () => active > 0 || script.computations.isOpen(),
    bytes: () => bytes,
    /** How many of these bytes are counted among those of all. */
    counted: 0,
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
