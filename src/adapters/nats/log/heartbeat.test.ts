import { describe, expect, it } from 'vitest';
import { LogUnavailable } from '../../../events/log.ts';
import { newHeartbeat } from './heartbeat.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A server that answers, is stopped, or whose connection breaks; and its heartbeat. */
function aServer() {
  let state: 'answers' | 'stopped' | 'lost' = 'answers';
  const owed: (() => void)[] = [];
  let pings = 0;
  const heartbeat = newHeartbeat(() => {
    pings++;
    if (state === 'answers') return Promise.resolve();
    if (state === 'lost') return Promise.reject(new Error('The connection is lost.'));
    return new Promise<void>((resolve) => owed.push(resolve));
  });
  return {
    heartbeat,
    pings: () => pings,
    async beats(count: number) {
      for (let n = 0; n < count; n++) {
        heartbeat.beat();
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

describe('the heartbeat of a server', () => {
  it('is felt as long as it answers, however often it is asked', async () => {
    const server = aServer();
    await server.beats(100);
    expect([server.heartbeat.isLate(), server.heartbeat.isSilent()]).toEqual([false, false]);
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
        told.push([server.heartbeat.isLate(), server.heartbeat.isSilent()]);
      }
      const first = (which: 0 | 1) => told.findIndex((one) => one[which]) + 1;
      expect([first(0), first(1)]).toEqual([5, 14]);
      await server.turn('answers');
      await server.beats(2);
      expect([server.heartbeat.isLate(), server.heartbeat.isSilent()]).toEqual([false, false]);
    },
  );

  it('is asked for once, and not again before it has answered', async () => {
    const server = aServer();
    await server.turn('stopped');
    await server.beats(50);
    expect(server.pings()).toBe(1);
  });

  it('ends work that waits for a silent server, and begins none', async () => {
    const { heartbeat, beats, turn } = aServer();
    await turn('stopped');
    let begun = 0;
    const work = () => {
      begun++;
      return never();
    };
    const [patient, asking] = [outcome(heartbeat.unlessSilent(work)), outcome(heartbeat.unlessLate(work))];
    await beats(5);
    expect(await asking).toBe('unavailable');
    await beats(9);
    expect(await patient).toBe('unavailable');
    expect(await outcome(heartbeat.unlessSilent(work))).toBe('unavailable');
    expect(begun).toBe(2);
    await turn('answers');
    await beats(2);
    expect(await outcome(heartbeat.unlessSilent(async () => 'stored'))).toBe('stored');
  });

  it('leaves the outcome of work that ends before as it is', async () => {
    const { heartbeat } = aServer();
    expect(await outcome(heartbeat.unlessSilent(async () => 7))).toBe(7);
    const fault = new Error('Someone else was first.');
    expect(await outcome(heartbeat.unlessSilent(() => Promise.reject(fault)))).toBe(fault);
  });
});
