import { z } from 'zod';
import { defineFact, type FactOf, personal } from './fact.ts';

export const WorkspaceOpened = defineFact('workspace.opened', {
  says: 'The log began; the key turns what crowds call their workers into pseudonyms.',
  data: z.object({ pseudonymKey: personal(z.string()) }),
});

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
      }),
    ),
    kept: z.string(),
  }),
});

export const workspaceFacts = [WorkspaceOpened, WorkspaceLossAccepted] as const;
export type WorkspaceFact = FactOf<typeof workspaceFacts>;
