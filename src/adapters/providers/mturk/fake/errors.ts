/** A refusal of the simulated API, in the form of AWS JSON 1.1. */
export class MturkError extends Error {
  readonly type: string;
  readonly code: string | undefined;
  readonly status: number;
  constructor(type: string, message: string, { code, status = 400 }: { code?: string; status?: number } = {}) {
    super(message);
    this.type = type;
    this.code = code;
    this.status = status;
  }
}

/** A refusal that MTurk itself makes: RequestError, with the last part of its TurkErrorCode where there is one. */
export const requestError = (message: string, code?: string) =>
  new MturkError('RequestError', message, code === undefined ? {} : { code: `AWS.MechanicalTurk.${code}` });

/** The body of a refusal. MTurk ends its own messages with the time, so that nobody can compare them whole. */
export function bodyOf({ type, message, code }: MturkError, nowMs: number): Record<string, string> {
  if (type !== 'RequestError' && type !== 'ServiceFault') return { __type: type, message };
  return {
    __type: type,
    Message: `${message} (${Math.round(nowMs)} s)`,
    ...(code === undefined ? {} : { TurkErrorCode: code }),
  };
}

/** What MTurk replies when it fails itself. */
export const serviceFault = new MturkError('ServiceFault', 'Service unavailable. Try again', {
  code: 'AWS.ServiceUnavailable',
  status: 500,
});

/** What the gate of AWS replies to too many requests. */
export const throttled = new MturkError('ThrottlingException', 'Rate exceeded');

/** A refusal that a worker sees on a page. */
export class WorkError extends Error {}
