import { describe, expect, it } from 'vitest';
import type { AgentId } from '../../../events/ids.ts';
import { openAgentSockets, sendInTurn, sendPacket } from './agent-sockets.ts';

const [ada, bob] = ['agent-ada', 'agent-bob'] as AgentId[] as [AgentId, AgentId];

function aSocket({ readyState = 1, bufferedAmount = 0, fails = false } = {}) {
  const sent: unknown[] = [];
  const socket = {
    ...{ sent, readyState, bufferedAmount, isCutOff: false },
    send(text: string, onSent?: (error?: Error) => void) {
      sent.push(JSON.parse(text));
      onSent?.(fails ? new Error('broken') : undefined);
    },
    terminate() {
      socket.isCutOff = true;
    },
  };
  return socket as typeof socket & Parameters<typeof sendPacket>[0];
}

describe('the sockets of agents', () => {
  it('send to every open page of an agent, and to nobody else', () => {
    const [one, other, ofBob] = [aSocket(), aSocket(), aSocket()];
    const sockets = openAgentSockets();
    const leave = sockets.add(ada, one);
    sockets.add(ada, other);
    sockets.add(bob, ofBob);
    sockets.send(ada, { n: 1 });
    leave();
    leave();
    sockets.send(ada, { n: 2 });
    expect([one.sent, other.sent, ofBob.sent]).toEqual([[{ n: 1 }], [{ n: 1 }, { n: 2 }], []]);
  });

  it('are so many at most for one agent: the one that was opened first is cut off', () => {
    const sockets = openAgentSockets();
    const opened = Array.from({ length: 17 }, () => aSocket());
    for (const socket of opened) sockets.add(ada, socket);
    sockets.add(bob, aSocket());
    sockets.send(ada, { n: 1 });
    expect(opened.map(({ isCutOff }) => isCutOff)).toEqual([true, ...Array(16).fill(false)]);
    expect(opened.map(({ sent }) => sent.length)).toEqual([0, ...Array(16).fill(1)]);
  });

  it('are told apart from those that an agent opens after the last one has left', () => {
    const [one, next] = [aSocket(), aSocket()];
    const sockets = openAgentSockets();
    const leave = sockets.add(ada, one);
    leave();
    sockets.add(ada, next);
    leave();
    sockets.send(ada, { n: 1 });
    expect([one.sent, next.sent]).toEqual([[], [{ n: 1 }]]);
  });
});

describe('a packet', () => {
  it('does not reach a page that has left', async () => {
    const left = aSocket({ readyState: 3 });
    sendPacket(left, { n: 1 });
    expect(await sendInTurn(left, { n: 1 })).toBe(false);
    expect(left.sent).toEqual([]);
  });

  it('is the end of a connection that takes in nothing', () => {
    const [slow, stuck] = [aSocket({ bufferedAmount: 1024 ** 2 }), aSocket({ bufferedAmount: 5 * 1024 ** 2 })];
    for (const socket of [slow, stuck]) sendPacket(socket, { n: 1 });
    expect([slow.isCutOff, slow.sent]).toEqual([false, [{ n: 1 }]]);
    expect([stuck.isCutOff, stuck.sent]).toEqual([true, []]);
  });

  it('in turn says whether it is on its way', async () => {
    expect(await sendInTurn(aSocket(), { n: 1 })).toBe(true);
    expect(await sendInTurn(aSocket({ fails: true }), { n: 1 })).toBe(false);
  });
});
