import { z } from 'zod';
import { QualificationId } from './ids.ts';

/** Who may sit together: by the value of a qualification or by their language, the same or different ones; and only people who have not talked before. */
export const Pairing = z.object({
  by: z.union([z.object({ qualificationId: QualificationId }), z.literal('language')]).optional(),
  as: z.enum(['same', 'different']).optional(),
  neverMetBefore: z.boolean().optional(),
});
export type Pairing = z.infer<typeof Pairing>;

/** What the task's own code and requesters are called in conversations. */
export const namesOfOthers = { task: 'System', requester: 'Requester' } as const;

/** What a member is called who takes part as the nth, from 0, where the task gives no name. */
export const unnamed = (nth: number): string => `Chat Agent ${nth + 1}`;

/** How the units of an assignment become one conversation, and what happens when somebody is missing. */
export const ConversationSettings = z.object({
  seats: z.int().positive(),
  /** With how many people a conversation may begin once the wait is over, and go on after one is lost. */
  minimum: z.int().positive(),
  waitSeconds: z.number().positive(),
  /**
   * What becomes of somebody whose wait is over: the conversation begins with fewer, if they are enough, else they are paid; they are
   * paid and go; bots of the task's code take the open seats; or they go unpaid.
   */
  afterWaiting: z.enum(['go_on', 'pay', 'bot', 'end']),
  /** How long everybody has to say that they are still there before the beginning; with 0, nobody is asked. */
  confirmSeconds: z.number().nonnegative(),
  pairing: Pairing.optional(),
  /** What happens once a member is lost: go on without them, offer their seat again, or end; `wait` is `end` with a longer `dropoutSeconds`. */
  dropout: z.enum(['wait', 'go_on', 'replace', 'end']),
  /** How long a member may be away before they are lost. */
  dropoutSeconds: z.number().nonnegative(),
  /** How long a turn may take, unless the task's code says it. */
  turnSeconds: z.number().positive(),
  /** How long members have to hand in after the end, before that is done for them. */
  settleSeconds: z.number().nonnegative(),
  /** By seat. */
  roles: z.array(z.string()).optional(),
  /** In the order in which people take part. */
  names: z.array(z.string()).optional(),
});
export type ConversationSettings = z.infer<typeof ConversationSettings>;
