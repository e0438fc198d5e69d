const maxFacts = 1000;
const maxBytes = 512 * 1024;

type Decision = { facts: readonly unknown[]; bytes: number };

/** How many of the first decisions one commit holds, if the log takes `mostBytes`: whole ones only, and at least one, however large it is. */
export function fitting(decisions: readonly Decision[], mostBytes: number = maxBytes): number {
  const enough = Math.min(maxBytes, mostBytes);
  let facts = 0;
  let bytes = 0;
  let count = 0;
  for (const decision of decisions) {
    facts += decision.facts.length;
    bytes += decision.bytes;
    if (count && (facts > maxFacts || bytes > enough)) break;
    count++;
  }
  return count;
}
