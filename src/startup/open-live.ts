import { openConversations } from '../runtime/conversations/conversations.ts';
import { openRequesterTalk } from '../runtime/conversations/requester.ts';
import type { Files } from '../runtime/ports/files.ts';
import type { ReadModel } from '../runtime/ports/read-model.ts';
import { callerOf } from '../runtime/procedures/caller.ts';
import { openProcedures } from '../runtime/procedures/procedures.ts';
import { replyOf } from '../runtime/procedures/recorded-reply.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Opening } from './opening.ts';

type Settings = { runtime: Runtime; readModel: ReadModel; files: Files } & Pick<Opening, 'notify' | 'closers'>;

/** Opens what the code of tasks does while somebody works: it answers procedures, and leads conversations. */
export function openLive({ runtime, readModel, files, notify, closers }: Settings) {
  const procedures = openProcedures({
    ...{ runtime, files, notify },
    callerOf: (run, agentId) => callerOf({ runtime, readModel }, run, agentId),
    replyOf: (run, call) => replyOf({ readModel, files }, run, call),
    nowMs: Date.now,
  });
  closers.push(procedures.close);
  const conversations = openConversations({
    ...{ runtime, readModel, files },
    callerOf: (run, agentId) => callerOf({ runtime, readModel }, run, agentId),
    nowMs: Date.now,
    report: notify,
  });
  closers.push(conversations.close);
  const requesterTalk = openRequesterTalk({ runtime, files, nowMs: Date.now });
  return { procedures, conversations, requesterTalk };
}
