import type { ConversationCommand } from '../../actors/conversation-decide.ts';
import { type AgentId, type AssignmentId, partsOf } from '../../events/ids.ts';
import { requireOwn } from '../imported.ts';
import type { Files } from '../ports/files.ts';
import { store } from '../procedures/stored-values.ts';
import { refuse } from '../refusals/refusals.ts';
import type { Runtime } from '../runtime.ts';
import { limits } from './conversations.ts';

type Settings = { runtime: Pick<Runtime, 'run' | 'workspace'>; files: Files; nowMs: () => number };
type Of = { assignmentId: AssignmentId; by: string };

/** What a requester can do in a conversation; each resolves to the sequence of the commit. */
export type RequesterTalk = {
  /** Says something, to everybody or to these members. */
  say(saying: Of & { text: string; to?: AgentId[] }): Promise<{ sequence: number }>;
  /** Ends it, also while its people still wait for each other. */
  end(of: Of & { note?: string }): Promise<{ sequence: number }>;
};

/** Opens what requesters can do in conversations. */
export function openRequesterTalk({ runtime, files, nowMs }: Settings): RequesterTalk {
  /** Conversations of an imported run went on, or ended, in the data folder it came from. */
  function ask(command: ConversationCommand & { assignmentId: AssignmentId }, by: string) {
    const run = runtime.run(partsOf(command.assignmentId).run);
    requireOwn(runtime.workspace, run);
    return run.mailbox.ask(command, by);
  }

  return {
    async say({ assignmentId, by, text, to }) {
      const hold = files.hold();
      try {
        const { value, file } = await store({ text, task_data: {} }, { files, hold, field: 'message' });
        const said = file ? { messageFile: file } : { message: value as Record<string, unknown> };
        const command = { type: 'conversation.say-as-requester', assignmentId, to, limits, ...said } as const;
        const { sequence } = await ask(command, by);
        return { sequence };
      } finally {
        hold.end();
      }
    },
    async end({ assignmentId, by, note }) {
      const now = new Date(nowMs()).toISOString();
      const why = note ? { note } : {};
      const command = { type: 'conversation.end', assignmentId, now, reason: 'by-requester', ...why } as const;
      const { facts, sequence } = await ask(command, by);
      if (facts.length === 0) throw refuse('conversation/over');
      return { sequence };
    },
  };
}
