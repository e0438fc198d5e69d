import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { groupOf } from '../state/groups.ts';
import { sendMessage } from '../state/messages.ts';
import type { Message as MessageState, World } from '../state/model.ts';
import { found, Refusal, wrongField } from '../state/refusal.ts';
import { dateOf, nowMs } from '../state/world.ts';
import { serve } from './endpoint.ts';
import { Message, UnreadMessage } from './replies.ts';

const longestAgoMs = 30 * 24 * 60 * 60 * 1000;

const envelope = 'message';
const form = ({ id, senderId, body, createdAt, channelId, studyId }: MessageState) => ({
  id,
  sender_id: senderId,
  body,
  datetime_created: dateOf(createdAt),
  channel_id: channelId,
  type: 'participant-message',
  data: studyId === null ? {} : { study_id: studyId },
});

/** Serves messages between the researcher and participants. */
export function serveMessages(app: FastifyInstance, world: World): void {
  serve(app, world, {
    operation: 'list-messages',
    method: 'GET',
    path: 'messages/',
    envelope,
    query: z.strictObject({
      user_id: z.string().optional(),
      created_after: z.iso.datetime({ offset: true }).optional(),
      excluded_sender_ids: z.string().optional(),
    }),
    reply: z.strictObject({ results: z.array(Message) }),
    act({ query: { user_id, created_after, excluded_sender_ids = '' } }) {
      if ((user_id === undefined) === (created_after === undefined))
        throw new Refusal(400, 'Give either user_id or created_after.');
      const after = created_after === undefined ? Number.NEGATIVE_INFINITY : Date.parse(created_after);
      if (created_after !== undefined && after < nowMs(world) - longestAgoMs)
        throw wrongField('created_after', 'It may be 30 days ago at most.');
      const excluded = excluded_sender_ids.split(',');
      if (excluded.length > 10) throw wrongField('excluded_sender_ids', 'At most 10 can be excluded.');
      const asked = world.messages.filter(
        ({ senderId, recipientId, createdAt }) =>
          (user_id === undefined || senderId === user_id || recipientId === user_id) &&
          createdAt >= after &&
          !excluded.includes(senderId),
      );
      return { results: asked.map(form) };
    },
  });
  serveSending(app, world);
}

function serveSending(app: FastifyInstance, world: World): void {
  serve(app, world, {
    operation: 'send-message',
    method: 'POST',
    path: 'messages/',
    envelope,
    body: z.strictObject({ recipient_id: z.string(), body: z.string().min(1), study_id: z.string() }),
    act: ({ body }) => sendMessage(world, { recipientId: body.recipient_id, body: body.body, studyId: body.study_id }),
  });
  serve(app, world, {
    operation: 'send-messages',
    method: 'POST',
    path: 'messages/bulk/',
    envelope,
    body: z.strictObject({ ids: z.array(z.string()).min(1), body: z.string().min(1), study_id: z.string() }),
    act({ body }) {
      for (const id of body.ids) found(world.participants, id, 'participant');
      for (const recipientId of body.ids) sendMessage(world, { recipientId, body: body.body, studyId: body.study_id });
    },
  });
  serve(app, world, {
    operation: 'send-group-message',
    method: 'POST',
    path: 'messages/participant-group/',
    envelope,
    body: z.strictObject({
      participant_group_id: z.string(),
      body: z.string().min(1),
      study_id: z.string().optional(),
    }),
    act({ body }) {
      for (const recipientId of groupOf(world, body.participant_group_id).members.keys())
        sendMessage(world, { recipientId, body: body.body, studyId: body.study_id ?? null });
    },
  });
  serve(app, world, {
    operation: 'unread-messages',
    method: 'GET',
    path: 'messages/unread/',
    envelope,
    reply: z.strictObject({ results: z.array(UnreadMessage) }),
    act() {
      const unread = world.messages.filter(({ isRead, recipientId }) => !isRead && recipientId === world.userId);
      return {
        results: unread.map((message) => {
          const { sender_id: sender, type: _, ...rest } = form(message);
          return { ...rest, sender };
        }),
      };
    },
  });
}
