import type { HandIn, Visitor } from '../../../runtime/ports/provider.ts';
import { isLoopback } from '../../addresses.ts';
import { formFields } from './answer.ts';

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

/** Whether somebody looks at a HIT that they have not taken. */
export const isMturkPreview = ({ assignmentId }: Readonly<Record<string, unknown>>): boolean =>
  assignmentId === previewId;

const origins: readonly unknown[] = ['https://www.mturk.com', 'https://workersandbox.mturk.com'];

/** The origins of pages in which MTurk shows those of workers, and of a simulated one on this machine. */
export const mturkPages = [
  'https://www.mturk.com',
  'https://worker.mturk.com',
  'https://workersandbox.mturk.com',
  'http://127.0.0.1:*',
  'http://localhost:*',
] as const;

/** Where the form of a page hands an assignment in. Whoever writes a link chooses what is in it, so that only MTurk's own addresses count, and those of a simulated one on this machine. */
export function mturkHandIn({ assignmentId, turkSubmitTo }: Readonly<Record<string, unknown>>): HandIn | undefined {
  if (!isId(assignmentId) || assignmentId === previewId || typeof turkSubmitTo !== 'string') return undefined;
  const url = URL.canParse(turkSubmitTo) ? new URL(turkSubmitTo) : undefined;
  if (!url || !(origins.includes(url.origin) || (url.protocol === 'http:' && isLoopback(url.hostname))))
    return undefined;
  return {
    address: `${url.origin}/mturk/externalSubmit`,
    fields: { assignmentId },
    ...{ codeField: formFields.code, answerField: formFields.answer },
  };
}
