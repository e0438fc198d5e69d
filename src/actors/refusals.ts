/** Every way to say no: the code a program reads, the HTTP status, and the sentence a person reads. */
export const refusals = {
  'agent/unknown': [404, (d: { agent: string }) => `No one is at work here under the agent id "${d.agent}". Open the task page again to get a new piece of work.`],
  'agent/nothing-to-return': [409, (d: { agent: string }) => `Agent ${d.agent} holds no unit that could be given back.`],

  'nats/none': [503, (d: { oldest: string; reasons: string }) => `This machine has no nats-server ${d.oldest} or newer and none could be fetched (${d.reasons}). Install one from https://nats.io/download so that "nats-server --version" answers, or set MANYHANDS_NATS_URL to a server that runs already.`],
  'nats/too-old': [503, (d: { version: string; oldest: string }) => `nats-server ${d.version} can lose acknowledged answers; use ${d.oldest} or newer.`],
  'nats/did-not-start': [503, (d: { reason: string; log: string }) => `The nats-server did not start: ${d.reason}. The whole story is in ${d.log}.`],
  'nats/in-use': [409, (d: { folder: string }) => `Another Manyhands is using ${d.folder}. Stop it first, or set MANYHANDS_DATA to a folder of your own.`],

  'log/busy': [503, () => 'More is being asked than can be stored right now. Try again in a few seconds; nothing of this request was kept.'],
  'log/full': [507, () => 'The disk or the log is full, so nothing more can be saved. Free some space or raise the limit, then try again.'],
  'log/unavailable': [503, () => 'The log does not answer right now. Try again in a few seconds: an answer sent twice counts once.'],

  'data/bad-file': [400, (d: { file: string; reason: string }) => `${d.file} cannot be read: ${d.reason}.`],
  'data/bad-row': [400, (d: { file: string; place: string; reason: string }) => `${d.file}, ${d.place}: ${d.reason}.`],
  'data/empty': [400, (d: { file: string }) => `${d.file} holds no item; a run needs at least one.`],

  'run/unknown': [404, (d: { run: string }) => `No task run is called "${d.run}". "manyhands runs" lists those there are.`],
  'run/not-open': [409, (d: { run: string; status: string }) => `Task run ${d.run} is ${d.status}, so this cannot be done any more.`],
  'run/already-open': [409, (d: { run: string }) => `Task run ${d.run} exists already.`],

  'task/bad-config': [400, (d: { place: string; reason: string }) => `${d.place}: ${d.reason}${d.reason.endsWith('?') ? '' : '.'}`],
  'task/build-failed': [400, (d: { command: string; outcome: string; output: string }) => `The build command "${d.command}" ${d.outcome}; correct it and launch again.${d.output && ` The last it said:\n${d.output}`}`],
  'task/closed': [409, () => "The task's data is closed, as its run has ended."],
  'task/code-failed': [400, (d: { reason: string }) => `The task's own code failed: ${d.reason}. Correct it and launch again.`],
  'task/no-config': [404, (d: { folder: string; wanted: string; present: readonly string[] }) => `${d.folder} has no ${d.wanted}; ${d.present.length > 0 ? `what it has is ${d.present.join(', ')}` : 'a task folder needs one'}.`],
  'task/no-data': [400, (d: { config: string; data?: string }) => d.data === undefined ? `${d.config} names no data; add a line like "data: items.csv".` : `${d.config} names the data ${d.data}, and there is no such file.`],
  'task/no-folder': [404, (d: { folder: string }) => `There is no folder ${d.folder}.`],
  'task/no-page': [400, (d: { config: string; reason: string }) => `There is no page to show to workers: ${d.config} ${d.reason}.`],
  'task/not-answering': [400, (d: { file: string; seconds: number }) => `The task's own code in ${d.file} gave no sign of life for ${d.seconds} seconds, so it was ended; look for a loop without an end.`],

  'unit/unknown': [404, (d: { unit: string }) => `No unit is called "${d.unit}".`],
  'unit/not-open': [409, (d: { unit: string; status: string }) => `Unit ${d.unit} is ${d.status}, so it cannot be given out or withdrawn.`],
  'unit/not-submitted': [409, (d: { unit: string; status: string }) => `Unit ${d.unit} is ${d.status}; only submitted work can be reviewed.`],
  'unit/not-due': [409, (d: { unit: string }) => `The deadline of unit ${d.unit} has not passed.`],

  'work/not-qualified': [403, () => 'You are not currently qualified to work on this task...'],
  'work/none': [404, () => 'There is currently no available work, please try again later...'],
  'work/too-many-at-once': [409, () => 'You are currently working on too many tasks concurrently to accept another, please finish your current work.'],
  'work/maximum-reached': [409, () => 'You have already completed the maximum amount of tasks the requester has set for this task.'],
  'work/gone': [404, () => 'You appear to have already completed this task, or have disconnected long enough for your session to clear...'],
} as const satisfies Record<string, readonly [number, (details: never) => string]>;

export type RefusalCode = keyof typeof refusals;
type Details<Code extends RefusalCode> = Parameters<(typeof refusals)[Code][1]>;

/** The rules say no: shown to whoever asked, never retried, and nothing has happened. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly status: number;

  constructor(code: RefusalCode, status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = status;
  }
}

/** Makes the refusal for a code of the table; the caller throws it. */
export function refuse<Code extends RefusalCode>(code: Code, ...details: Details<Code>): Refusal {
  const [status, sentence] = refusals[code] as readonly [number, (details?: unknown) => string];
  return new Refusal(code, status, sentence(details[0]));
}
