const maxFactsPerCommit = 1000;
const maxBytesPerCommit = 512 * 1024;

type Handled = { facts: readonly unknown[]; bytes: number };

/** How many of the first commands one commit takes: their facts stay together, and the first always fits. */
export function batchSize(handled: readonly Handled[], logMaxBytes: number = maxBytesPerCommit): number {
  const maxBytes = Math.min(maxBytesPerCommit, logMaxBytes);
  let facts = 0;
  let bytes = 0;
  let count = 0;
  for (const one of handled) {
    facts += one.facts.length;
    bytes += one.bytes;
    if (count && (facts > maxFactsPerCommit || bytes > maxBytes)) break;
    count++;
  }
  return count;
}
