import { z } from 'zod';

/** An address to which workers go on. A placeholder in its host would let whoever writes the link choose where people are sent. */
export const wayBack = (error: string) =>
  z
    .url({ protocol: /^https?$/, error })
    .refine((address) => !/^https?:[/\\]*[^/\\?#]*\{/i.test(address), 'must have no {…} in the name of its host');
