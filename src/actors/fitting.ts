const maxFacts = 1000;
const maxBytes = 512 * 1024;

type Decision = { facts: readonly unknown[]; bytes: number };

/** How many of the first decisions one commit holds: whole ones only, and at least one, however large it is. */
export function fitting(decisions: readonly Decision[]): number {
  let facts = 0;
  let bytes = 0;
  let count = 0;
  for (const decision of decisions) {
    facts += decision.facts.length;
    bytes += decision.bytes;
    if (count && (facts > maxFacts || bytes > maxBytes)) break;
    count++;
  }
  return count;
}
