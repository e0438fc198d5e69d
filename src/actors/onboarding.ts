import { assign, type SnapshotFrom, setup } from 'xstate';
import type { AnyNewFact } from '../events/catalog.ts';
import type { AgentId, WorkerId } from '../events/ids.ts';
import {
  type OnboardingFact,
  OnboardingFailed,
  OnboardingGranted,
  OnboardingPageJudged,
  OnboardingPageSubmitted,
  OnboardingPassed,
  OnboardingStarted,
} from '../events/onboarding.ts';
import type { RunSettings } from '../events/task-run.ts';
import { activeSince } from './active-time.ts';
import { actorOf, type Todo } from './actor.ts';
import { actorStatesOf } from './actor-states.ts';
import type { Arrival } from './agent.ts';
import { refuse } from './refusals.ts';
import type { Held } from './requirements.ts';

// ── State machine ────────────────────────────────────────────────────────────

type Page = Record<string, unknown>;

type Context = {
  workerId: WorkerId;
  /** Who the worker is at their provider, and the page they opened: as which they go on once they have passed. */
  provider: string;
  worker: string;
  registration: string;
  /** The pages, if the task's code made them for this worker. */
  own?: readonly Page[];
  /** The page they are at, counted from 0. */
  page: number;
  mistakes: number;
  /** Whether the last answer was wrong, so that the page is shown again. */
  isAgain: boolean;
  /** The answer that is to be judged. */
  answer?: unknown;
  /** Why the last answer was wrong. */
  explanation?: string;
  /** Since when the page is shown. */
  shownAt?: string;
};

const nobody = { workerId: '' as WorkerId, provider: '', worker: '', registration: '' };
const blank: Context = { ...nobody, page: 0, mistakes: 0, isAgain: false };

/** Recorded facts carry when they happened. */
type Event = OnboardingFact & { at?: string };

/** The life of an onboarding: pages that are submitted and judged in turn, then passed or failed, then granted. */
export const machine = setup({
  types: {} as { context: Context; events: Event },
  actions: {
    remember: assign(({ event, context }) => {
      if (event.type !== 'onboarding.started') return context;
      const { workerId, provider, worker, registration, pages } = event.data;
      return { workerId, provider, worker, registration, shownAt: event.at, ...(pages ? { own: pages } : {}) };
    }),
    noteAnswer: assign(({ event }) =>
      event.type === 'onboarding.page-submitted' ? { answer: event.data.answer } : {},
    ),
    noteJudgement: assign(({ event, context: { page, mistakes } }) => {
      if (event.type !== 'onboarding.page-judged') return {};
      const { correct, explanation } = event.data;
      const at = correct ? { page: page + 1 } : { mistakes: mistakes + 1 };
      const why = correct ? undefined : explanation;
      return { ...at, answer: undefined, isAgain: !correct, explanation: why, shownAt: event.at };
    }),
    noteEnd: assign(({ event }) => ({
      answer: undefined,
      own: undefined,
      explanation: event.type === 'onboarding.failed' ? event.data.explanation : undefined,
    })),
  },
}).createMachine({
  id: 'onboarding',
  context: blank,
  initial: 'initial',
  states: {
    initial: { on: { 'onboarding.started': { target: 'working', actions: 'remember' } } },
    working: { on: { 'onboarding.page-submitted': { target: 'judging', actions: 'noteAnswer' } } },
    judging: {
      on: {
        'onboarding.page-judged': { target: 'working', actions: 'noteJudgement' },
        'onboarding.passed': { target: 'passed', actions: 'noteEnd' },
        'onboarding.failed': { target: 'failed', actions: 'noteEnd' },
      },
    },
    passed: { on: { 'onboarding.granted': 'qualified' } },
    failed: { on: { 'onboarding.granted': 'disqualified' } },
    qualified: {},
    disqualified: {},
  },
});

/** An onboarding as a fold over its facts. */
export const onboarding = actorOf(machine);
export type Onboarding = SnapshotFrom<typeof machine>;

/** The onboardings of a run; `last` is that of each worker, `open` are those that wait to be judged or granted. */
export type Onboardings = {
  states: ReturnType<typeof actorStatesOf<Onboarding, Context>>;
  last: Map<WorkerId, AgentId>;
  open: Set<AgentId>;
};

/** The onboardings of a new run. */
export const noOnboardings = (): Onboardings => ({
  states: actorStatesOf(onboarding),
  last: new Map(),
  open: new Set(),
});

/** Whether a fact is about an onboarding. */
export const isOnboardingFact = (fact: { type: string }): fact is OnboardingFact => fact.type.startsWith('onboarding.');

/** Takes in a fact about an onboarding. */
export function noteOnboarding({ states, last, open }: Onboardings, fact: OnboardingFact): void {
  const { agentId, workerId } = fact.data;
  states.apply(agentId, fact);
  if (fact.type === 'onboarding.started') last.set(workerId, agentId);
  const waits = isWaiting(states.get(agentId));
  if (waits) open.add(agentId);
  else open.delete(agentId);
}

const isWaiting = (state: Onboarding | undefined) =>
  state !== undefined && (state.matches('judging') || state.matches('passed') || state.matches('failed'));

// ── Who needs it ─────────────────────────────────────────────────────────────

/** The agent ids of onboardings begin so, which is how worker pages tell that this is no unit yet; others never do. */
export const onboardingPrefix = 'onboarding-';

/** What a worker holds, and the run's settings about its onboarding. */
type Asked = { workerId: WorkerId; holds?: Held };

/** Whether a worker has the onboarding before them, has failed it, or has nothing to do with it. */
export function onboardingOf(
  { last, states }: Onboardings,
  { onboarding: setting }: Pick<RunSettings, 'onboarding'>,
  { workerId, holds = {} }: Asked,
): 'none' | 'needed' | 'failed' {
  if (!setting) return 'none';
  // Until what follows is granted, the run itself knows the outcome.
  const own = states.get(last.get(workerId) ?? '');
  if (own?.matches('passed')) return 'none';
  if (own?.matches('failed')) return 'failed';
  const value = Object.hasOwn(holds, setting.qualificationId) ? holds[setting.qualificationId] : undefined;
  if (value === undefined) return 'needed';
  return value === 0 ? 'failed' : 'none';
}

/** The onboarding that a worker is at, if they are at one. */
export function onboardingAt({ last, states }: Onboardings, workerId: WorkerId): AgentId | undefined {
  const agentId = last.get(workerId);
  const state = agentId && states.get(agentId);
  return state && (state.matches('working') || state.matches('judging')) ? agentId : undefined;
}

// ── Commands ─────────────────────────────────────────────────────────────────

/** A command about one onboarding; `page` counts from 0. A submission is for where its page says that it was: `page`, and after how many mistakes. */
export type OnboardingCommand = { agentId: AgentId } & (
  | {
      type: 'onboarding.submit';
      answer: unknown;
      page?: number;
      mistakes?: number;
      activeSeconds?: number;
      now?: string;
      limits?: { answerBytes: number };
    }
  | { type: 'onboarding.judge'; page: number; correct: boolean; explanation?: string }
  | { type: 'onboarding.note-granted' }
);

/** The fact that an arriving worker begins the onboarding; `pages` are those that the task's code made for them. */
export function started(arrival: Arrival, pages?: Page[]): AnyNewFact {
  const { agentId, workerId, provider, worker, registration } = arrival;
  const id = `${onboardingPrefix}${agentId}` as AgentId;
  return OnboardingStarted({ agentId: id, workerId, provider, worker, registration, ...(pages ? { pages } : {}) });
}

/** Returns an empty list when nothing changes, as for a page that is submitted again, or whose other tab was first. */
export function decide(
  command: OnboardingCommand,
  { states }: Onboardings,
  { onboarding: setting }: Pick<RunSettings, 'onboarding'>,
): OnboardingFact[] {
  const { agentId } = command;
  const state = states.get(agentId);
  if (!state || !setting) throw refuse('agent/unknown', { agent: agentId });
  const { workerId, page, mistakes, own } = state.context;
  const of = { agentId, workerId };
  switch (command.type) {
    case 'onboarding.submit': {
      const isStale = (command.page ?? page) !== page || (command.mistakes ?? mistakes) !== mistakes;
      if (!state.matches('working') || isStale) return [];
      assertBytes(command);
      const used = activeSince(state.context.shownAt, command);
      return [OnboardingPageSubmitted({ ...of, page, answer: command.answer, ...used })];
    }
    case 'onboarding.judge': {
      if (!state.matches('judging') || command.page !== page) return [];
      const isLast = page + 1 >= (own?.length ?? setting.pages);
      return [judged(command, { ...of, page }, { isLast, isTooMany: mistakes >= setting.maxMistakes })];
    }
    case 'onboarding.note-granted':
      return state.matches('passed') || state.matches('failed') ? [OnboardingGranted(of)] : [];
  }
}

function judged(
  { correct, explanation }: Extract<OnboardingCommand, { type: 'onboarding.judge' }>,
  of: { agentId: AgentId; workerId: WorkerId; page: number },
  { isLast, isTooMany }: { isLast: boolean; isTooMany: boolean },
): OnboardingFact {
  if (correct) return isLast ? OnboardingPassed(of) : OnboardingPageJudged({ ...of, correct });
  const why = explanation === undefined ? {} : { explanation };
  return isTooMany ? OnboardingFailed({ ...of, ...why }) : OnboardingPageJudged({ ...of, correct, ...why });
}

function assertBytes({ answer, limits }: Extract<OnboardingCommand, { type: 'onboarding.submit' }>): void {
  if (!limits) return;
  const bytes = new TextEncoder().encode(JSON.stringify(answer) ?? '').length;
  if (bytes > limits.answerBytes) throw refuse('agent/answer-too-large', { bytes, most: limits.answerBytes });
}

/** The state in the words that browsers and exports know. */
export function statusOf(state: Onboarding): string {
  if (state.matches('working')) return 'onboarding';
  if (state.matches('judging')) return 'waiting';
  return state.matches('passed') || state.matches('qualified') ? 'approved' : 'rejected';
}

// ── To-dos ───────────────────────────────────────────────────────────────────

/** A submitted page waits to be judged, an outcome for its qualification to be granted. */
export const todo = ({ open, states }: Onboardings): Todo[] =>
  [...open].map((key) => ({ do: states.get(key)?.matches('judging') ? 'judge-onboarding' : 'grant-onboarding', key }));
