import type { Message, World } from './model.ts';
import { found } from './refusal.ts';
import { newId, nowMs } from './world.ts';

/** Sends a message of the researcher to a participant. Sent twice, it arrives twice. */
export function sendMessage(
  world: World,
  { recipientId, body, studyId }: { recipientId: string; body: string; studyId: string | null },
): void {
  found(world.participants, recipientId, 'participant');
  if (studyId !== null) found(world.studies, studyId, 'study');
  keep(world, { senderId: world.userId, recipientId, body, studyId, channelId: channelOf(world, recipientId) });
}

/** Sends a message of a participant to the researcher, who has not read it yet. */
export function receiveMessage(
  world: World,
  { senderId, body, studyId }: { senderId: string; body: string; studyId: string | null },
): Message {
  found(world.participants, senderId, 'participant');
  return keep(world, { senderId, recipientId: world.userId, body, studyId, channelId: channelOf(world, senderId) });
}

/** All messages with a participant are in one channel. */
const channelOf = (world: World, participantId: string) =>
  world.messages.find(({ senderId, recipientId }) => [senderId, recipientId].includes(participantId))?.channelId ??
  newId(world);

function keep(world: World, fields: Omit<Message, 'id' | 'createdAt' | 'isRead'>): Message {
  const message = { id: newId(world), createdAt: nowMs(world), isRead: false, ...fields };
  world.messages.push(message);
  return message;
}
