import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BotRoom, Room } from '../../../client/room.ts';
import type {
  ConversationEvent,
  ConversationProgress,
  ConversationStep,
} from '../../../runtime/ports/conversation-code.ts';
import { specRoom } from './for-tests.ts';

/** Code that does something of each kind, and computes something else each time. */
const code = {
  async conversation(room: Room) {
    const heard: string[] = [];
    room.onLeave(async ({ name }) => {
      await room.say(`${name} has left`);
    });
    const listening = (async () => {
      for await (const { text, from } of room) {
        heard.push(`${from?.name}: ${text}`);
        if (text === 'end') return heard;
        if (text !== 'draw') continue;
        const drawn = await room.run('draw', () => Math.random());
        await room.say(`You drew ${drawn} and ${room.random()}`);
      }
      return heard;
    })();
    const asking = (async () => {
      for (let round = 0; round < 4; round++) {
        await Promise.race([room.sleep(round), room.next({ from: room.members, seconds: 3 })]);
        const replies = await room.ask(room.members, `Round ${round} of ${room.messages.length}`);
        await room.say({
          text: replies.map((reply) => reply?.text ?? '-').join(),
          present: room.members.map((m) => m.isHere),
        });
      }
      return 'asked';
    })();
    return [await listening, await Promise.race([asking, room.sleep(1).then(() => 'time')])];
  },
  async bot(room: BotRoom) {
    for (;;) {
      const { text } = await room.asked();
      await room.say(`${text}? ${room.messages.length}`);
    }
  },
};

/** What may happen from outside, or to one of the steps that wait for something. */
type Happening =
  | { kind: 'say'; by: number; text: string }
  | { kind: 'away' | 'back' | 'leave'; by: number }
  | { kind: 'timer' | 'turn-over'; which: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('say'), by: fc.nat(2), text: fc.constantFrom('a', 'b', 'draw', 'end') }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('away', 'back', 'leave'), by: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('timer', 'turn-over'), which: fc.nat(20) }) },
) as fc.Arbitrary<Happening>;

const ids = ['ada', 'bob', 'cyd'];

/** Each step, the number of events before it was made, and the end. */
type Made = { steps: ConversationStep[]; ends: unknown };

/** Lets things happen; the process of the code ends before those where `cuts` says so. */
async function play(happenings: readonly Happening[], cuts: ReadonlySet<number>, held: number) {
  let drawn = 0;
  const room = specRoom(code);
  room.begin(ids, [{ seat: 3, name: 'Robo' }]);
  const made: Made = { steps: [], ends: undefined };
  const seen = new Set<number>();
  const waiting = { timer: [] as number[], turn: [] as { step: number; member: string }[] };
  let kept: ConversationStep[] = [];

  async function go(from: number): Promise<boolean> {
    const progress = await room.activate(from);
    for (const step of progress.steps) {
      if (seen.has(step.step)) continue;
      seen.add(step.step);
      // What is computed is at random; what is recorded of it is what was computed first.
      if ('run' in step) step.run.result = ++drawn;
      made.steps.push(step);
      kept.push(step);
      if ('timer' in step) waiting.timer.push(step.step);
      if ('turn' in step) waiting.turn.push({ step: step.step, member: step.turn.member });
    }
    if (!progress.open) made.ends = progress;
    return progress.open;
  }

  const left = new Set<string>();
  function happen(one: Happening): void {
    if ('which' in one) {
      const list = one.kind === 'timer' ? waiting.timer : waiting.turn;
      if (list.length === 0) return;
      const [first] = list.splice(one.which % list.length, 1);
      room.record(one.kind === 'timer' ? { type: 'timer', step: first } : { type: 'turn-over', ...(first as object) });
      return;
    }
    const id = ids[one.by]!;
    if (left.has(id)) return;
    if (one.kind === 'say') {
      room.say(id, one.text);
      return;
    }
    if (one.kind === 'leave') left.add(id);
    room.record(
      one.kind === 'leave' ? { type: 'left', member: id, reason: 'returned' } : { type: one.kind, member: id },
    );
  }

  let told = 0;
  for (const [at, one] of happenings.entries()) {
    happen(one);
    if (cuts.has(at)) {
      room.restart();
      told = 0;
    }
    const from = told;
    told = room.events.length;
    if (!(await go(from))) break;
    // Some of what the code does is recorded only after other things have happened.
    const now = kept.length > held ? kept : [];
    if (now.length > 0) kept = [];
    now.forEach(room.recordStep);
  }
  return { made, events: room.events };
}

/** What is not recorded may be computed otherwise each time. */
const withoutResults = (progress: ConversationProgress) =>
  'unknown' in progress
    ? progress
    : { ...progress, steps: progress.steps.map((one) => ('run' in one ? { step: one.step, run: one.run.name } : one)) };

const plainEvents = (events: ConversationEvent[]) => events.map(({ at: _, ...event }) => event);

describe('code that runs again from its record', () => {
  it('does what it would have done if it had never stopped', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 5, maxLength: 60 }),
        fc.uniqueArray(fc.nat(60), { maxLength: 6 }),
        fc.nat(2),
        async (happenings, cuts, held) => {
          const whole = await play(happenings, new Set(), held);
          const cut = await play(happenings, new Set(cuts), held);
          expect(cut.made).toEqual(whole.made);
          expect(plainEvents(cut.events)).toEqual(plainEvents(whole.events));
          expect(JSON.stringify(whole.made.ends ?? null)).not.toContain('failed');
        },
      ),
      { numRuns: 150 },
    );
  });

  it('does the same however many events come at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 5, maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        async (happenings, sizes) => {
          const { events } = await play(happenings, new Set(), 0);
          const again = specRoom(code);
          const once = specRoom(code);
          once.events.push(...events);
          let last: ConversationProgress | undefined;
          for (let from = 0, turn = 0; again.events.length < events.length; turn++) {
            from = again.events.length;
            again.events.push(...events.slice(from, from + sizes[turn % sizes.length]!));
            last = await again.activate(from);
          }
          const expected = await once.activate(0);
          expect(expected).toMatchObject({ steps: expect.any(Array) });
          expect(expected).not.toHaveProperty('failed');
          if (expected.open) expect(withoutResults(last!)).toEqual(withoutResults(expected));
        },
      ),
      { numRuns: 100 },
    );
  });
});
