import { z } from 'zod';
import { offerKeys, requireOfferKeys } from './offer-keys.ts';
import { panelKeys, requirePanelKeys } from './panel-keys.ts';

/** The keys of a task's config for who its workers are. */
export const identityKeys = {
  ...panelKeys,
  ...offerKeys,
  worker_identity: z
    .enum(['unsigned', 'open', 'invited', 'account'], 'must be unsigned, open, invited or account')
    .optional()
    .describe(
      'how workers are known: unsigned = by the name in their link, which anybody can change; open = by a cookie of their browser; invited = by a link of their own; account = by signing in; by default open where Manyhands has a public address, else unsigned; see docs/worker-links.md',
    ),
  open_link: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'must have up to 64 letters, digits and the signs _ -')
    .optional()
    .describe(
      'with worker_identity open: a word that is part of the link; when it changes, the link is replaced, and earlier ones let nobody new in any more',
    ),
};

type Keys = Parameters<typeof requirePanelKeys>[0] & Parameters<typeof requireOfferKeys>[0];

/** Refuses keys about workers that do not go together. */
export function requireIdentityKeys(keys: Keys, context: Parameters<typeof requirePanelKeys>[1]): void {
  requirePanelKeys(keys, context);
  requireOfferKeys(keys, context);
}
