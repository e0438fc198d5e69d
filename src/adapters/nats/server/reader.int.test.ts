import { connect, consumerOpts, DeliverPolicy, type NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf } from './credentials.ts';
import { testNatsServer } from './for-tests.ts';
import { factsStream } from './reader-rights.ts';

describe('a reader of the facts', () => {
  let server: Awaited<ReturnType<typeof testNatsServer>>;
  let runtime: NatsConnection;
  let broadcaster: NatsConnection;
  let reader: NatsConnection;

  beforeAll(async () => {
    server = await testNatsServer();
    const open = (url: string) => connect({ ...addressOf(url), reconnect: false });
    [runtime, broadcaster, reader] = await Promise.all([
      open(server.logUrl),
      open(server.factsUrl),
      open(server.readerUrl),
    ]);
    const log = await runtime.jetstreamManager();
    await log.streams.add({ name: 'MANYHANDS_LOG', subjects: ['log.>'] });
    await runtime.jetstream().publish('log.run-1', 'secret');
    const facts = await broadcaster.jetstreamManager();
    await facts.streams.add({ name: factsStream, subjects: ['facts.>'], allow_direct: true });
    for (const verb of ['opened', 'submitted', 'accepted']) {
      await broadcaster.jetstream().publish(`facts.run-1.unit.${verb}`, verb);
    }
  });

  afterAll(async () => {
    await Promise.all([runtime, broadcaster, reader].map((connection) => connection?.close()));
    await server?.stop();
  });

  const stored = async () => (await (await broadcaster.jetstreamManager()).streams.info(factsStream)).state.messages;
  const logged = async () => (await (await runtime.jetstreamManager()).streams.info('MANYHANDS_LOG')).state.messages;

  it('reads them from any position with an ordered consumer, filtered or not', async () => {
    const fromSecond = await reader.jetstream().consumers.get(factsStream, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: 2,
    });
    const read: string[] = [];
    for await (const message of await fromSecond.consume()) {
      read.push(message.string());
      if (message.info.pending === 0) break;
    }
    expect(read).toEqual(['submitted', 'accepted']);

    const submitted = await reader.jetstream().consumers.get(factsStream, { filterSubjects: 'facts.*.unit.submitted' });
    expect((await submitted.next())?.seq).toBe(2);
  });

  it('reads them with an ordered subscription that is pushed', async () => {
    const options = consumerOpts();
    options.orderedConsumer();
    options.startSequence(1);
    const read: number[] = [];
    for await (const message of await reader.jetstream().subscribe('facts.>', options)) {
      read.push(message.seq);
      if (message.info.pending === 0) break;
    }
    expect(read).toEqual([1, 2, 3]);
  });

  it('keeps a place in them with a durable consumer', async () => {
    const manager = await reader.jetstreamManager();
    await manager.consumers.add(factsStream, { durable_name: 'tool', ack_policy: 'explicit' as never });
    const consumer = await reader.jetstream().consumers.get(factsStream, 'tool');
    expect(await (await consumer.next())?.ackAck()).toBe(true);
    expect((await consumer.info()).ack_floor.stream_seq).toBe(1);
    expect(await consumer.delete()).toBe(true);
  });

  it('looks one up and asks about the stream', async () => {
    const manager = await reader.jetstreamManager();
    expect((await reader.request(`$JS.API.DIRECT.GET.${factsStream}`, '{"seq":2}')).string()).toBe('submitted');
    expect((await manager.streams.getMessage(factsStream, { seq: 3 })).string()).toBe('accepted');
    expect((await manager.streams.info(factsStream)).state.messages).toBe(3);
  });

  it('hears them live', async () => {
    const live = reader.subscribe('facts.run-2.unit.*', { max: 1 });
    await reader.flush();
    broadcaster.publish('facts.run-2.unit.opened', 'now');
    for await (const message of live) expect(message.string()).toBe('now');
    expect(live.getProcessed()).toBe(1);
  });

  it('cannot publish one', async () => {
    const before = await stored();
    await expect(reader.jetstream().publish('facts.run-1.unit.rejected', 'forged')).rejects.toThrow(/permission/i);
    expect(await stored()).toBe(before);
  });

  it('cannot make the server publish one by asking for an answer there', async () => {
    const before = await stored();
    const answers = reader.subscribe('facts.forged.>');
    reader.publish(`$JS.API.STREAM.INFO.${factsStream}`, '', { reply: 'facts.forged.by.reply' });
    reader.publish(`$JS.API.DIRECT.GET.${factsStream}`, '{"seq":1}', { reply: 'facts.forged.by.get' });
    // The answers reach the reader itself, so the requests were really served.
    for await (const _ of answers) if (answers.getProcessed() === 2) break;
    expect(await stored()).toBe(before);
  });

  it('cannot create, change, empty or delete a stream', async () => {
    const manager = await reader.jetstreamManager();
    await expect(manager.streams.add({ name: 'MINE', subjects: ['mine.>'] })).rejects.toThrow(/permission/i);
    await expect(manager.streams.update(factsStream, { max_msgs: 1 })).rejects.toThrow(/permission/i);
    await expect(manager.streams.purge(factsStream)).rejects.toThrow(/permission/i);
    await expect(manager.streams.deleteMessage(factsStream, 1)).rejects.toThrow(/permission/i);
    await expect(manager.streams.delete(factsStream)).rejects.toThrow(/permission/i);
  });

  it('neither sees nor reaches the log', async () => {
    const names: string[] = [];
    for await (const name of (await reader.jetstreamManager()).streams.names()) names.push(name);
    expect(names).toEqual([factsStream]);
    await expect((await reader.jetstreamManager()).streams.info('MANYHANDS_LOG')).rejects.toThrow(/permission/i);
    await expect(reader.jetstream().publish('log.run-1', 'forged')).rejects.toThrow(/permission/i);
    expect(await logged()).toBe(1);
  });

  it('leaves even the broadcaster without a way to the log', async () => {
    await expect(broadcaster.jetstream().publish('log.run-1', 'forged')).rejects.toThrow('503');
    await expect((await broadcaster.jetstreamManager()).streams.info('MANYHANDS_LOG')).rejects.toThrow('not found');
    expect(await logged()).toBe(1);
  });
});
