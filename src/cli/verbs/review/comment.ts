import type { Command } from 'commander';
import { nameOf } from '../../../actors/refusal.ts';
import { type Comment, commentUnit, editComment, removeComment } from '../../../api/comments.ts';
import { getUnit } from '../../../api/units.ts';
import type { Client } from '../../connection/client.ts';
import { type Context, examples } from '../../connection/context.ts';
import { withDaemon } from '../../connection/visit.ts';
import { refuse } from '../../terminal/refusals.ts';
import { jsonText, minuteOf, onOneLine } from '../../terminal/text.ts';

type Options = { replyTo?: string; edit?: string; remove?: string; json?: boolean };

/** `manyhands review comment`: lists the comments of reviewers on an answer, or writes, edits or removes one. */
export function addComment(review: Command, context: Context): void {
  review
    .command('comment')
    .description('write a comment on an answer for other reviewers; without a text, list those there are')
    .argument('<unit>', 'the id of the unit')
    .argument('[text]', 'what to write')
    .option('--reply-to <comment>', 'the comment to which it is a reply')
    .option('--edit <comment>', 'give a comment of yours this text')
    .option('--remove <comment>', 'remove a comment of yours; owners may remove any')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      examples(
        'manyhands review comment film-genres-x7k2p.4.0',
        'manyhands review comment film-genres-x7k2p.4.0 "Is this a drama?"',
      ),
    )
    .action((unit: string, text: string | undefined, options: Options) => comment(context, unit, text, options));
}

async function comment(context: Context, unit: string, text: string | undefined, options: Options): Promise<void> {
  const { replyTo, edit, remove, json } = options;
  const { terminal } = context;
  if ([replyTo, edit, remove].filter((one) => one !== undefined).length > 1) throw refuse('comment/one-at-a-time');
  if (text !== undefined && remove !== undefined) throw refuse('comment/text-not-needed');
  if (text === undefined && (replyTo !== undefined || edit !== undefined)) throw refuse('comment/no-text');
  await withDaemon(context, async (client) => {
    if (text === undefined && remove === undefined) return list(context, client, unit, json);
    const { sentence, ...outcome } = await write(client, unit, text ?? '', options);
    return terminal.print(json ? jsonText({ unit, ...outcome }) : sentence);
  });
}

async function list({ terminal }: Context, client: Client, unit: string, json?: boolean): Promise<void> {
  const { thread } = await client.call(getUnit, { params: { unit } });
  if (json) return terminal.print(jsonText(thread, 2));
  if (thread.length === 0) return terminal.notify('No comments.');
  for (const one of thread) await terminal.print(commentLine(one));
}

/** Writes, edits or removes a comment; resolves to its id, the sequence and a sentence about it. */
async function write(client: Client, unit: string, text: string, { replyTo, edit, remove }: Options) {
  if (remove !== undefined) {
    const done = await client.call(removeComment, { params: { unit, comment: remove } });
    return { comment: remove, ...done, sentence: `Removed ${remove}.` };
  }
  if (edit !== undefined) {
    const done = await client.call(editComment, { params: { unit, comment: edit }, body: { text } });
    return { comment: edit, ...done, sentence: `Changed ${edit}.` };
  }
  const made = await client.call(commentUnit, { params: { unit }, body: { text, reply_to: replyTo } });
  return { ...made, sentence: `Commented on ${unit} (${made.comment}).` };
}

/** A comment as one line: its id, when, who, to what it replies, and its text. */
function commentLine({ id, at, by, text, reply_to, edited_at }: Comment): string {
  const remarks = [reply_to && `reply to ${reply_to}`, edited_at && 'edited'].filter(Boolean).join(', ');
  const words = text === null ? '(removed)' : text;
  return onOneLine(`${id}  ${minuteOf(at)}  ${nameOf(by)}${remarks ? ` (${remarks})` : ''}: ${words}`);
}
