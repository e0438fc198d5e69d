import type { StepCommand } from '../../actors/conversation-decide.ts';
import type { AgentId, AssignmentId } from '../../events/ids.ts';
import type { ConversationStep } from '../ports/conversation-code.ts';
import type { Files } from '../ports/files.ts';
import { store } from '../procedures/stored-values.ts';

type Storing = { files: Files; hold: ReturnType<Files['hold']> };

/** The command that records a step of the code of a conversation; large values are stored as files. */
export async function commandOf(
  { step, ...does }: ConversationStep,
  of: { assignmentId: AssignmentId; now: string },
  storing: Storing,
): Promise<StepCommand> {
  const command = { type: 'conversation.step', ...of, step } as const;
  if ('say' in does) {
    const { text, task_data, to, as } = does.say;
    const { value, file } = await store(
      { text, ...(task_data ? { task_data } : {}) },
      { ...storing, field: 'message' },
    );
    // What is for bots alone, no page gets.
    const people = to?.filter((id) => !id.startsWith('bot:')) as AgentId[] | undefined;
    return {
      ...{ ...command, does: 'say' },
      ...(people ? { to: people } : {}),
      ...(as === undefined ? {} : { seat: as }),
      ...(file ? { messageFile: file } : { message: value as Record<string, unknown> }),
    };
  }
  if ('turn' in does) {
    const { member, ...turn } = does.turn;
    return { ...command, does: 'turn', agentId: member as AgentId, ...turn };
  }
  if ('timer' in does) return { ...command, does: 'timer', ...does.timer };
  const { result: value, failed } = does.run;
  if (failed !== undefined) return { ...command, does: 'result', failed };
  const { value: result, file: resultFile } = await store(value, { ...storing, field: 'result' });
  return { ...command, does: 'result', ...(resultFile ? { resultFile } : { result }) };
}
