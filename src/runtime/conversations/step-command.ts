import type { StepCommand } from '../../actors/conversation-decide.ts';
import type { AgentId, AssignmentId } from '../../events/ids.ts';
import { botIn, type ConversationAction, type ConversationStep, isBot } from '../ports/conversation-code.ts';
import type { Files } from '../ports/files.ts';
import { store } from '../procedures/stored-values.ts';

type Storing = { files: Files; hold: ReturnType<Files['hold']> };

/** The command that records a step of the code of a conversation; large values are stored as files. One about somebody who was never in it fails. */
export async function commandOf(
  { step, ...does }: ConversationStep,
  { people, ...of }: { assignmentId: AssignmentId; now: string; people: ReadonlySet<string> },
  storing: Storing,
): Promise<StepCommand> {
  const command = { type: 'conversation.step', ...of, step } as const;
  const unknown = idsIn(does).find((id) => !people.has(id));
  if (unknown !== undefined)
    return { ...command, does: 'result', failed: `nobody in this conversation has the id ${JSON.stringify(unknown)}` };
  if ('say' in does) {
    const { text, task_data, to, as } = does.say;
    const { value, file } = await store(
      { text, ...(task_data ? { task_data } : {}) },
      { ...storing, field: 'message' },
    );
    // What is for bots alone, no page gets.
    const people = to?.filter((id) => !isBot(id)) as AgentId[] | undefined;
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

/** Everybody whom an action is about. */
function idsIn(does: ConversationAction): string[] {
  if ('turn' in does) return [does.turn.member];
  if (!('say' in does)) return [];
  const { to = [], as } = does.say;
  return as === undefined ? to : [...to, botIn(as)];
}
