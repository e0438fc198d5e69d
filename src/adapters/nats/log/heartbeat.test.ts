import { afterEach, describe, expect, it, vi } from 'vitest';
import { LogUnavailable } from '../../../events/log.ts';
import { newHeartbeat, watchHeartbeat } from './heartbeat.ts';

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
  it('is neither late nor silent as long as it answers, however often it is asked', async () => {
    const server = aServer();
    await server.beats(100);
    expect([server.heartbeat.isLate(), server.heartbeat.isSilent()]).toEqual([false, false]);
  });

  it.each(['stopped', 'lost'] as const)(
    'is late, then silent, when the server is %s, and neither once it answers again',
    async (how) => {
      const server = aServer();
      await server.beats(1);
      await server.turn(how);
      const seen: [boolean, boolean][] = [];
      for (let n = 0; n < 20; n++) {
        await server.beats(1);
        seen.push([server.heartbeat.isLate(), server.heartbeat.isSilent()]);
      }
      const first = (which: 0 | 1) => seen.findIndex((one) => one[which]) + 1;
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
    const [untilSilent, untilLate] = [outcome(heartbeat.unlessSilent(work)), outcome(heartbeat.unlessLate(work))];
    await beats(5);
    expect(await untilLate).toBe('unavailable');
    await beats(9);
    expect(await untilSilent).toBe('unavailable');
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

  it('says who does not answer, at once where it is late already', async () => {
    const { heartbeat, beats, turn } = aServer();
    await turn('stopped');
    await beats(5);
    await expect(heartbeat.unlessLate(never)).rejects.toThrow('The server of the log does not answer.');
  });

  it('is late by one missed beat too many, and by none that was answered in between', async () => {
    const { heartbeat, beats, turn } = aServer();
    await turn('stopped');
    await beats(4);
    expect(heartbeat.isLate()).toBe(false);
    await turn('answers');
    await turn('stopped');
    await beats(4);
    expect(heartbeat.isLate()).toBe(false);
    await beats(1);
    expect(heartbeat.isLate()).toBe(true);
  });
});

describe('a heartbeat that beats by itself', () => {
  afterEach(() => void vi.useRealTimers());

  it('asks four times a second, until it is closed', async () => {
    vi.useFakeTimers();
    let pings = 0;
    const heartbeat = watchHeartbeat(async () => void pings++);
    await vi.advanceTimersByTimeAsync(1000);
    expect(pings).toBe(4);
    heartbeat.close();
    await vi.advanceTimersByTimeAsync(1000);
    expect(pings).toBe(4);
  });
});
