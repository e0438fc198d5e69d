import type { Bot, Conversation } from '../../../client/room.ts';
import {
  botIn,
  type ConversationEvent,
  type ConversationSeat,
  type ConversationStep,
} from '../../../runtime/ports/conversation-code.ts';
import { openRooms, type RoomsSettings } from './rooms.ts';

// biome-ignore lint/suspicious/noExplicitAny: specs give events without the time.
type Event = any;

const faultOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const start = Date.parse('2026-01-01T00:00:00.000Z');

/** A worker in a seat. */
export const person = (id: string, seat: number) => ({
  ...{ id, seat, name: `Person ${seat + 1}` },
  worker: { id: `worker-${id}`, provider: 'inhouse', name: id, qualifications: {} },
});

/** A conversation whose record is kept as the runtime keeps it, for the specs of the code that leads it. */
export function specRoom(code: { conversation: Conversation; bot?: Bot }, settings: Partial<RoomsSettings> = {}) {
  const events: ConversationEvent[] = [];
  const woken: string[] = [];
  const all = { wake: (room: string) => void woken.push(room), faultOf, patienceMs: 0, ...settings };
  let rooms = openRooms(code, all);
  let said = 0;
  let told = 0;
  const recorded = new Set<number>();

  const record = (...more: Event[]) => {
    for (const event of more) {
      if (event.type === 'said') event.number ??= ++said;
      events.push({ at: new Date(start + events.length * 1000).toISOString(), ...event });
    }
  };

  async function activate(from: number, more?: boolean) {
    const takes = { room: 'r', item: { topic: 'rain' }, from, events: events.slice(from), ...(more ? { more } : {}) };
    told = events.length;
    const progress = await rooms.activate(JSON.parse(JSON.stringify(takes)));
    if ('unknown' in progress) throw new Error('unknown');
    return progress;
  }

  /** What the record says of a step, as the runtime would write it. */
  function recordStep({ step, ...action }: ConversationStep): void {
    if (recorded.has(step)) return;
    recorded.add(step);
    if ('say' in action) {
      const { as, ...say } = action.say;
      record({ type: 'said', by: as === undefined ? 'task' : botIn(as), ...say, step });
    } else if ('turn' in action) record({ type: 'turn-given', member: action.turn.member, step });
    else if ('timer' in action) record({ type: 'timer-set', step });
    else {
      const { name, ...done } = action.run;
      record({ type: 'done', step, ...done });
    }
  }

  return {
    ...{ events, woken, record, recordStep, activate },
    rooms: () => rooms,
    begin(ids: string[], bots: ConversationSeat[] = []) {
      record({ type: 'began', members: ids.map(person), bots });
    },
    say: (by: string, text: string, more = {}) => record({ type: 'said', by, text, ...more }),
    /** Activates the code, and records what it does, until it does nothing more by itself. */
    async goOn() {
      for (;;) {
        const before = events.length;
        const progress = await activate(Math.max(0, told - 2));
        progress.steps.forEach(recordStep);
        if (events.length === before || !progress.open) return progress;
      }
    },
    /** The process of the code ends, and another one begins. */
    restart() {
      told = 0;
      rooms = openRooms(code, all);
    },
  };
}
