import { type NatsConnection, StorageType } from 'nats';
import { describe, expect, it } from 'vitest';
import { jetStreamError } from './for-tests.ts';
import { probeFence } from './probe.ts';

type Publishing = { expect: { lastSubjectSequence: number } };

/** A server that refuses the third message with an error, or takes it. */
function aServer(refusal: unknown, version?: string) {
  const streams: object[] = [];
  const taken: [subject: string, body: string, expected: number][] = [];
  const removed: string[] = [];
  const connection = {
    info: version === undefined ? undefined : { version },
    jetstreamManager: async () => ({
      streams: {
        add: async (config: object) => streams.push(config),
        delete: async (name: string) => removed.push(name),
      },
    }),
    jetstream: () => ({
      async publish(subject: string, body: string, { expect }: Publishing) {
        taken.push([subject, body, expect.lastSubjectSequence]);
        if (taken.length === 3 && refusal) throw refusal;
        return { seq: taken.length + 40 };
      },
    }),
  };
  return { streams, taken, removed, connection: connection as unknown as NatsConnection };
}

describe('the probe of the fence, as the server sees it', () => {
  it('sends one message to nothing, one behind it, and a third that comes too late', async () => {
    const { connection, streams, taken, removed } = aServer(jetStreamError(10071), '2.12.0');
    await probeFence(connection);
    const name = expect.stringMatching(new RegExp(`^MANYHANDS_PROBE_${process.pid}_\\d+$`));
    const subject = expect.stringMatching(/^probe\.MANYHANDS_PROBE_/);
    expect(streams).toEqual([{ name, subjects: [subject], storage: StorageType.Memory, max_msgs: 10 }]);
    expect(taken).toEqual([
      [subject, 'first', 0],
      [subject, 'second', 41],
      [subject, 'third', 41],
    ]);
    expect(removed).toEqual([name]);
  });

  it.each([
    ['takes the third', undefined],
    ['refuses it for another reason', jetStreamError(10037)],
    ['does not answer', new Error('timeout')],
  ])('fails where the server %s, with its version, and leaves nothing behind', async (_, refusal) => {
    const { connection, removed } = aServer(refusal, '2.1.0');
    await expect(probeFence(connection)).rejects.toMatchObject({
      code: 'nats/no-fence',
      message: expect.stringContaining('2.1.0'),
    });
    expect(removed).toHaveLength(1);
  });

  it('fails as well where the version is not known', async () => {
    const { connection } = aServer(undefined);
    await expect(probeFence(connection)).rejects.toThrow('of an unknown version');
  });
});
