import type { Command } from 'commander';
import type { z } from 'zod';
import type { Recorded } from '../../../api/shapes.ts';
import type { Client } from '../../connection/client.ts';
import { type Context, examples } from '../../connection/context.ts';
import { qualificationNamed } from '../../connection/lookups.ts';
import { withDaemon } from '../../connection/visit.ts';
import { jsonText } from '../../terminal/text.ts';

export type Json = { json?: boolean };

/** Adds one verb of the group, with its option --json and its example. */
export function addPart(
  group: Command,
  { words, description, example }: Record<'words' | 'description' | 'example', string>,
) {
  const part = group
    .command(words)
    .description(description)
    .addHelpText('after', examples(`manyhands qualifications ${example}`))
    .option('--json', 'print the outcome as JSON');
  /** The group has an option of the same name, which takes what is typed before the verb. */
  const isJson = (json?: boolean) => json ?? group.opts<Json>().json;
  return { part, isJson };
}

/** `notice` is what else there is to know about it. */
type Outcome = z.output<typeof Recorded> & { notice?: string | null };

type Change = {
  name: string;
  json?: boolean;
  send: (client: Client, id: string) => Promise<Outcome>;
  text: (name: string) => string;
};

/** Changes the qualification of a name or id, and prints what came of it. */
export const change = (context: Context, { name: word, json, send, text }: Change): Promise<void> =>
  withDaemon(context, async (client) => {
    const { id, name } = await qualificationNamed(client, word);
    const outcome = await send(client, id);
    await context.terminal.print(json ? jsonText({ qualification: id, ...outcome }) : text(name));
    if (!json && outcome.notice) context.terminal.notify(outcome.notice);
  });
