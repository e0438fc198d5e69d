import { defineRefusals } from '../actors/refusal.ts';
import { refusals as inherited } from '../runtime/refusals/refusals.ts';

/** The ways the reference pages can say no, beside the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'task/unknown-key': [
      404,
      (d: { key: string; meant?: string }) =>
        `"${d.key}" is no key of a task's config; ${d.meant ? `did you mean "${d.meant}"?` : './bin/manyhands wut lists those there are.'}`,
    ],
  },
  inherited,
);
