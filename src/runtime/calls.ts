import type { Limits, Packet } from '../actors/agent.ts';
import type { ImportCommand } from '../actors/import.ts';
import type { PaymentCommand } from '../actors/paid-by-hand.ts';
import type { CallOf } from '../actors/procedure.ts';
import type { QualificationCommand } from '../actors/qualification.ts';
import type { RunCommand } from '../actors/run-decide.ts';
import type { Answer } from '../actors/unit.ts';
import type { WorkerCommand } from '../actors/worker.ts';
import type { PageFrame } from '../api/worker-page.ts';
import type { AgentId, QualificationId, RunId, UnitId, WorkerId } from '../events/ids.ts';
import type { TaskRunOpened, WorkerIdentity } from '../events/task-run.ts';
import type { SettingsOutcome, SettingsRequest } from './change-settings.ts';
import type { TaskConfig } from './config/task-keys.ts';
import type { PublishedOffer } from './ports/provider-account.ts';
import type { QuarantinedRun } from './quarantine.ts';
import type { RebuildOutcome } from './rebuild-page.ts';
import type { ReloadOutcome } from './reload-code.ts';
import type { RunHost } from './run-functions.ts';

/**
 * The calls of adapters to the runtime. Each takes one plain object and resolves to plain JSON data, so that an adapter can be in
 * another process: `run.submit({ run: 'films-x7k2p', … })` can be sent as `ask.films-x7k2p.submit`. Refusals are thrown.
 */
export type RuntimeCalls = { run: RunCalls; workspace: WorkspaceCalls };

/** A refusal as plain data. */
export type PlainRefusal = { code: string; status: number; message: string; retryAfterSeconds?: number };

/** How many answers and bonuses were recorded as paid, or as not paid after all, how many of these are not owed, and the sequence of the last commit; 0 without one. */
export type Paid = { answers: number; bonuses: number; notOwed: number; sequence: number };

/** The result of a command: how many facts it recorded, 0 if it was done before, and the sequence of their commit. */
export type Recorded = { facts: number; sequence: number };

type OfRun = { run: string };
type OfAgent = OfRun & { agentId: AgentId };

/** What a run was opened with. Callers may cache it, except for the time for a unit, its pay, the word of the open link and the version of a page, which are the present ones. */
export type RunDescription = {
  run: string;
  config: TaskConfig;
  /** The task folder on the machine that launched it. */
  folder: string;
  /** How the run knows who a worker is. */
  identity: WorkerIdentity;
  /** Of a run for development: the version of its page, empty for that of its launch. */
  developedPage?: string;
  /** The word in the link of an open run; empty if its config has none. */
  openLink: string;
  /** How much one agent may send in total. */
  limits: Limits;
};

/** A worker who opened the page, with their name at the provider and the page's registration id. */
export type Arrival = OfRun & {
  provider: string;
  worker: string;
  registration: string;
  /** The invitation by which they come, in a run for invited workers. */
  invitationId?: string;
  /** The language that their browser asks for first, by which conversations may pair. */
  language?: string;
  /** What a panel has put into their link besides their id, by parameter. */
  link?: Readonly<Record<string, string>>;
  /** The provider's ids of the place that they took, and of its offer as far as their link names it. */
  place?: { submission: string; offer?: string };
};

/** A place at a provider in which an agent works, by the provider's id, and its offer. */
export type AgentPlace = { provider: string; submission: string; offer: PublishedOffer };

/** Where a worker is in an onboarding. */
export type OnboardingAgent = { agentId: AgentId; isNew: boolean; isOnboarding: true; data: Record<string, unknown> };

/** The agent of a connected worker, with the data of its unit; or why there is no work. */
export type Arrived = {
  workerId: WorkerId;
} /** `submitted` is how many units they have submitted in this run, or in their place at a provider, without a screening that they failed. */ & (
  | { refusal: PlainRefusal; submitted: number }
  | OnboardingAgent
  | {
      agentId: AgentId;
      /** Whether the unit was assigned by this call; false if the page had connected before. */
      isNew: boolean;
      /** Whether the page comes back after it had submitted: this is its next unit. */
      hadSubmitted: boolean;
      /** At most how many further units they can get in this run; undefined while more items may come. */
      left?: number;
      data: Record<string, unknown>;
      /** The time to read the data, in ms. */
      dataMs: number;
      /** When the unit times out (ISO 8601, UTC), if it is still in progress. */
      deadline?: string;
      /** What the unit pays, where the pay of the run was changed while it was open. */
      pay?: PageFrame['pay'];
      /** How long before the deadline the page submits by itself, in seconds. */
      autoSubmitSeconds?: number;
    }
);

/** The state of an agent. */
export type AgentView = {
  agentId: AgentId;
  workerId: WorkerId;
  /** None for an agent of an onboarding. */
  unitId?: UnitId;
  /** The status as browsers and exports name it: `in task`, `completed`, `timeout`, … */
  status: string;
  hasSubmitted: boolean;
  /** How many bytes of files the agent may still send. */
  fileBytesLeft: number;
};

/** What a procedure gave, or the sentence with which it failed, for its worker, and its code. */
export type ProcedureReply = { result: unknown } | { failed: string; code: string };

/** A call of a procedure by a page: the id is the page's own, and tells it from the agent's other calls. */
export type ProcedureRequest = CallOf & { run: string; name: string; args: unknown };

/** The calls about one run. They refuse with `run/unknown` unless their comment says otherwise. */
export type RunCalls = {
  describe(query: OfRun): Promise<RunDescription>;
  /** Whether the run is open; false for one that is unknown or quarantined. */
  exists(query: OfRun): Promise<boolean>;
  /** Whether the run is open and has this unit. */
  hasUnit(query: OfRun & { unitId: UnitId }): Promise<boolean>;
  /** The sequence of the run's last commit. */
  sequence(query: OfRun): Promise<number>;
  /** The number of the run's assignments, and whether it is still being launched. */
  assignments(query: OfRun): Promise<{ made: number; isOpening: boolean }>;
  /** The name of an invited worker; throws `work/not-invited`, `work/invitation-withdrawn` or `work/invitation-expired`. */
  guest(query: OfRun & { workerId: WorkerId; invitationId: string }): Promise<string>;
  /** Whether an invitation is the last one of its worker, also if it was withdrawn or has expired. */
  isLastInvitation(query: OfRun & { workerId: WorkerId; invitationId: string }): Promise<boolean>;
  /** The workers who got no unit when they came last, with the reason. */
  refused(query: OfRun): Promise<{ worker: string; reason: string }[]>;
  /** The offer at a provider from which somebody comes whose link names it so; the last one there if it names none of the run's. Null without an offer there. */
  offerFor(query: OfRun & { provider: string; offer?: string }): Promise<PublishedOffer | null>;
  /** The place at a provider in which an agent works; null for one that has none. */
  placeOf(query: OfAgent): Promise<AgentPlace | null>;
  /** Assigns a unit to a worker, or returns the one they have. */
  arrive(query: Arrival): Promise<Arrived>;
  /** The existing agents among these. */
  agents(query: OfRun & { agentIds: readonly string[] }): Promise<AgentView[]>;
  submit(query: OfAgent & Answer): Promise<Recorded>;
  /** Whether an agent's answer completes the study for its worker: it counts, and is no screening that they have not passed. */
  completes(query: OfAgent): Promise<boolean>;
  /**
   * Submits a page of an onboarding, counted from 1, that was shown after so many mistakes; resolves to what its worker gets next. Refuses
   * with `onboarding/not-judged`.
   */
  submitOnboarding(
    query: OfAgent &
      Pick<Arrival, 'invitationId' | 'language' | 'link' | 'place'> & {
        answer: unknown;
        page?: number;
        mistakes?: number;
        activeSeconds?: number;
      },
  ): Promise<Arrived>;
  submitMetadata(query: OfAgent & Packet): Promise<Recorded>;
  /** The agent, if it may send this metadata; refuses like `submitMetadata`, but records nothing. */
  checkMetadata(query: OfAgent & Pick<Packet, 'metadata'>): Promise<AgentView>;
  /** Calls a procedure of the task's code for a page, once for each id; refuses with `procedure/unknown` or `procedure/not-at-work`, and like the code. */
  callProcedure(query: ProcedureRequest): Promise<ProcedureReply>;
  returnUnit(query: OfAgent): Promise<Recorded>;
  /** Records an error of an agent's page; does nothing for an unknown agent. */
  logError(query: OfAgent & { error: unknown }): Promise<Recorded>;
  /** Changes settings of an open run, on behalf of `by`. */
  changeSettings(query: OfRun & SettingsRequest & { by: string }): Promise<SettingsOutcome>;
  /** Loads the code of the run's task again, on behalf of `by`. */
  reloadCode(query: OfRun & { by: string }): Promise<ReloadOutcome>;
  /** Builds the page of a run for development anew, on behalf of `by`. */
  rebuildPage(query: OfRun & { by: string }): Promise<RebuildOutcome>;
  /** Records payments, on behalf of `by`; what was paid before does not count. */
  pay(query: OfRun & { command: PaymentCommand; by: string }): Promise<Paid>;
  /** Sends any other command to the run, on behalf of `by`. */
  decide(query: OfRun & { command: RunCommand; by: string }): Promise<Recorded>;
};

/** Live figures of a run that are not in the rows. */
export type RunFigures = {
  run: string;
  /** Units submitted per hour, over the last 15 minutes of work; undefined before the first. */
  perHour?: number;
  /** When the last unit was submitted, in ms since 1970. */
  lastSubmittedAt?: number;
  dataEnded: boolean;
  /** How many workers found no work in the last 10 minutes. */
  foundNoWork: number;
  /** How many workers may not work, by the reason that applied last. */
  refused: { reason: string; workers: number }[];
  /** What the task's own code fails to do at present, one sentence each. */
  codeFailures: string[];
  /** How many units are open that everybody who came has had; 0 while others are open. */
  onlyForNew: number;
  /** How many workers take part in each condition between subjects. */
  conditions: { condition: string; workers: number }[];
};

/** The thing that an id names. */
export type Located =
  | { kind: 'unit'; run: string; unitId: UnitId }
  | { kind: 'agent'; run: string; agentId: AgentId }
  | { kind: 'run'; run: string }
  | { kind: 'worker'; workerId: WorkerId }
  | { kind: 'qualification'; qualificationId: QualificationId };

/** The calls about all runs and the workspace. */
export type WorkspaceCalls = {
  /** Sends a command about a qualification, a worker or an import, on behalf of `by`. */
  decide(query: { command: QualificationCommand | WorkerCommand | ImportCommand; by: string }): Promise<Recorded>;
  /** The sequence of the workspace's last commit. */
  sequence(): Promise<number>;
  /** The sequence of the last commit of any run. */
  lastSequence(): Promise<number>;
  hasWorked(query: { workerId: WorkerId }): Promise<boolean>;
  /** Whether a worker has come to a run, also if they got nothing there, or is invited to one. */
  isExpected(query: { workerId: WorkerId }): Promise<boolean>;
  /** The id of a worker by their name at a provider, also before they come. */
  workerNamed(query: { provider: string; name: string }): Promise<WorkerId>;
  qualification(query: { qualificationId: QualificationId }): Promise<{ name: string; isActive: boolean } | null>;
  /** The thing that an id names, or null; refuses a unit of an unknown run with `run/unknown`. */
  locate(query: { id: string }): Promise<Located | null>;
  quarantined(): Promise<readonly QuarantinedRun[]>;
  /** Open problems, one sentence each. */
  problems(): Promise<string[]>;
  /** The hosts of the runs' own code. */
  hosts(): Promise<RunHost[]>;
  figures(): Promise<RunFigures[]>;
  /** Counts of agents by status, for each run that is not complete. */
  agentCounts(): Promise<{ run: string; statuses: Record<string, number> }[]>;
  /** The number of workers who hold a unit. */
  activeWorkers(): Promise<number>;
  /** Opens a run in place of one that cannot be read any more, with a copy of its page. */
  recreate(query: { opening: Parameters<typeof TaskRunOpened>[0]; instead: RunId; by: string }): Promise<Recorded>;
};
