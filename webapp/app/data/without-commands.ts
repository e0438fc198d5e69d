const command = './bin/manyhands';

/**
 * A sentence of the server without what only helps in a terminal: commands and switches. A text that is nothing else stays as it is.
 */
export function withoutCommands(text: string): string {
  const plain = text.replace(/, or --[\w-]+ on the command line/g, '').replace(/ \(--[\w-]+\)/g, '');
  if (!plain.includes(command)) return plain;
  const kept = plain
    .replace(/(, or| or)? with "\.\/bin\/manyhands [^"]*"/g, '')
    .split(/(?<=[.!?])\s+(?=["\p{Lu}])/u)
    .map(withoutClauses)
    .filter((sentence) => !sentence.includes(command));
  return kept.length === 0 ? text : kept.join(' ');
}

/** A sentence without the clauses after its first one that name a command. */
function withoutClauses(sentence: string): string {
  const [first = '', ...others] = sentence.split('; ');
  const kept = others.filter((clause) => !clause.includes(command));
  const isCut = kept.length < others.length;
  return isCut ? `${[first, ...kept].join('; ').replace(/[.!?]$/, '')}.` : sentence;
}

type Said = { message: string };

/** A line of a reply with such sentences about what was refused. */
export function lineWithoutCommands<Line>(line: Line): Line {
  if (typeof line !== 'object' || line === null) return line;
  const plain = Object.entries(line).map(([key, value]) => [key, isRefused(key, value) ? value.map(asPlain) : value]);
  return Object.fromEntries(plain) as Line;
}

const isRefused = (key: string, value: unknown): value is Said[] => key.endsWith('refused') && Array.isArray(value);
const asPlain = (said: Said): Said => ({ ...said, message: withoutCommands(said.message) });
