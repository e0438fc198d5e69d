import type { Visitor } from '../../../runtime/ports/provider.ts';

/** What a page gets instead of an assignment while its worker has not taken the HIT. */
const previewId = 'ASSIGNMENT_ID_NOT_AVAILABLE';
const workerShape = /^A[A-Z0-9]{1,63}$/;
const idShape = /^[A-Z0-9]{1,64}$/;

/** Whether this can be an id of MTurk; others it refuses to look for. */
export const isId = (text: unknown): text is string => typeof text === 'string' && idShape.test(text);

/** Who opened a page, by what MTurk put into its address; nobody while a HIT is shown to somebody whom MTurk does not name. */
export function mturkVisitor({
  workerId,
  assignmentId,
  hitId,
}: Readonly<Record<string, unknown>>): Visitor | undefined {
  if (typeof workerId !== 'string' || !workerShape.test(workerId)) return undefined;
  return {
    worker: workerId,
    ...(isId(assignmentId) && assignmentId !== previewId ? { submission: assignmentId } : {}),
    ...(isId(hitId) ? { offer: hitId } : {}),
  };
}
