import { describe, expect, it } from 'vitest';
import { LogUnavailable } from '../../../events/log.ts';
import { newPulse } from './pulse.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A server that answers, is stopped, or whose connection breaks; and its pulse. */
function aServer() {
  let state: 'answers' | 'stopped' | 'lost' = 'answers';
  const owed: (() => void)[] = [];
  let pings = 0;
  const pulse = newPulse(() => {
    pings++;
    if (state === 'answers') return Promise.resolve();
    if (state === 'lost') return Promise.reject(new Error('The connection is lost.'));
    return new Promise<void>((resolve) => owed.push(resolve));
  });
  return {
    pulse,
    pings: () => pings,
    async beats(count: number) {
      for (let n = 0; n < count; n++) {
        pulse.beat();
        await settled();
      }
    },
    async turn(now: typeof state) {
      state = now;
      if (now === 'answers') for (const answer of owed.splice(0)) answer();
      await settled();
    },
  };
}

const never = () => new Promise<string>(() => undefined);
const outcome = (work: Promise<unknown>) =>
  work.then(
    (answer) => answer,
    (error) => (error instanceof LogUnavailable ? 'unavailable' : error),
  );

describe('the pulse of a server', () => {
  it('is felt as long as it answers, however often it is asked', async () => {
    const server = aServer();
    await server.beats(100);
    expect([server.pulse.isLate(), server.pulse.isSilent()]).toEqual([false, false]);
  });

  it.each(['stopped', 'lost'] as const)(
    'is late, then silent, when the server is %s, and felt again after',
    async (how) => {
      const server = aServer();
      await server.beats(1);
      await server.turn(how);
      const told: [boolean, boolean][] = [];
      for (let n = 0; n < 20; n++) {
        await server.beats(1);
        told.push([server.pulse.isLate(), server.pulse.isSilent()]);
      }
      const first = (which: 0 | 1) => told.findIndex((one) => one[which]) + 1;
      expect([first(0), first(1)]).toEqual([5, 14]);
      await server.turn('answers');
      await server.beats(2);
      expect([server.pulse.isLate(), server.pulse.isSilent()]).toEqual([false, false]);
    },
  );

  it('is asked for once, and not again before it has answered', async () => {
    const server = aServer();
    await server.turn('stopped');
    await server.beats(50);
    expect(server.pings()).toBe(1);
  });

  it('ends work that waits for a silent server, and begins none', async () => {
    const { pulse, beats, turn } = aServer();
    await turn('stopped');
    let begun = 0;
    const work = () => {
      begun++;
      return never();
    };
    const [patient, asking] = [outcome(pulse.unlessSilent(work)), outcome(pulse.unlessLate(work))];
    await beats(5);
    expect(await asking).toBe('unavailable');
    await beats(9);
    expect(await patient).toBe('unavailable');
    expect(await outcome(pulse.unlessSilent(work))).toBe('unavailable');
    expect(begun).toBe(2);
    await turn('answers');
    await beats(2);
    expect(await outcome(pulse.unlessSilent(async () => 'stored'))).toBe('stored');
  });

  it('leaves the outcome of work that ends before as it is', async () => {
    const { pulse } = aServer();
    expect(await outcome(pulse.unlessSilent(async () => 7))).toBe(7);
    const fault = new Error('Someone else was first.');
    expect(await outcome(pulse.unlessSilent(() => Promise.reject(fault)))).toBe(fault);
  });
});
