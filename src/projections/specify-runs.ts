import fc from 'fast-check';
import { evolve } from '../actors/evolve-run.ts';
import { Refusal } from '../actors/refusal.ts';
import { newRun, type Run } from '../actors/run.ts';
import { decide, type RunCommand, react } from '../actors/run-decide.ts';
import { catalog, type Fact } from '../events/catalog.ts';
import { noon, opening, person, settings, runId as theRun } from '../events/fixtures.ts';
import type { AgentId, AssignmentId, BonusId, CommentId, RunId, UnitId } from '../events/ids.ts';
import { type StoredCommit, storedCommit } from '../events/log.ts';

// Runs as they could have been: whatever commands come, the actors decide, and what they decide is the history.

/** Units time out within a history. */
const shortUnits = { ...settings, assignmentDurationSeconds: 60 };
/** In the second run, items get more units until their answers agree. */
const adaptive = { ...shortUnits, overlap: { question: 'nth', threshold: 0.7, mostUnits: 4 } };
const runIds = [theRun, 'shapes-1' as RunId];

const verbs = [
  'connect',
  'submit',
  'return',
  'metadata',
  'error',
  'expire',
  'accept',
  'soft-reject',
  'reject',
  'undo-review',
  'undo-supplement',
  'ask-second-opinion',
  'grant-bonus',
  'pay-bonus',
  'withdraw-bonus',
  'comment',
  'edit-comment',
  'remove-comment',
  'pay',
  'undo-payment',
  'undo-bonus-payment',
  'time-out',
] as const;
const rarities = [
  ...(['stop', 'pause', 'resume', 'extend', 'change-settings', 'note-code', 'note-page', 'hide', 'show'] as const),
  ...(['adjudicate', 'withdraw-adjudication', 'end-data', 'create', 'add-data', 'unreadable'] as const),
] as const;

const step = fc.record({
  run: fc.nat(1),
  verb: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...verbs) },
    { weight: 1, arbitrary: fc.constantFrom(...rarities) },
  ),
  /** Which agent, unit or bonus, of all there are by then. */
  nth: fc.nat(9),
});
type Step = { run: number; verb: (typeof verbs)[number] | (typeof rarities)[number]; nth: number };

const time = (tick: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, tick * 7)).toISOString();

/** Two reviewers, who now and then come to the same unit. */
const reviewerOf = ({ nth }: Step) => (nth % 3 ? 'reviewer:anna' : 'reviewer:ben');

function reviewOf(step: Step, unitId: UnitId, run: Run): RunCommand | undefined {
  const { verb, nth } = step;
  const note = nth % 2 ? { note: `note ${nth}` } : {};
  const review = { unitId, by: reviewerOf(step), ...note };
  const bonusId = `bonus-${nth % 5}-of-${unitId}` as BonusId;
  const promised = { bonusId, cents: 1 + nth, currency: 'EUR' };
  switch (verb) {
    case 'accept':
      return { type: 'unit.accept', ...review, ...(nth === 7 && !run.bonuses.has(bonusId) ? { bonus: promised } : {}) };
    case 'soft-reject':
    case 'reject':
      return { type: `unit.${verb}`, ...review, ...(nth === 4 ? { message: 'Look again.' } : {}) };
    case 'undo-supplement':
    case 'undo-review':
    case 'ask-second-opinion':
      return { type: `unit.${verb}`, ...review };
    case 'pay':
      return { type: 'units.pay', units: [{ unitId, cents: 1 + nth }], bonuses: [], currency: 'EUR' };
    case 'undo-payment': {
      const units = [{ unitId, cents: 1 + nth }];
      return { type: 'units.undo-payments', units, bonuses: [], currency: 'EUR', note: `note ${nth}` };
    }
    case 'grant-bonus':
      return { type: 'unit.grant-bonus', unitId, ...promised };
    case 'pay-bonus':
    case 'undo-bonus-payment':
    case 'withdraw-bonus': {
      const known = [...run.bonuses][nth % run.bonuses.size];
      return known && { type: `unit.${verb}`, bonusId: known[0], unitId: known[1].unitId, ...note };
    }
    case 'comment': {
      const commentId = `comment-${nth}-of-${unitId}` as CommentId;
      const [replyTo] = [...run.comments.keys()].slice(nth % 3, (nth % 3) + 1);
      const { by } = review;
      return {
        type: 'unit.comment',
        unitId,
        commentId,
        by,
        text: `text ${nth}`,
        ...(nth % 2 && replyTo ? { replyTo } : {}),
      };
    }
    case 'edit-comment':
    case 'remove-comment': {
      const known = [...run.comments][nth % run.comments.size];
      if (!known) return undefined;
      const [commentId, { unitId: its, by }] = known;
      const about = { unitId: its, commentId, by };
      return verb === 'edit-comment'
        ? { type: 'unit.edit-comment', ...about, text: `other text ${nth}` }
        : { type: 'unit.remove-comment', ...about };
    }
    default:
      return undefined;
  }
}

function steeringOf({ verb, nth }: Step, run: Run): RunCommand | undefined {
  const { unitsPerAssignment } = run.taskRun.context.settings;
  switch (verb) {
    case 'stop':
    case 'pause':
    case 'resume':
    case 'hide':
    case 'show':
      return { type: `task-run.${verb}` };
    case 'extend':
      return { type: 'task-run.extend', unitsPerAssignment: unitsPerAssignment + (nth % 3) };
    case 'change-settings': {
      const pay = nth > 4 ? { task_reward: nth / 10 } : {};
      const values = { max_num_concurrent_units: nth % 4, reoffer_returned_units: nth % 2 === 0, ...pay };
      return { type: 'task-run.change-settings', opened: {}, values, reason: `reason ${nth}` };
    }
    case 'note-code':
      return { type: 'task-run.note-code', file: 'task.ts', sha256: `sha-${nth % 2}` };
    case 'note-page':
      return { type: 'task-run.note-page', sha256: `sha-${nth % 2}` };
    case 'end-data':
      return { type: 'task-run.end-data', assignments: nth };
    default:
      return undefined;
  }
}

function commandOf(step: Step, run: Run, runId: RunId, now: string): RunCommand | undefined {
  const { verb, nth } = step;
  const known = [...run.agents.entries()];
  const agentId = (known[nth % known.length]?.[0] ?? 'nobody') as AgentId;
  const newAgent = `agent-${known.length}-of-${runId}` as AgentId;
  const worked = run.agents.get(agentId)?.context.unitId;
  const unitId = (worked && verb !== 'expire' ? worked : `${runId}.${nth >> 1}.${nth & 1}`) as UnitId;
  switch (verb) {
    case 'connect': {
      const who = { ...person(`w${nth % 4}`), agentId: newAgent, registration: newAgent };
      return { type: 'agent.connect', ...who, now, elsewhere: 0 };
    }
    case 'submit':
      return { type: 'agent.submit', agentId, answer: { nth } };
    case 'return':
      return { type: 'agent.return', agentId, now: noon };
    case 'metadata':
      return { type: 'agent.submit-metadata', agentId, metadata: nth };
    case 'error':
      return { type: 'agent.log-error', agentId, error: nth };
    case 'time-out':
      return { type: 'unit.time-out', unitId, now };
    case 'expire':
      return { type: 'unit.expire', unitId };
    case 'adjudicate':
      return {
        type: 'assignment.adjudicate',
        assignmentId: `${runId}.${nth >> 1}` as AssignmentId,
        answer: { nth },
        over: nth % 2 === 1,
      };
    case 'withdraw-adjudication':
      return { type: 'assignment.withdraw-adjudication', assignmentId: `${runId}.${nth >> 1}` as AssignmentId };
    case 'add-data': {
      const sha256 = `file-${nth % 3}`;
      const from = run.additions.find((addition) => addition.sha256 === sha256)?.made ?? 0;
      return { type: 'task-run.add-data', sha256, total: 2, from, items: [{ shared: { nth } }] };
    }
    case 'create':
      return { type: 'assignment.create', items: [{ shared: { nth } }] };
    default:
      return reviewOf(step, unitId, run) ?? steeringOf(step, run);
  }
}

/** A history and the runs it led to, as their actors see them. */
export type History = { commits: StoredCommit[]; runs: Map<RunId, Run> };

function historyOf(steps: readonly Step[]): History {
  const commits: StoredCommit[] = [];
  const runs = new Map(runIds.map((runId) => [runId, newRun()]));

  function commit(runId: RunId, facts: readonly unknown[], by = 'spec') {
    const sequence = commits.length + 1;
    const stamped = facts.map((fact, place) => ({
      id: `${sequence}.${place}`,
      at: time(sequence),
      by,
      ...(fact as object),
    }));
    const json = stamped.map((fact) => JSON.stringify(fact));
    commits.push(storedCommit({ id: `commit-${sequence}`, run: runId, json }, sequence));
  }

  function ask(runId: RunId, command: RunCommand, by = 'spec') {
    const run = runs.get(runId) as Run;
    try {
      const decided = decide(command, run);
      for (const fact of decided) evolve(run, { ...fact, by } as Fact);
      const reactions = react(run);
      for (const fact of reactions) evolve(run, { ...fact, by } as Fact);
      if (decided.length) commit(runId, [...decided, ...reactions], by);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  for (const runId of runIds) {
    const task = runId.split('-')[0] as string;
    ask(runId, {
      type: 'task-run.open',
      ...opening,
      runId,
      task,
      title: task,
      lazy: true,
      settings: runId === theRun ? shortUnits : adaptive,
      ...(runId === theRun ? { launched: { ...opening.launched, development: true as const } } : {}),
    });
    ask(runId, { type: 'assignment.create', items: [{ shared: { a: 1 } }, { shared: {}, units: [{}, { b: 2 }, {}] }] });
    ask(runId, { type: 'task-run.launch' });
  }
  for (const step of steps) {
    const runId = runIds[step.run] as RunId;
    const command = commandOf(step, runs.get(runId) as Run, runId, time(commits.length));
    if (command) ask(runId, command, reviewerOf(step));
    else if (step.verb === 'unreadable')
      commit(runId, [
        { type: 'unit.painted', version: 1, data: {} },
        { type: catalog[0].type, version: 1, data: 7 },
      ]);
  }
  return { commits, runs };
}

/** Any history of two runs side by side, now and then with an unreadable fact. */
export const histories = fc.array(step, { maxLength: 120, size: 'max' }).map(historyOf);
