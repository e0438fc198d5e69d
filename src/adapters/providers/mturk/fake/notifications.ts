import { z } from 'zod';
import { requestError } from './errors.ts';
import { typeNamed } from './hit-types.ts';
import { type Operation, operation } from './operation.ts';
import { EntityId, EventType, Nothing, NotificationSpecification } from './shapes.ts';
import type { Mturk, MturkEvent } from './state.ts';

/** What SQS shows as the sender of messages of MTurk. */
export const senderId = 'AIDAIXO4EZE6RHVSXIN4E';
const version = '2014-08-15';

/** Tells the one whom the HIT type's notifications go to, if it wants this event. */
export function notify(mturk: Mturk, event: Omit<MturkEvent, 'atMs'>): void {
  const settings = mturk.notifications.get(event.hit.type.id);
  const { specification, isActive } = settings ?? {};
  if (!mturk.sink || !isActive || !specification?.EventTypes.some((type) => type === event.type)) return;
  const key = event.hit.type.id;
  const pending = mturk.pendingEvents.get(key);
  const noted = { ...event, atMs: mturk.clock.now() };
  if (pending) return void pending.push(noted);
  mturk.pendingEvents.set(key, [noted]);
  later(mturk, delayMs(mturk), () => {
    const events = mturk.pendingEvents.get(key) ?? [];
    mturk.pendingEvents.delete(key);
    send(mturk, specification, shuffled(mturk, events).map(eventBody));
  });
}

/** Without a delay, messages leave at once and in order. */
const delayMs = ({ sink, random }: Mturk) => Math.floor(random() * ((sink?.maxDelayMs ?? 0) + 1));

function later({ clock }: Mturk, ms: number, act: () => void): void {
  if (ms <= 0) act();
  else clock.at(clock.now() + ms, act);
}

function shuffled<Item>({ random }: Mturk, items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, order: random() }))
    .sort((one, other) => one.order - other.order)
    .map(({ item }) => item);
}

const timeText = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

const eventBody = ({ type, atMs, hit, assignment }: MturkEvent) => ({
  EventType: type,
  EventTimestamp: timeText(atMs),
  HITTypeId: hit.type.id,
  HITGroupId: hit.type.groupId,
  HITId: hit.id,
  ...(assignment ? { AssignmentId: assignment.id } : {}),
  ...(type === 'AssignmentSubmitted' && assignment?.answer !== undefined ? { Answer: assignment.answer } : {}),
});

/** Sends a message, sometimes twice: the second has the same EventDocId, but is another message of the queue. */
function send(mturk: Mturk, { Transport, Destination }: NotificationSpecification, events: object[]): void {
  const body = JSON.stringify({
    EventDocVersion: version,
    EventDocId: mturk.newUuid(),
    CustomerId: mturk.requesterId,
    EventTimestamp: timeText(mturk.clock.now()),
    Events: events,
  });
  const deliver = () => {
    const messageId = mturk.newUuid();
    mturk.sink?.receive({
      transport: Transport,
      destination: Destination,
      messageId,
      senderId,
      body: Transport === 'SNS' ? envelope(mturk, messageId, Destination, body) : body,
    });
  };
  deliver();
  if (mturk.random() < (mturk.sink?.duplicateShare ?? 0)) later(mturk, delayMs(mturk), deliver);
}

/** What an HTTP subscription of an SNS topic gets. Nothing signs it here. */
const envelope = ({ clock }: Mturk, messageId: string, topic: string, message: string) =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topic,
    Message: message,
    Timestamp: new Date(clock.now()).toISOString(),
    SignatureVersion: '1',
    Signature: '',
    SigningCertURL: '',
    UnsubscribeURL: '',
  });

function requireDestination({ Transport, Destination }: NotificationSpecification): void {
  const pattern = { SQS: /^https?:\/\/\S+$/, SNS: /^arn:aws[\w-]*:sns:\S+$/, Email: /^[^@\s]+@[^@\s]+$/ }[Transport];
  if (!pattern.test(Destination)) throw requestError(`The destination ${Destination} is not one of ${Transport}.`);
}

export const notificationOperations: Record<string, Operation> = {
  UpdateNotificationSettings: operation(
    z.strictObject({
      HITTypeId: EntityId,
      Notification: NotificationSpecification.optional(),
      Active: z.boolean().optional(),
    }),
    Nothing,
    (mturk, { HITTypeId, Notification, Active }) => {
      const { id } = typeNamed(mturk, HITTypeId);
      if (Notification === undefined && Active === undefined)
        throw requestError('Either Notification or Active must be given.');
      if (Notification) requireDestination(Notification);
      const before = mturk.notifications.get(id);
      const specification = Notification ?? before?.specification;
      if (!specification) throw requestError('There is no notification specification for this HIT type.');
      mturk.notifications.set(id, { specification, isActive: Active ?? before?.isActive ?? true });
      return {};
    },
  ),
  SendTestEventNotification: operation(
    z.strictObject({ Notification: NotificationSpecification, TestEventType: EventType }),
    Nothing,
    (mturk, { Notification, TestEventType }) => {
      requireDestination(Notification);
      const ids = { HITTypeId: mturk.newId(), HITGroupId: mturk.newId(), HITId: mturk.newId() };
      const event = { EventType: TestEventType, EventTimestamp: timeText(mturk.clock.now()) };
      send(mturk, Notification, [TestEventType === 'Ping' ? event : { ...event, ...ids }]);
      return {};
    },
  ),
};
