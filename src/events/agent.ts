import { z } from 'zod';
import { defineFact, type FactOf, personal } from './fact.ts';
import { StoredFile } from './file.ts';
import { AgentId, SubmissionId, UnitId, WorkerId } from './ids.ts';
import { Signals } from './signals.ts';
import { Treatment } from './treatment.ts';

const agent = z.object({ agentId: AgentId });
const arrival = agent.extend({
  workerId: WorkerId,
  unitId: UnitId,
  provider: z.string(),
  worker: personal(z.string()),
  registration: personal(z.string()),
  /** What a panel has put into the worker's link besides their id, as the query of a URL. */
  link: personal(z.string().optional()),
});
/** Version 1 called the provider `crowd`. */
const arrivalV1 = arrival.omit({ provider: true }).extend({ crowd: z.string() });

export const AgentConnected = defineFact('agent.connected', {
  says: 'A worker opened the task page and became an agent for one unit.',
  data: arrival.extend({
    treatment: Treatment.optional(),
    /** The place at a provider in which they work. */
    submissionId: SubmissionId.optional(),
  }),
  earlier: [
    {
      data: arrivalV1,
      // Field by field: this runs for every arrival of an old log, and a rest takes V8 five times as long.
      upcast: ({ agentId, workerId, unitId, crowd, worker, registration }: z.infer<typeof arrivalV1>) => ({
        agentId,
        workerId,
        unitId,
        provider: crowd,
        worker,
        registration,
      }),
    },
  ],
});
export const AgentSubmittedLate = defineFact('agent.submitted-late', {
  says: 'An answer came after the unit had gone to someone else or been withdrawn; it is kept but does not count.',
  data: agent.extend({
    unitId: UnitId,
    workerId: WorkerId,
    answer: z.unknown(),
    files: z.array(StoredFile).optional(),
    signals: Signals.optional(),
  }),
});
export const AgentMetadataSubmitted = defineFact('agent.metadata-submitted', {
  says: 'The page sent something beside the answer: an opinion, a tip, feedback.',
  data: agent.extend({ metadata: z.unknown(), files: z.array(StoredFile).optional() }),
});
export const AgentErrorLogged = defineFact('agent.error-logged', {
  says: "The agent's page reported an error.",
  data: agent.extend({ error: z.unknown() }),
});
export const AgentWorkRecovered = defineFact('agent.work-recovered', {
  says: 'Work around this agent that the log had lost was recorded again: where it was found, and when it had happened.',
  data: agent.extend({ kind: z.string(), source: z.string(), recordedAt: z.string() }),
});

export const agentFacts = [
  AgentConnected,
  AgentSubmittedLate,
  AgentMetadataSubmitted,
  AgentErrorLogged,
  AgentWorkRecovered,
] as const;
export type AgentFact = FactOf<typeof agentFacts>;
