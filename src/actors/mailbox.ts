import { type Fact, read } from '../events/catalog.ts';
import type { Stamp } from '../events/fact.ts';
import {
  type CommitDraft,
  CommitTooLarge,
  Conflict,
  type Log,
  LogDamaged,
  LogFull,
  LogUnavailable,
} from '../events/log.ts';
import type { Decider } from './decider.ts';
import { fitting } from './fitting.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';
import { openRuling, type Ruling } from './ruling.ts';

/** What an asker learns once everything is on disk: the facts it led to, and the sequence of the last commit before or with them. */
export type Outcome = { facts: readonly Fact[]; sequence: number };

export type Mailbox<State, Command> = {
  /** Decides the command against the state and resolves when that, and all it was decided on, is on disk; throws refusals. */
  ask(command: Command, by: string): Promise<Outcome>;
  /** The state as decided so far; some of it may still be on its way to disk. */
  readonly state: State;
  /** The sequence of the last stored commit. */
  readonly sequence: number;
  /** Whether everything decided so far is on disk. */
  readonly isQuiet: boolean;
  /** Whether the log has not answered for so long that nobody is kept waiting. */
  readonly isCutOff: boolean;
};

export type MailboxSettings<State, Command> = {
  decider: Decider<State, Command>;
  log: Log;
  /** Whose commits these are: a run's id, or `ABOVE_RUNS`. */
  stream: string;
  stamp: (by: string) => Stamp;
  commitId: () => string;
  /** Waits before the log is asked again, `attempt` counting from 1. */
  pause: (attempt: number) => Promise<void>;
  /** Lets more come in, for a moment, before the next commit is cut; asked for only while many come at once. */
  gather?: () => Promise<void>;
  /** Why nothing can be recorded right now, if so: everything that is asked is refused with it. */
  refusalNow?: () => Refusal | undefined;
  /** Hears each commit once it is stored or replayed, in order. */
  onStored?: (commit: { sequence: number; facts: readonly Fact[] }) => void;
};

type Letter<Command> = {
  command: Command;
  by: string;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
};
type Decided<Command> = Letter<Command> & Ruling;

const maxWaiting = 20_000;
/** From so many letters a commit on, fewer and larger commits serve everybody better. */
const crowd = 8;
/** After so many questions without an answer nobody is kept waiting; nor after the first, when nothing can be recorded at all. */
const hopeless = 3;

function refusalFor(error: unknown): Refusal | undefined {
  if (error instanceof LogFull) return refuse('log/full');
  return error instanceof CommitTooLarge ? refuse('request/too-large') : undefined;
}

/**
 * One domain's commands, one after another. While a commit is being stored the mailbox goes on deciding against its own
 * state, and all it decided meanwhile is the next commit; nobody hears an outcome before what it rests on is on disk.
 */
export async function openMailbox<State, Command extends { type: string }>(
  settings: MailboxSettings<State, Command>,
): Promise<Mailbox<State, Command>> {
  const { decider, log, stream, stamp, commitId, pause, gather, refusalNow, onStored } = settings;
  const { create, evolve } = decider;
  const { mostBytes = Number.POSITIVE_INFINITY } = log;
  const ruleOn = openRuling({ decider, stamp, mostBytes });
  let state = create();
  let sequence = 0;
  let told = 0;
  /** Ruled on, in order, and not yet on disk. */
  let decided: Decided<Command>[] = [];
  /** The state went ahead of what is stored: letters wait unopened until it is read again. */
  let waiting: Letter<Command>[] | undefined;
  let storing = false;
  let failure: unknown;
  /** The commit that is on its way to disk; and whether the log has not answered for so long that nobody should wait. */
  let underway: Decided<Command>[] = [];
  let outage = false;

  /** Each commit is told once, also when the state is read again. */
  function tell(at: number, facts: readonly Fact[]) {
    if (at <= told) return;
    told = at;
    onStored?.({ sequence: at, facts });
  }

  function rule(letter: Letter<Command>): Decided<Command> {
    const ruling = ruleOn(letter, state);
    if (ruling.spoilt) waiting = [];
    return { ...letter, ...ruling };
  }

  function settle(done: Decided<Command>[]) {
    for (const { facts, refusal, resolve, reject } of done) {
      if (refusal) reject(refusal);
      else resolve({ facts, sequence });
    }
  }

  /** Asks the log until it answers: an outcome that is not known is asked for again under the same commit id. */
  async function untilAnswered<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await question();
        outage = false;
        return answer;
      } catch (error) {
        if (!(error instanceof LogUnavailable)) throw error;
        if (attempt >= hopeless || refusalNow?.()) letGo();
        await pause(attempt);
      }
    }
  }

  /** Whoever waits is told to ask again later. What they asked may still be stored: then asking again finds it done. */
  function letGo() {
    outage = true;
    for (const { reject } of [...underway, ...decided, ...(waiting ?? [])]) reject(refuse('log/unavailable'));
  }

  /** Reads everything again from the first fact; until that is done, the old state is what others see. */
  async function load() {
    const loaded = create();
    let end = 0;
    for await (const commit of log.read(stream)) {
      const facts = commit.facts.map(read);
      for (const fact of facts) evolve(loaded, fact);
      end = commit.sequence;
      tell(end, facts);
    }
    state = loaded;
    sequence = end;
  }

  /** Back to what the log says; then the letters are ruled on again, in order. */
  async function startOver(letters: Letter<Command>[]) {
    waiting ??= [];
    await untilAnswered(load);
    const unopened = [...letters, ...waiting];
    waiting = undefined;
    decided = [];
    for (const letter of unopened) post(letter);
  }

  function post(letter: Letter<Command>) {
    if (waiting) waiting.push(letter);
    else decided.push(rule(letter));
  }

  async function storeBatch(batch: Decided<Command>[]) {
    const json = batch.flatMap((letter) => letter.json);
    if (json.length) {
      const draft: CommitDraft = { id: commitId(), run: stream, json };
      sequence = await untilAnswered(() => log.append(draft, sequence));
      tell(
        sequence,
        batch.flatMap((letter) => letter.facts),
      );
    }
    settle(batch);
  }

  /** A commit that is certainly not stored: in a conflict everything is decided again, else its askers are told. */
  async function recover(error: unknown, batch: Decided<Command>[]) {
    if (error instanceof Conflict) return startOver([...batch, ...decided]);
    // What was decided rests on commits that are gone.
    if (error instanceof LogDamaged) throw error;
    await startOver(decided);
    const reason = refusalFor(error) ?? error;
    for (const letter of batch) letter.reject(letter.refusal ?? reason);
  }

  /** The history cannot be read any more: this mailbox is set aside, loudly, and others go on. */
  function giveUp(error: unknown) {
    failure = error;
    for (const letter of [...underway, ...decided, ...(waiting ?? [])]) letter.reject(error);
    decided = [];
    storing = false;
  }

  async function flush() {
    storing = true;
    while (decided.length || waiting) {
      const broken = waiting && decided.findIndex(({ spoilt }) => spoilt);
      if (broken !== undefined && broken >= 0) {
        settle(decided.splice(broken, 1));
        await startOver(decided);
        continue;
      }
      underway = decided.splice(0, fitting(decided, mostBytes));
      const isCrowded = underway.length >= crowd;
      try {
        await storeBatch(underway);
      } catch (error) {
        await recover(error, underway);
      }
      underway = [];
      if (isCrowded) await gather?.();
    }
    storing = false;
  }

  await load();

  return {
    ask(command, by) {
      if (failure) return Promise.reject(failure);
      const refusal = refusalNow?.() ?? (outage ? refuse('log/unavailable') : undefined);
      if (refusal) return Promise.reject(refusal);
      if (decided.length + (waiting?.length ?? 0) >= maxWaiting) return Promise.reject(refuse('log/busy'));
      return new Promise((resolve, reject) => {
        post({ command, by, resolve, reject });
        if (!storing) void flush().catch(giveUp);
      });
    },
    get state() {
      return state;
    },
    get sequence() {
      return sequence;
    },
    get isQuiet() {
      return !storing;
    },
    get isCutOff() {
      return outage;
    },
  };
}
