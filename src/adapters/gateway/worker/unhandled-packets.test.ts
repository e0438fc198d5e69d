import { describe, expect, it } from 'vitest';
import { unhandledPackets } from './unhandled-packets.ts';

/** What is told of packets of these types: a sentence for the terminal, and one for the log file. */
function toldOf(...types: string[]) {
  const told: [string, string][] = [];
  const note = unhandledPackets((...sentences) => told.push(sentences));
  for (const type of types) note('films-x7k2p', type);
  return told;
}

describe('a packet that nothing handles', () => {
  it('is told of once', () =>
    expect(toldOf('chat', 'chat').map(([sentence]) => sentence)).toEqual([
      'The page of films-x7k2p sends live packets of type "chat", which nothing handles. They are dropped.',
    ]));

  it('cannot write lines of its own, and its text is not in the log file', () => {
    const [[sentence, forFile]] = toldOf('x".\n2026-11-21 Manyhands has stopped.\u001b[2J') as [[string, string]];
    expect(sentence).toContain(String.raw`type "x\".\n2026-11-21 Manyhands has stopped.\u001b[2J"`);
    expect(sentence).not.toMatch(/\p{Cc}/u);
    expect(forFile).toBe('The page of films-x7k2p sends live packets that nothing handles. They are dropped.');
  });

  it('is named among the first hundred types', () =>
    expect(toldOf(...Array.from({ length: 200 }, (_, n) => `type-${n}`))).toHaveLength(100));
});
