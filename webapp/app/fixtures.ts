import type { z } from 'zod';
import { noSpecialUnits } from '../../src/api/fixtures.ts';
import type { LaunchPlan } from '../../src/api/launch.ts';
import type { Item, QueueGroup } from '../../src/api/queue.ts';
import type { AppliedRule } from '../../src/api/rules.ts';
import type { LiveRun } from '../../src/api/runs.ts';
import type { UnitDetail, UnitRow } from '../../src/api/units.ts';
import type { getWorker, Qualification } from '../../src/api/workers.ts';

export const noon = '2026-11-21T12:00:00Z';

/** A run of twelve items, of which three are submitted and two are reviewed. */
export const aRun = (changes: Partial<LiveRun> = {}): LiveRun => ({
  id: 'films-1',
  task: 'films',
  title: 'Films',
  status: 'launched',
  assignments: 12,
  units_per_assignment: 1,
  units: 12,
  open: 8,
  assigned: 1,
  completed: 3,
  accepted: 1,
  soft_rejected: 0,
  rejected: 1,
  expired: 0,
  ...noSpecialUnits,
  at_work: 1,
  problem: null,
  opened_at: noon,
  launched_at: noon,
  ended_at: null,
  hidden: false,
  development: false,
  worker_identity: 'open',
  worker_url: 'http://films-1.localhost:8400/',
  to_review: 1,
  second_opinions: 0,
  pace_per_hour: 40,
  expected_end: null,
  currency: 'EUR',
  pay_cents: 50,
  spent_cents: 50,
  committed_cents: 100,
  bonus_cents: 0,
  present: 0,
  turned_away: 0,
  refused: [],
  only_for_new: 0,
  unit_order: 'first in, first out',
  most_units_per_assignment: null,
  treatments: null,
  conditions: [],
  requirements: [],
  onboarding: null,
  screening: null,
  gold: null,
  problems: [],
  ...changes,
});

/** Three items with three answers each, paid. */
export const aPlan: LaunchPlan = {
  task: 'cafes',
  title: 'Cafés',
  items: 3,
  units: 9,
  keys: ['text'],
  currency: 'USD',
  unit_cents: 20,
  order: 'first in, first out',
  treatments: null,
  most_units: 9,
  ...{ requirements: [], onboarding: null, qualifications: [], creates: [] },
  max_cents: 180,
};

export const aUnitRow = (id: string, changes: Partial<UnitRow> = {}): UnitRow => ({
  id,
  run: 'films-1',
  task: 'films',
  assignment: id.replace(/\.\d+$/, ''),
  status: 'completed',
  agent: `agent-of-${id}`,
  worker: 'ada',
  assigned_at: noon,
  deadline: null,
  submitted_at: noon,
  seconds: 12,
  reviewed_at: null,
  reviewed_by: null,
  note: null,
  second_opinion: null,
  second_opinions: [],
  purpose: null,
  correct: null,
  pay_cents: 50,
  flagged: null,
  bonus_cents: 0,
  comments: 0,
  ...changes,
});

/** A unit that Ada has answered. */
export const aUnit = (id: string, changes: Partial<UnitDetail> = {}): UnitDetail => ({
  ...aUnitRow(id),
  expected: null,
  in_words: [{ key: 'genre', label: 'What kind of film?', answer: 'Drama', expected: null, correct: null, others: [] }],
  title: 'Films',
  data: { title: `Film of ${id}` },
  answer: { genre: 'Drama' },
  files: [],
  active_seconds: null,
  signals: null,
  answers: [
    {
      agent: `agent-of-${id}`,
      worker: 'ada',
      answer: { genre: 'Drama' },
      files: [],
      submitted_at: noon,
      late: false,
      auto_submitted: false,
      active_seconds: null,
      signals: null,
    },
  ],
  metadata: [],
  calls: [],
  conversation: null,
  history: [],
  bonuses: [],
  thread: [],
  review_url: null,
  ...changes,
});

export const aGroup = (key: string, waiting: number): QueueGroup => ({
  key,
  waiting,
  second_opinions: 0,
  comments: 0,
  accepted: 0,
  soft_rejected: 0,
  rejected: 0,
  oldest_at: noon,
  agreement: null,
});

type Worker = z.output<typeof getWorker.reply>;
export const aWorker = (changes: Partial<Worker> = {}): Worker => ({
  id: 'ada',
  provider: 'inhouse',
  first_seen: noon,
  last_seen: noon,
  assigned: 0,
  submitted: 3,
  waiting: 1,
  accepted: 1,
  soft_rejected: 0,
  rejected: 1,
  assessed: null,
  median_seconds: 12,
  blocked: null,
  rules: [],
  qualifications: [],
  history: [],
  signals: null,
  ...changes,
});

export const aQualification = (changes: Partial<Qualification> = {}): Qualification => ({
  id: 'q1',
  name: 'careful',
  description: 'Ten good answers.',
  created_at: noon,
  created_by: 'reviewer:anna',
  retired: false,
  workers: 0,
  ...changes,
});

/** A rule that has excluded Ada from the task. */
export const anAppliedRule = (changes: Partial<AppliedRule> = {}): AppliedRule => ({
  id: 'films-1.rule.0',
  run: 'films-1',
  worker: 'ada',
  unit: 'films-1.0.0',
  at: noon,
  rule: 'if wrong_golds >= 3: exclude',
  action: 'exclude',
  reason: null,
  measure: 'wrong_golds',
  measured: 3,
  submitted: 5,
  until: null,
  refused: [],
  undone: null,
  ...changes,
});

/** An item to which Ada and Bob gave different answers. */
export const anItem = (changes: Partial<Item> = {}): Item => ({
  assignment: 'films-1.0',
  run: 'films-1',
  task: 'films',
  data: { title: 'Jaws' },
  answers: [['films-1.0.0', 'ada', 'Drama'] as const, ['films-1.0.1', 'bob', 'Horror'] as const].map(
    ([unit, worker, genre]) => ({
      unit,
      worker,
      status: 'completed' as const,
      answer: { genre },
      files: [],
      seconds: 12,
      signals: null,
      flagged: null,
      decision: null,
    }),
  ),
  questions: [{ key: 'genre', agreement: 0, labels: { Drama: 1, Horror: 1 } }],
  offered: {},
  adjudicated: null,
  withdrawn: [],
  ...changes,
});
