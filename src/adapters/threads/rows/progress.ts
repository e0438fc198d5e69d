import type { Told } from './messages.ts';

/** What an error says, whatever was thrown. */
export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Says every two seconds how far it is. */
export function sayProgress(doing: string, total: number, tell: (told: Told) => void): (done: number) => void {
  let last = performance.now();
  return (done) => {
    if (performance.now() - last < 2000) return;
    last = performance.now();
    tell({ said: `${doing}: ${done} of ${total} commits.` });
  };
}
