/** The person, or the system, asked the command to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm passes Ctrl-C on to a program whose terminal has told it already: within this time (ms) both are one. */
const sameKeystroke = 500;

/** Calls `first` when the process is asked to end; asked again, it ends at once. The answer makes it stop listening. */
export function onInterrupt(first: () => void): () => void {
  let asked: number | undefined;
  const hear = () => {
    if (asked === undefined) {
      asked = Date.now();
      first();
    } else if (Date.now() - asked > sameKeystroke) {
      process.exit(130);
    }
  };
  for (const signal of signals) process.on(signal, hear);
  return () => {
    for (const signal of signals) process.off(signal, hear);
  };
}
