import { defineRefusals } from '../actors/refusal.ts';
import { refusals as inherited } from '../runtime/refusals/refusals.ts';

/** The refusals of the reference pages, with the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'task/unknown-key': [
      404,
      (d: { key: string; meant?: string }) =>
        `Unknown key "${d.key}" of a task's config; ${d.meant ? `did you mean "${d.meant}"?` : './bin/manyhands wut lists all keys.'}`,
    ],
  },
  inherited,
);
