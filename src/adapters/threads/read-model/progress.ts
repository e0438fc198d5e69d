import { counted } from '../../../actors/counted.ts';
import type { EmitRows } from './protocol.ts';

const noticeIntervalMs = 2000;

/** The message of an error, or another thrown value as text. */
export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Emits a notice of the progress every two seconds. */
export function noticeProgress(doing: string, total: number, emit: EmitRows): (done: number) => void {
  let last = performance.now();
  return (done) => {
    if (performance.now() - last < noticeIntervalMs) return;
    last = performance.now();
    // The log may grow while it is read.
    emit('notice', `${doing}: ${done} of ${counted(Math.max(done, total), 'commit')}.`);
  };
}
