import { z } from 'zod';
import { defineFact, type FactOf, personal } from './fact.ts';

export const WorkspaceOpened = defineFact('workspace.opened', {
  says: 'The log began; the key turns what crowds call their workers into pseudonyms.',
  data: z.object({ pseudonymKey: personal(z.string()) }),
});

export const workspaceFacts = [WorkspaceOpened] as const;
export type WorkspaceFact = FactOf<typeof workspaceFacts>;
