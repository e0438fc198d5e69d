/** The user, or the system, asked the command to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm forwards Ctrl-C to a program that got it from the terminal already: signals this close together count as one. */
const sameKeystrokeMs = 500;

/** Calls `first` when the process is asked to end; asked again, it ends at once. The returned function stops listening. */
export function onInterrupt(first: () => void): () => void {
  let firstMs: number | undefined;
  const onSignal = () => {
    if (firstMs === undefined) {
      firstMs = Date.now();
      first();
    } else if (Date.now() - firstMs > sameKeystrokeMs) {
      process.exit(130);
    }
  };
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}
