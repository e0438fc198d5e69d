/** Every way to say no: the code a program reads, the HTTP status, and the sentence a person reads. */
export const refusals = {
  'agent/unknown': [
    404,
    (d: { agent: string }) =>
      `No one is at work here under the agent id "${d.agent}". Open the task page again to get a new piece of work.`,
  ],
  'agent/nothing-to-return': [
    409,
    (d: { agent: string }) => `Agent ${d.agent} holds no unit that could be given back.`,
  ],

  'nats/none': [
    503,
    (d: { oldest: string; reasons: string }) =>
      `This machine has no nats-server ${d.oldest} or newer and none could be fetched (${d.reasons}). Install one from https://nats.io/download so that "nats-server --version" answers, or set MANYHANDS_NATS_URL to a server that runs already.`,
  ],
  'nats/too-old': [
    503,
    (d: { version: string; oldest: string }) =>
      `nats-server ${d.version} can lose acknowledged answers; use ${d.oldest} or newer.`,
  ],
  'nats/did-not-start': [
    503,
    (d: { reason: string; log: string }) =>
      `The nats-server did not start: ${d.reason}. The whole story is in ${d.log}.`,
  ],
  'nats/in-use': [
    409,
    (d: { folder: string }) =>
      `Another Manyhands is using ${d.folder}. Stop it first, or set MANYHANDS_DATA to a folder of your own.`,
  ],

  'nats/gone': [503, (d: { sentence: string }) => d.sentence],
  'nats/no-fence': [
    503,
    (d: { version: string }) =>
      `The nats-server (${d.version}) lets a second writer overwrite the first, so nothing can be stored safely with it. Use nats-server 2.10.23 or newer, without a proxy between.`,
  ],
  'nats/unreachable': [
    503,
    (d: { url: string; reason: string }) =>
      `No nats-server answers at ${d.url} (${d.reason}). Check MANYHANDS_NATS_URL.`,
  ],

  'log/busy': [
    503,
    () =>
      'More is being asked than can be stored right now. Try again in a few seconds; nothing of this request was kept.',
  ],
  'log/full': [
    507,
    () =>
      'The disk or the log is full, so nothing more can be saved. Free some space or raise the limit, then try again.',
  ],
  'log/unavailable': [
    503,
    () => 'The log does not answer right now. Try again in a few seconds: an answer sent twice counts once.',
  ],

  'daemon/gone': [
    503,
    (d: { url: string }) =>
      `The Manyhands at ${d.url} stopped answering. See whether it still runs, start it again with "manyhands start" if not, and repeat the command.`,
  ],
  'daemon/not-running': [
    503,
    (d: { folder: string }) =>
      `No Manyhands is running on ${d.folder}. Start one with "manyhands start", then repeat the command.`,
  ],
  'daemon/odd-answer': [
    502,
    (d: { url: string; status: number }) =>
      `What answers at ${d.url} is no Manyhands of this version (HTTP ${d.status}). "manyhands doctor" tells what is there.`,
  ],
  'daemon/running': [
    409,
    (d: { url: string; pid: number }) =>
      `Manyhands is running here already, as process ${d.pid}: open ${d.url}, or stop it first.`,
  ],

  'data/bad-file': [400, (d: { file: string; reason: string }) => `${d.file} cannot be read: ${d.reason}.`],
  'data/bad-row': [400, (d: { file: string; place: string; reason: string }) => `${d.file}, ${d.place}: ${d.reason}.`],
  'data/in-use': [
    409,
    (d: { folder: string }) =>
      `Another Manyhands is using ${d.folder}. Use that one, stop it, or set MANYHANDS_DATA to another folder.`,
  ],
  'data/none': [
    404,
    (d: { folder: string }) =>
      `There is no Manyhands data in ${d.folder} yet. Begin with "manyhands start", or set MANYHANDS_DATA to the folder that has it.`,
  ],
  'data/other-version': [
    409,
    (d: { folder: string; found: string; layout: number }) =>
      `The data folder ${d.folder} was made by another version of Manyhands (layout ${d.found}, this one writes ${d.layout}). Nothing was touched: use that version, or set MANYHANDS_DATA to another folder.`,
  ],
  'data/empty': [400, (d: { file: string }) => `${d.file} holds no item; a run needs at least one.`],

  'export/bad-file': [
    400,
    (d: { file: string; reason: string }) => `${d.file} cannot be written: ${d.reason}. Give another file with --out.`,
  ],
  'export/broken': [
    502,
    (d: { kept: string }) => `The export broke off before its end, so ${d.kept}. Ask for it again.`,
  ],

  'port/in-use': [
    409,
    (d: { port: number }) =>
      `Port ${d.port} is taken by another program. Set MANYHANDS_PORT to a free one; MANYHANDS_PORT=0 lets the system choose.`,
  ],

  'export/unknown': [
    404,
    (d: { of: string }) => `Neither a task run nor a task is called "${d.of}". "manyhands runs" lists both.`,
  ],
  'file/unknown': [404, (d: { hash: string }) => `No file is kept under ${d.hash}.`],
  'replay/unknown': [404, (d: { id: string }) => `No run, unit or agent is called "${d.id}".`],

  'house/bug': [
    500,
    () => 'Something broke in Manyhands itself. The terminal it runs in says more; nothing was half done.',
  ],

  'request/bad-shape': [400, (d: { reason: string }) => `The request does not have the expected form: ${d.reason}.`],
  'request/foreign-origin': [403, () => 'Pages of other origins may not ask this.'],
  'request/not-json': [400, (d: { reason: string }) => `The request cannot be read: ${d.reason}.`],
  'request/too-large': [
    413,
    () =>
      "What was sent is larger than this task allows. The limits are max_answer_bytes and max_upload_bytes in the task folder's config.",
  ],
  'request/unknown-path': [404, (d: { path: string }) => `There is nothing at ${d.path}.`],

  'read-model/behind': [
    503,
    () =>
      'What was asked is saved, but what you would see here is still being brought up to date. Try again in a few seconds.',
  ],
  'read-model/rebuilding': [409, () => 'The read model is being rebuilt already; wait until that has ended.'],
  'read-model/sqlite-too-old': [
    503,
    (d: { version: string; oldest: string }) =>
      `SQLite ${d.version} can damage what it writes; ${d.oldest} or newer is needed. Run "npm ci" to get the one this project was made with.`,
  ],

  'run/unknown': [
    404,
    (d: { run: string }) => `No task run is called "${d.run}". "manyhands runs" lists those there are.`,
  ],
  'run/not-open': [
    409,
    (d: { run: string; status: string }) => `Task run ${d.run} is ${d.status}, so this cannot be done any more.`,
  ],
  'run/already-open': [409, (d: { run: string }) => `Task run ${d.run} exists already.`],

  'settings/bad-port': [
    400,
    (d: { value: string }) =>
      `MANYHANDS_PORT is "${d.value}", and a port is a whole number from 0 to 65535 (0 takes a free one).`,
  ],
  'settings/bad-url': [
    400,
    (d: { name: string }) => `${d.name} is no address of a NATS server; write it like nats://user:password@host:4222.`,
  ],

  'task/bad-config': [
    400,
    (d: { place: string; reason: string }) => `${d.place}: ${d.reason}${d.reason.endsWith('?') ? '' : '.'}`,
  ],
  'task/build-failed': [
    400,
    (d: { command: string; outcome: string; output: string }) =>
      `The build command "${d.command}" ${d.outcome}; correct it and launch again.${d.output && ` The last it said:\n${d.output}`}`,
  ],
  'task/closed': [409, () => "The task's data is closed, as its run has ended."],
  'task/code-failed': [
    400,
    (d: { reason: string }) => `The task's own code failed: ${d.reason}. Correct it and launch again.`,
  ],
  'task/no-config': [
    404,
    (d: { folder: string; wanted: string; present: readonly string[] }) =>
      `${d.folder} has no ${d.wanted}; ${d.present.length > 0 ? `what it has is ${d.present.join(', ')}` : 'a task folder needs one'}.`,
  ],
  'task/no-data': [
    400,
    (d: { config: string; data?: string }) =>
      d.data === undefined
        ? `${d.config} names no data; add a line like "data: items.csv".`
        : `${d.config} names the data ${d.data}, and there is no such file.`,
  ],
  'task/no-folder': [404, (d: { folder: string }) => `There is no folder ${d.folder}.`],
  'task/no-page': [
    400,
    (d: { config: string; reason: string }) => `There is no page to show to workers: ${d.config} ${d.reason}.`,
  ],
  'task/not-answering': [
    400,
    (d: { file: string; seconds: number }) =>
      `The task's own code in ${d.file} gave no sign of life for ${d.seconds} seconds, so it was ended; look for a loop without an end.`,
  ],

  'unit/unknown': [404, (d: { unit: string }) => `No unit is called "${d.unit}".`],
  'unit/not-open': [
    409,
    (d: { unit: string; status: string }) => `Unit ${d.unit} is ${d.status}, so it cannot be given out or withdrawn.`,
  ],
  'unit/not-submitted': [
    409,
    (d: { unit: string; status: string }) => `Unit ${d.unit} is ${d.status}; only submitted work can be reviewed.`,
  ],
  'unit/not-due': [409, (d: { unit: string }) => `The deadline of unit ${d.unit} has not passed.`],

  'work/not-qualified': [403, () => 'You are not currently qualified to work on this task...'],
  'work/none': [404, () => 'There is currently no available work, please try again later...'],
  'work/too-many-at-once': [
    409,
    () =>
      'You are currently working on too many tasks concurrently to accept another, please finish your current work.',
  ],
  'work/maximum-reached': [
    409,
    () => 'You have already completed the maximum amount of tasks the requester has set for this task.',
  ],
  'work/gone': [
    404,
    () =>
      'You appear to have already completed this task, or have disconnected long enough for your session to clear...',
  ],
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
