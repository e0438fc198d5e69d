import { z } from 'zod';

/** A file that a worker submitted: named by the SHA-256 of its bytes, which lie beside the log. `size` is in bytes. */
export const StoredFile = z.object({
  hash: z.string(),
  size: z.int().nonnegative(),
  type: z.string(),
  name: z.string(),
  field: z.string(),
});
export type StoredFile = z.infer<typeof StoredFile>;
