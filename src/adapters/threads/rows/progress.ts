import type { EmitRows } from './protocol.ts';

const noticeIntervalMs = 2000;

/** The message of an error, or whatever else was thrown as text. */
export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Emits a notice of the progress every two seconds. */
export function noticeProgress(doing: string, total: number, emit: EmitRows): (done: number) => void {
  let last = performance.now();
  return (done) => {
    if (performance.now() - last < noticeIntervalMs) return;
    last = performance.now();
    emit('notice', `${doing}: ${done} of ${total} commits.`);
  };
}
