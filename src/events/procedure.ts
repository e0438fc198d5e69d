import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';
import { StoredFile } from './file.ts';
import { AgentId } from './ids.ts';

/** A call of a procedure: the agent whose page called, and the id that the page gave the call. */
const call = z.object({ agentId: AgentId, callId: z.string() });
/** A value as it is, or as a stored file of JSON if it is large. */
const file = StoredFile.optional();

export const ProcedureCalled = defineFact('procedure.called', {
  says: "A page called a procedure of the task's code.",
  data: call.extend({ name: z.string(), args: z.unknown().optional(), argsFile: file }),
});
export const ProcedureAnswered = defineFact('procedure.answered', {
  says: 'A procedure gave its result to the page that had called it.',
  data: call.extend({ result: z.unknown().optional(), resultFile: file, milliseconds: z.number().nonnegative() }),
});
export const ProcedureFailed = defineFact('procedure.failed', {
  says: 'A procedure failed: the reason for the requester, and the sentence for the worker.',
  data: call.extend({ reason: z.string(), message: z.string(), milliseconds: z.number().nonnegative() }),
});

export const procedureFacts = [ProcedureCalled, ProcedureAnswered, ProcedureFailed] as const;
export type ProcedureFact = FactOf<typeof procedureFacts>;
