import { z } from 'zod';
import { defineFact, personal } from './fact.ts';
import { RunId } from './ids.ts';
import { restoredOutside } from './outside.ts';

export const WorkspaceOpened = defineFact('workspace.opened', {
  says: 'The log began; the key turns what providers call their workers into pseudonyms.',
  data: z.object({ pseudonymKey: personal(z.string()) }),
});
/** A run of an archive; `folder` is where an owner trusts the task's code. */
export const RestoredTask = z.object({ runId: RunId, folder: z.string().optional() });
export type RestoredTask = z.infer<typeof RestoredTask>;

export const WorkspaceLossAccepted = defineFact('workspace.loss-accepted', {
  says: 'Something recorded had been lost, and somebody chose to go on without it; `kept` is where the rows of before are kept.',
  data: z.object({
    damages: z.array(
      z.object({
        code: z.string(),
        sentence: z.string(),
        from: z.int(),
        run: z.string().optional(),
        lost: z.int().optional(),
        known: z.int().optional(),
      }),
    ),
    kept: z.string(),
  }),
});

export const WorkspaceRestored = defineFact('workspace.restored', {
  says: 'The log was made again from an archive; of the runs of before, those without a trusted folder run no code of their tasks, and are not launched again.',
  data: z.object({ tasks: z.array(RestoredTask) }),
  outside: restoredOutside,
});

export const workspaceFacts = [WorkspaceOpened, WorkspaceRestored, WorkspaceLossAccepted] as const;
