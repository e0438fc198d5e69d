import { assign, type SnapshotFrom, setup } from 'xstate';
import {
  AgentConnected,
  AgentErrorLogged,
  type AgentFact,
  AgentMetadataSubmitted,
  AgentSubmittedLate,
} from '../events/agent.ts';
import type { StoredFile } from '../events/file.ts';
import type { AgentId, OfferId, SubmissionId, UnitId, WorkerId } from '../events/ids.ts';
import type { Treatment } from '../events/treatment.ts';
import type { UnitFact } from '../events/unit.ts';
import { actorOf } from './actor.ts';
import { cutReport } from './cut-report.ts';
import { refuse } from './refusals.ts';
import type { Answer, Holder } from './unit.ts';

// ── State machine ────────────────────────────────────────────────────────────

/** What an agent has sent so far: error reports, packets of metadata and their text in characters, bytes of files. */
type Sent = { errors?: number; packets?: number; packetText?: number; fileBytes?: number };

type Context = {
  workerId: WorkerId;
  unitId: UnitId;
  /** What identifies the answer that was submitted. */
  answer?: number;
} & Sent;

const aside = {
  'agent.metadata-submitted': { actions: 'noteMetadata' },
  'agent.error-logged': { actions: 'noteError' },
  'agent.work-recovered': { actions: 'nothing' },
} as const;
const submission = { 'unit.submitted': { target: 'completed', actions: 'noteAnswer' } } as const;
const lateSubmission = { 'agent.submitted-late': { target: 'late', actions: 'noteAnswer' } } as const;

/** How long a value is as JSON, in characters. */
const textOf = (value: unknown): number => JSON.stringify(value)?.length ?? 0;
/** How large files are together, in bytes. */
const bytesOf = (files: readonly StoredFile[]): number => files.reduce((sum, { size }) => sum + size, 0);

/** A 32-bit FNV-1a hash of an answer's JSON (https://datatracker.ietf.org/doc/html/draft-eastlake-fnv). */
function digestOf(answer: unknown): number {
  const text = JSON.stringify(withFilesByName(answer)) ?? '';
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

type WithFiles = { files: readonly Record<string, unknown>[]; filesByFields: Record<string, unknown[]> };

/** Whether an answer has the files of its form, as the gateway adds them. */
const hasFiles = (answer: unknown): answer is WithFiles =>
  typeof answer === 'object' &&
  answer !== null &&
  'filesByFields' in answer &&
  'files' in answer &&
  Array.isArray(answer.files);

/** The same for an answer and its repetition: of the files only what is known of them before they are stored. */
function withFilesByName(answer: unknown): unknown {
  if (!hasFiles(answer)) return answer;
  const { files, filesByFields: _, ...rest } = answer;
  const names = files.map(({ fieldname, originalname, size }) => [fieldname, originalname, size]);
  return { ...rest, files: names };
}

/** The life of an agent: at work on its unit, then what became of its answer. */
export const machine = setup({
  types: {} as { context: Context; events: AgentFact | UnitFact },
  actions: {
    remember: assign(({ event, context }) =>
      event.type === 'agent.connected' ? { workerId: event.data.workerId, unitId: event.data.unitId } : context,
    ),
    noteError: assign(({ context: { errors = 0 } }) => ({ errors: errors + 1 })),
    noteMetadata: assign(({ event, context: { packets = 0, packetText = 0, fileBytes = 0 } }) => {
      if (event.type !== 'agent.metadata-submitted') return {};
      const { metadata, files } = event.data;
      const text = packetText + textOf(metadata);
      return { packets: packets + 1, packetText: text, ...(files ? { fileBytes: fileBytes + bytesOf(files) } : {}) };
    }),
    noteAnswer: assign(({ event, context: { fileBytes = 0 } }) => {
      if (event.type !== 'unit.submitted' && event.type !== 'agent.submitted-late') return {};
      const { answer, files } = event.data;
      return { answer: digestOf(answer), ...(files ? { fileBytes: fileBytes + bytesOf(files) } : {}) };
    }),
    nothing: () => undefined,
  },
}).createMachine({
  id: 'agent',
  context: { workerId: '' as WorkerId, unitId: '' as UnitId },
  initial: 'initial',
  states: {
    initial: { on: { 'agent.connected': { target: 'working', actions: 'remember' } } },
    working: {
      on: {
        ...aside,
        ...submission,
        // Late only where the log had lost an answer, and another agent has submitted the unit since.
        ...lateSubmission,
        'unit.returned': 'returned',
        'unit.timed-out': 'timedOut',
      },
    },
    // An agent that gave up or ran out of time may still submit.
    returned: { on: { ...aside, ...submission, ...lateSubmission } },
    timedOut: { on: { ...aside, ...submission, ...lateSubmission } },
    late: { on: aside },
    completed: {
      on: {
        ...aside,
        'unit.accepted': 'accepted',
        'unit.soft-rejected': 'soft_rejected',
        'unit.rejected': 'rejected',
        'unit.review-undone': { actions: 'nothing' },
      },
    },
    accepted: { on: { ...aside, 'unit.review-undone': 'completed' } },
    soft_rejected: { on: { ...aside, 'unit.review-undone': 'completed' } },
    rejected: { on: { ...aside, 'unit.accepted': 'accepted', 'unit.review-undone': 'completed' } },
  },
});

/** An agent as a fold over its facts. */
export const agent = actorOf(machine);
export type Agent = SnapshotFrom<typeof machine>;

// ── Commands ─────────────────────────────────────────────────────────────────

/** A worker who opens the task page: the pseudonym and, for the record, the names from the provider and the page. */
export type Arrival = Holder & {
  provider: string;
  worker: string;
  registration: string;
  /** What a panel has put into their link besides, by parameter. */
  link?: Readonly<Record<string, string>>;
  /** The place at a provider in which they work, and of which offer. */
  place?: { submissionId: SubmissionId; offerId: OfferId; external: string };
};

/** The fact that a worker got a unit under a new agent id. */
export const connected = (arrival: Arrival, unitId: UnitId, treatment?: Treatment): AgentFact => {
  const { agentId, workerId, provider, worker, registration, link, place } = arrival;
  const beside = {
    ...(link ? { link: new URLSearchParams({ ...link }).toString() } : {}),
    ...(treatment ? { treatment } : {}),
    ...(place ? { submissionId: place.submissionId } : {}),
  };
  return AgentConnected({ agentId, workerId, unitId, provider, worker, registration, ...beside });
};

/** Whether this agent has submitted already, so that a repeated submission changes nothing. */
export const hasSubmitted = (agent: Agent): boolean =>
  !agent.matches('working') && !agent.matches('returned') && !agent.matches('timedOut');

/** Whether somebody has decided about its answer. */
export const isJudged = (agent: Agent): boolean =>
  agent.matches('accepted') || agent.matches('soft_rejected') || agent.matches('rejected');

/** Whether this is the answer that an agent has submitted. */
export const isItsAnswer = (agent: Agent, answer: unknown): boolean => agent.context.answer === digestOf(answer);

/** How much one agent may send: bytes of its answer as JSON, bytes of files and characters of metadata in all. */
export type Limits = { answerBytes: number; fileBytes: number; metadataText: number };
const unlimited: Limits = {
  answerBytes: Number.POSITIVE_INFINITY,
  fileBytes: Number.POSITIVE_INFINITY,
  metadataText: Number.POSITIVE_INFINITY,
};

const encoder = new TextEncoder();

/** An answer without its files; nothing is left out of one that has others than its `count` stored ones. */
function withoutFiles(answer: unknown, count: number): unknown {
  if (!hasFiles(answer)) return answer;
  const { files, filesByFields, ...rest } = answer;
  const inFields = Object.values(filesByFields ?? {}).flat().length;
  return files.length === count && inFields === count ? rest : answer;
}

/** Refuses an answer whose JSON, without what the gateway adds about its files, is longer than allowed. */
export function assertAnswerBytes({ answer, files }: Answer, { answerBytes: most } = unlimited): void {
  if (most === Number.POSITIVE_INFINITY) return;
  const text = JSON.stringify(withoutFiles(answer, files?.length ?? 0)) ?? '';
  // UTF-8 takes at most three bytes for a UTF-16 unit.
  if (text.length * 3 <= most) return;
  const bytes = encoder.encode(text).length;
  if (bytes > most) throw refuse('agent/answer-too-large', { bytes, most });
}

const maxErrorReports = 50;
const maxMetadataPackets = 100;

/** The bytes of files that this agent may still send. */
export const fileBytesLeft = ({ context }: Agent, { fileBytes } = unlimited): number =>
  Math.max(0, fileBytes - (context.fileBytes ?? 0));

/** Refuses files that go over what the agent may send in all. */
export function assertFileBytes(agent: Agent, files: readonly StoredFile[] | undefined, limits = unlimited): void {
  if (files && bytesOf(files) > fileBytesLeft(agent, limits))
    throw refuse('agent/too-many-bytes', { most: limits.fileBytes });
}

/** The fact that an agent submitted when its answer no longer counted. */
export const submittedLate = (agentId: AgentId, agent: Agent, answer: Answer): AgentFact =>
  lateAnswer({ agentId, ...agent.context }, answer);

/** An answer that does not count, of an agent for a unit. */
export const lateAnswer = (
  { agentId, unitId, workerId }: Holder & { unitId: UnitId },
  { answer, files, signals }: Pick<Answer, 'answer' | 'files' | 'signals'>,
): AgentFact =>
  AgentSubmittedLate({ agentId, unitId, workerId, answer, ...(files && { files }), ...(signals && { signals }) });

/** Something that a page sends beside the answer. */
export type Packet = { metadata: unknown; files?: StoredFile[] };

/** Takes metadata as long as the agent has not sent too much of it. */
export function submitMetadata(
  agentId: AgentId,
  agent: Agent,
  { metadata, files }: Packet,
  limits = unlimited,
): AgentFact {
  const { packets = 0, packetText = 0 } = agent.context;
  if (packets >= maxMetadataPackets || packetText + textOf(metadata) > limits.metadataText)
    throw refuse('agent/too-much-metadata', { packets: maxMetadataPackets, text: limits.metadataText });
  assertFileBytes(agent, files, limits);
  return AgentMetadataSubmitted({ agentId, metadata, ...(files ? { files } : {}) });
}

/** Records an error report. Beyond the limit it is dropped without a refusal, which the page could report, too, without end. */
export const logError = (agentId: AgentId, agent: Agent, error: unknown): AgentFact[] =>
  (agent.context.errors ?? 0) >= maxErrorReports ? [] : [AgentErrorLogged({ agentId, error: cutReport(error) })];

const words: Record<string, string> = {
  working: 'in task',
  timedOut: 'timeout',
  accepted: 'approved',
};
/** The agent's state in the words browsers and exports know (`in task`, `completed`, `timeout`, `returned`, …). */
export const statusOf = (agent: Agent): string => statusNamed(agent.value as string);

/** The same for the name of a state of its machine. */
export const statusNamed = (state: string): string => words[state] ?? state;

// ── To-dos ───────────────────────────────────────────────────────────────────

// None.
