import { z } from 'zod';

/** The version of the protocol between Manyhands and task hosts, docs/task-host.md. */
export const protocolVersion = 1;

/** What a host publishes when it can be called, or when its code cannot be loaded. */
export const Ready = z.union([
  z.object({
    protocol: z.literal(protocolVersion),
    functions: z.array(z.string()),
    /** How many calls it takes at the same time. */
    concurrent: z.int().min(1).max(1000).default(1),
    /** What the code declares beside its functions: what it asks of workers, how many gold items it has, the names of its procedures, and what it has for conversations. */
    declares: z
      .object({
        qualifications: z.array(z.unknown()).optional(),
        gold_items: z.int().min(0).optional(),
        procedures: z.array(z.string()).optional(),
        conversation: z.boolean().optional(),
        bot: z.boolean().optional(),
      })
      .optional(),
  }),
  z.object({ protocol: z.literal(protocolVersion), failed: z.string() }),
]);
export type Ready = z.infer<typeof Ready>;

/** What a host publishes after that: the code of a conversation, by its room, has something new although nothing has happened in it. */
export const Wake = z.object({ protocol: z.literal(protocolVersion), wakes: z.string().min(1) });
export type Wake = z.infer<typeof Wake>;

/** What a host replies to a call: what the function gives, or why it failed, with the file and the line if they are known. */
export type Reply = { gives: unknown } | { failed: string };

/** The environment variables of a host. */
export const hostVariables = {
  url: 'MANYHANDS_HOST_URL',
  subject: 'MANYHANDS_HOST_SUBJECT',
  protocol: 'MANYHANDS_HOST_PROTOCOL',
} as const;
