import * as sdk from '@aws-sdk/client-mturk';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeMturk, NotificationSink, SentMessage } from './fake-mturk.ts';
import { createHit, doWork, openStanding, refusalOf, sdkWithin } from './fixtures.ts';

let fake: FakeMturk;
afterEach(() => fake.close());

const queue = {
  Destination: 'https://sqs.us-east-1.amazonaws.com/1/events',
  Transport: 'SQS' as const,
  Version: '2014-08-15',
  EventTypes: ['AssignmentAccepted', 'AssignmentSubmitted', 'HITReviewable'] as sdk.EventType[],
};

async function open(settings: Partial<NotificationSink> = {}) {
  const messages: SentMessage[] = [];
  fake = await openStanding({ events: { receive: (message) => messages.push(message), ...settings } });
  const client = sdkWithin(fake);
  const bodies = () => messages.map(({ body }) => JSON.parse(body));
  const set = (input: Omit<sdk.UpdateNotificationSettingsCommandInput, 'HITTypeId'>, HITTypeId: string) =>
    client.send(new sdk.UpdateNotificationSettingsCommand({ HITTypeId, ...input }));
  return { client, messages, bodies, set };
}

describe('notifications', () => {
  it('tell a queue what was asked for', async () => {
    const { client, messages, bodies, set } = await open();
    const { hitId, typeId, groupId } = await createHit(client);
    await set({ Notification: queue, Active: true }, typeId);
    const assignmentId = doWork(fake, hitId);
    expect(messages[0]).toMatchObject({ destination: queue.Destination, senderId: 'AIDAIXO4EZE6RHVSXIN4E' });
    const events = bodies().flatMap(({ Events }) => Events);
    expect(events.map(({ EventType }) => EventType)).toEqual([
      'AssignmentAccepted',
      'AssignmentSubmitted',
      'HITReviewable',
    ]);
    expect(events[1]).toEqual({
      EventType: 'AssignmentSubmitted',
      EventTimestamp: '2026-01-05T12:00:00Z',
      HITTypeId: typeId,
      HITGroupId: groupId,
      HITId: hitId,
      AssignmentId: assignmentId,
      Answer: expect.stringContaining('<QuestionFormAnswers'),
    });
    expect(bodies()[0].EventDocVersion).toBe('2014-08-15');
  });

  it('stop when they are switched off', async () => {
    const { client, messages, set } = await open();
    const { hitId, typeId } = await createHit(client);
    await set({ Notification: queue }, typeId);
    await set({ Active: false }, typeId);
    doWork(fake, hitId);
    expect(messages).toEqual([]);
  });

  it('come late, out of order, several in one, and twice', async () => {
    const { client, messages, bodies, set } = await open({ maxDelayMs: 5000, duplicateShare: 0.5 });
    const { typeId } = await createHit(client);
    await set({ Notification: queue, Active: true }, typeId);
    for (let nth = 0; nth < 20; nth++) {
      doWork(fake, (await createHit(client)).hitId);
      fake.clock.advance(700);
    }
    fake.clock.advance(10_000);
    const ids = bodies().map(({ EventDocId }) => EventDocId);
    expect(new Set(ids).size).toBeLessThan(ids.length);
    expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(messages.length);
    expect(bodies().some(({ Events }) => Events.length > 1)).toBe(true);
    const once = bodies().filter(({ EventDocId }, index) => ids.indexOf(EventDocId) === index);
    const events = once.flatMap(({ Events }) => Events);
    expect(events.length).toBe(60);
    const times = events.map(({ EventTimestamp }) => EventTimestamp);
    expect(times).not.toEqual(times.toSorted());
  });

  it('go to a topic in the envelope of SNS, also as a test', async () => {
    const { client, bodies } = await open();
    const topic = { ...queue, Destination: 'arn:aws:sns:us-east-1:1:events', Transport: 'SNS' as const };
    await client.send(new sdk.SendTestEventNotificationCommand({ Notification: topic, TestEventType: 'Ping' }));
    expect(bodies()[0]).toMatchObject({ Type: 'Notification', TopicArn: topic.Destination });
    expect(JSON.parse(bodies()[0].Message).Events).toMatchObject([{ EventType: 'Ping' }]);
  });

  it.each([
    [{}, 'RequestError'],
    [{ Active: true }, 'RequestError'],
    [{ Notification: { ...queue, Destination: 'arn:aws:sns:us-east-1:1:x' } }, 'RequestError'],
    [{ Notification: { ...queue, Version: '2006-05-05' } }, 'ValidationException'],
    [{ Notification: { ...queue, EventTypes: ['Other' as 'Ping'] } }, 'ValidationException'],
  ])('are refused as %j', async (input, name) => {
    const { client, set } = await open();
    const { typeId } = await createHit(client);
    expect((await refusalOf(set(input, typeId))).name).toBe(name);
  });
});

describe('the notification of an expiration', () => {
  it('comes once, also when it is set to another time of the past', async () => {
    const { client, bodies, set } = await open();
    const { hitId, typeId } = await createHit(client);
    await set({ Notification: { ...queue, EventTypes: ['HITExpired'] } }, typeId);
    for (const second of [1, 2]) {
      const input = { HITId: hitId, ExpireAt: new Date(second * 1000) };
      await client.send(new sdk.UpdateExpirationForHITCommand(input));
    }
    expect(bodies().length).toBe(1);
  });
});
