import { openMturk } from '../adapters/providers/mturk/mturk.ts';
import { openProlific } from '../adapters/providers/prolific/prolific.ts';
import type { Provider } from '../runtime/ports/provider.ts';

/** The providers with accounts. */
export const openProviders = (): Provider[] => [
  openProlific(),
  openMturk({ isSandbox: false }),
  openMturk({ isSandbox: true }),
];
