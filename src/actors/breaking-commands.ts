/** A command and who issued it. */
export type IssuedCommand<Command> = { command: Command; by: string };

/** Beyond these the oldest is forgotten. */
const maxBreakingCommands = 1000;

/**
 * Which commands have left a state half changed, so that none of them is tried again. Of a worker it is every command of that
 * type, since workers choose its content; of others it is that very command, at whatever time it is repeated.
 */
export function newBreakingCommands<Command extends { type: string }>() {
  const known = new Set<string>();

  return {
    add(issued: IssuedCommand<Command>): void {
      if (known.size >= maxBreakingCommands) known.delete(known.values().next().value ?? '');
      known.add(nameOf(issued));
    },
    has: (issued: IssuedCommand<Command>): boolean => known.size > 0 && known.has(nameOf(issued)),
  };
}

function nameOf({ command, by }: IssuedCommand<{ type: string }>): string {
  const name = `${by} ${command.type}`;
  return by.startsWith('worker:') ? name : `${name} ${digestOf(textOf(command))}`;
}

/** A command as text, without the time at which it was issued. */
function textOf(command: object): string {
  try {
    return JSON.stringify({ ...command, now: undefined });
  } catch {
    return 'not JSON';
  }
}

/** A text as its FNV-1a hash and its length, so that what is remembered stays small. */
function digestOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `${hash >>> 0} ${text.length}`;
}
