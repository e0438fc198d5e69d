import type { Limits, Packet } from '../actors/agent.ts';
import type { ImportCommand } from '../actors/import.ts';
import type { QualificationCommand } from '../actors/qualification.ts';
import type { RunCommand } from '../actors/run-decide.ts';
import type { Answer } from '../actors/unit.ts';
import type { WorkerCommand } from '../actors/worker.ts';
import type { AgentId, QualificationId, RunId, UnitId, WorkerId } from '../events/ids.ts';
import type { TaskRunOpened } from '../events/task-run.ts';
import type { TaskConfig } from './config/task-keys.ts';
import type { QuarantinedRun } from './quarantine.ts';

/**
 * All that a door may ask of the runtime. Every call takes one plain object and answers with plain JSON data, so that a door can be
 * in another process: `run.submit({ run: 'films-x7k2p', … })` can travel as `ask.films-x7k2p.submit`. A refusal is thrown.
 */
export type RuntimeCalls = { run: RunCalls; workspace: WorkspaceCalls };

/** A refusal as plain data. */
export type PlainRefusal = { code: string; status: number; message: string; retryAfterSeconds?: number };

/** What a command led to: how many facts, 0 if it was done before, and the number of the commit that holds them. */
export type Recorded = { facts: number; sequence: number };

type OfRun = { run: string };
type OfAgent = OfRun & { agentId: AgentId };

/** What a run was opened with. It never changes, so a door may keep it. */
export type RunDescription = {
  run: string;
  config: TaskConfig;
  /** The task folder on the machine that launched it. */
  folder: string;
  /** How much one agent may send in all. */
  limits: Limits;
};

/** A worker who opened the page, as the provider and the page name them. */
export type Arrival = OfRun & { provider: string; worker: string; registration: string };

/** The agent that an arriving worker became, with the data of its unit; or why there is no work. */
export type Arrived = { workerId: WorkerId } & (
  | { refusal: PlainRefusal }
  | {
      agentId: AgentId;
      /** Whether the unit is given out just now; else the page was here before. */
      isNew: boolean;
      data: Record<string, unknown>;
      /** How long it took to read the data, in ms. */
      dataMs: number;
      /** When the unit is taken back (ISO 8601, UTC), if it is still in work. */
      deadline?: string;
      /** How long before the deadline the page submits by itself, in seconds. */
      autoSubmitSeconds?: number;
    }
);

/** An agent as a door sees it. */
export type AgentView = {
  agentId: AgentId;
  workerId: WorkerId;
  unitId: UnitId;
  /** In the words that browsers and exports know: `in task`, `completed`, `timeout`, … */
  status: string;
  hasSubmitted: boolean;
  /** How many bytes of files it may still send. */
  fileBytesLeft: number;
};

/** The calls about one run. They refuse with `run/unknown` unless their comment says otherwise. */
export type RunCalls = {
  describe(query: OfRun): Promise<RunDescription>;
  /** Whether the run is open; false for one that is unknown or quarantined. */
  exists(query: OfRun): Promise<boolean>;
  /** Whether the run is open and has this unit. */
  hasUnit(query: OfRun & { unitId: UnitId }): Promise<boolean>;
  /** The number of the run's last commit. */
  sequence(query: OfRun): Promise<number>;
  /** How many assignments the run has, and whether it is still being launched. */
  assignments(query: OfRun): Promise<{ made: number; isOpening: boolean }>;
  /** Gives an arriving worker a unit, or the one they have. */
  arrive(query: Arrival): Promise<Arrived>;
  /** Those of the agents that the run has. */
  agents(query: OfRun & { agentIds: readonly string[] }): Promise<AgentView[]>;
  submit(query: OfAgent & Answer): Promise<Recorded>;
  submitMetadata(query: OfAgent & Packet): Promise<Recorded>;
  /** The agent, if it may send this metadata; refuses as `submitMetadata` would, and records nothing. */
  checkMetadata(query: OfAgent & Pick<Packet, 'metadata'>): Promise<AgentView>;
  returnUnit(query: OfAgent): Promise<Recorded>;
  /** Records an error that an agent's page met; nothing for an unknown agent. */
  logError(query: OfAgent & { error: unknown }): Promise<Recorded>;
  /** Any other command to the run, on behalf of `by`. */
  decide(query: OfRun & { command: RunCommand; by: string }): Promise<Recorded>;
};

/** How a run is doing, as far as the rows do not say it. */
export type RunFigures = {
  run: string;
  /** Units submitted per hour of work, over the last quarter of an hour of it; none before the first. */
  perHour?: number;
  /** When the last unit was submitted, in ms since 1970. */
  lastSubmittedAt?: number;
  dataEnded: boolean;
  /** How many workers found no work in the last ten minutes. */
  foundNoWork: number;
};

/** What an id names. */
export type Located =
  | { kind: 'unit'; run: string; unitId: UnitId }
  | { kind: 'agent'; run: string; agentId: AgentId }
  | { kind: 'run'; run: string }
  | { kind: 'worker'; workerId: WorkerId }
  | { kind: 'qualification'; qualificationId: QualificationId };

/** The calls about all runs, and about what is decided above them. */
export type WorkspaceCalls = {
  /** A command about a qualification, a worker or an import, on behalf of `by`. */
  decide(query: { command: QualificationCommand | WorkerCommand | ImportCommand; by: string }): Promise<Recorded>;
  /** The number of the last commit above runs. */
  sequence(): Promise<number>;
  /** The number of the last commit of any run. */
  lastSequence(): Promise<number>;
  hasWorked(query: { workerId: WorkerId }): Promise<boolean>;
  qualification(query: { qualificationId: QualificationId }): Promise<{ name: string; isActive: boolean } | null>;
  /** What an id names, or null; `run/unknown` for a unit whose run is not there. */
  locate(query: { id: string }): Promise<Located | null>;
  quarantined(): Promise<readonly QuarantinedRun[]>;
  /** Open problems, one sentence each. */
  problems(): Promise<string[]>;
  figures(): Promise<RunFigures[]>;
  /** How many agents of each run that is not complete have each status. */
  agentCounts(): Promise<{ run: string; statuses: Record<string, number> }[]>;
  /** How many workers hold a unit. */
  activeWorkers(): Promise<number>;
  /** Opens a run in place of one that cannot be read any more, with the page of that one. */
  recreate(query: { opening: Parameters<typeof TaskRunOpened>[0]; instead: RunId; by: string }): Promise<Recorded>;
};
