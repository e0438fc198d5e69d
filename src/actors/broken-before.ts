/** A command and who gave it. */
export type Given<Command> = { command: Command; by: string };

/** So many are kept in mind; the oldest is forgotten first. */
const most = 1000;

/**
 * Which commands have left a state half changed, so that none of them is tried again. Of a worker it is every command of that
 * type, as its content is theirs to vary; of anybody else it is that very command, at whatever time it is repeated.
 */
export function openBrokenBefore<Command extends { type: string }>() {
  const known = new Set<string>();

  return {
    add(given: Given<Command>): void {
      if (known.size >= most) known.delete(known.values().next().value ?? '');
      known.add(nameOf(given));
    },
    has: (given: Given<Command>): boolean => known.size > 0 && known.has(nameOf(given)),
  };
}

function nameOf({ command, by }: Given<{ type: string }>): string {
  const name = `${by} ${command.type}`;
  return by.startsWith('worker:') ? name : `${name} ${printOf(textOf(command))}`;
}

/** A command as text, without the time at which it was given. */
function textOf(command: object): string {
  try {
    return JSON.stringify({ ...command, now: undefined });
  } catch {
    return 'what cannot be written';
  }
}

/** A text as two numbers (FNV-1a, and its length): what is kept in mind stays small. */
function printOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `${hash >>> 0} ${text.length}`;
}
