import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as api from '../../../api/quality.ts';
import { AgentConnected, AgentSubmittedLate } from '../../../events/agent.ts';
import { AssignmentAdjudicated, AssignmentCreated } from '../../../events/assignment.ts';
import type { AnyNewFact } from '../../../events/catalog.ts';
import { type AgentId, assignmentIdOf, type RunId, unitIdOf, type WorkerId } from '../../../events/ids.ts';
import { storedCommit } from '../../../events/log.ts';
import { TaskRunOpened } from '../../../events/task-run.ts';
import { UnitAssigned, UnitRejected, UnitSoftRejected, UnitSubmitted, UnitTimedOut } from '../../../events/unit.ts';
import { allProjections, allTables } from '../../../projections/all.ts';
import { type Database, isDamage, openToRead, openToWrite } from '../../../projections/store/database.ts';
import { openProjector, type Projector } from '../../../projections/store/projector.ts';
import type { Change } from '../../../runtime/ports/read-model.ts';
import { draftOf } from '../read-model/for-tests.ts';
import { type Analyst, openAnalyst } from './analyst.ts';
import { type Calculator, openCalculator } from './calculator.ts';
import type { FiguresQuery } from './protocol.ts';

const run = 'films-one11' as RunId;
const settings = {
  unitsPerAssignment: 3,
  assignmentDurationSeconds: 600,
  maximumUnitsPerWorker: 0,
  allowedConcurrent: 0,
  maxNumConcurrentUnits: 0,
};
const quality = {
  questions: [
    { key: 'genre', labels: ['comedy', 'drama', 'horror'] },
    { key: 'better', pairwise: { left: 'a', right: 'b' } },
  ],
  gold: { genre: 'truth' },
};
const items = 12;
const truth = (item: number) => (item % 2 ? 'comedy' : 'drama');
/** Longer than a label of other questions may be. */
const film = (n: number) => `film ${n % 3} ${'of a long series '.repeat(9)}`;
const created = Array.from({ length: items }, (_, n) =>
  AssignmentCreated({
    assignmentId: assignmentIdOf(run, n),
    units: 3,
    shared: { truth: truth(n), a: film(n), b: film(n + 1), secret: 'not read' },
  }),
);
const opened = TaskRunOpened({
  runId: run,
  task: 'films',
  title: 'Films',
  lazy: false,
  launched: { folder: '/' },
  settings,
  config: { quality },
});

function unitOf(item: number, place: number, name: string) {
  const unit = { unitId: unitIdOf(run, item, place), assignmentId: assignmentIdOf(run, item) };
  const person = { agentId: `agent-${item}-${name}` as AgentId, workerId: name as WorkerId };
  const arrival = { ...person, unitId: unit.unitId, provider: 'mock', worker: name, registration: person.agentId };
  const taken = [AgentConnected(arrival), UnitAssigned({ ...unit, ...person, deadline: '2026-01-02T00:00:00.000Z' })];
  return { unit, person, taken };
}
function answered(item: number, place: number, name: string, answer: unknown): AnyNewFact[] {
  const { unit, person, taken } = unitOf(item, place, name);
  return [...taken, UnitSubmitted({ ...unit, ...person, answer })];
}

/** Ada and Bob answer right; Cyd answers "horror" to every third item. */
const story: AnyNewFact[] = Array.from({ length: items }, (_, n) => [
  ...answered(n, 0, 'ada', { genre: truth(n), better: 'left' }),
  ...answered(n, 1, 'bob', { final_submission: { genre: truth(n), better: n % 4 ? film(n) : 'b' } }),
  ...answered(n, 2, 'cyd', { genre: n % 3 ? truth(n) : 'horror', better: 'right' }),
]).flat();

describe('the analyst', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-quality-'));
  const listeners = new Set<(change: Change) => void>();
  let file = join(folder, 'rows.db');
  let rows: Database;
  let projector: Projector;
  let db: Database;
  let sequence = 0;
  const readModel = {
    get db() {
      return db;
    },
    sequence: () => sequence,
    mend: () => void mends++,
    onChange(listener: (change: Change) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  let mends = 0;
  const analysts: Analyst[] = [];
  let shared: Analyst;
  const analyst = (smallAnswers?: number) => {
    const one = openAnalyst({ readModel, smallAnswers });
    analysts.push(one);
    return one;
  };

  /** Records facts, brings the rows there, and notifies listeners. */
  function record(...facts: AnyNewFact[]): number {
    sequence++;
    projector.project([storedCommit(draftOf(run, sequence, facts), sequence)]);
    for (const listener of listeners) listener({ sequence, runs: [run] });
    return sequence;
  }
  async function ask(who: Analyst, over: Partial<FiguresQuery> = {}, after = 0) {
    const query = { what: 'quality', run, method: 'dawid-skene', ...over } as FiguresQuery;
    const { json, sequence } = await who.figures(query, after);
    return api.quality.reply.parse({ ...JSON.parse(Buffer.from(json).toString()), sequence });
  }

  beforeAll(() => {
    rows = openToWrite(file, allTables);
    projector = openProjector(rows, allProjections);
    db = openToRead(file);
    record(opened, ...created);
    record(...story);
    shared = analyst();
  });
  afterAll(() => {
    for (const one of analysts) one.close();
    db.$client.close();
    rows.$client.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('rejects with the damage of rows, and has them made again', async () => {
    const spoilt = join(folder, 'spoilt.db');
    writeFileSync(spoilt, 'no database, '.repeat(999));
    const calculator = openCalculator();
    const query: FiguresQuery = { what: 'statistics', run };
    const elsewhere = { ...calculator, compute: (_: string, asked: FiguresQuery) => calculator.compute(spoilt, asked) };
    const who = openAnalyst({ readModel, calculator: elsewhere });
    analysts.push(who);
    const failure = await who.figures(query, 0).catch((error) => error);
    expect([isDamage(failure), mends]).toEqual([true, 1]);
  });

  it('computes agreement, aggregated labels and reliability', async () => {
    const found = await ask(shared);
    expect(found).toMatchObject({
      question: 'genre',
      level: 'nominal',
      items: 12,
      workers: 3,
      answers: 36,
      sequence: 2,
    });
    // Of 12 items 4 have one pair of three that agrees.
    expect(found.agreement.pairwise.value).toBeCloseTo((8 + 4 / 3) / 12);
    expect(found.agreement.alpha.value).toBeGreaterThan(0.4);
    expect(found.agreement.cohen).toMatchObject({ value: null, why: expect.stringContaining('exactly two') });
    expect(found.item_agreement.filter(({ count }) => count > 0)).toEqual([
      { from: 0.3, to: 0.4, count: 4 },
      { from: 0.9, to: 1, count: 8 },
    ]);
    expect(found.labels).toEqual([
      { label: 'comedy', answers: 16, aggregated: 6 },
      { label: 'drama', answers: 16, aggregated: 6 },
      { label: 'horror', answers: 4, aggregated: 0 },
    ]);
    expect(found.reliability.map(({ worker }) => worker)[0]).toBe('cyd');
    expect(found.reliability[0]).toMatchObject({ answers: 12, gold: { right: 8, of: 12 } });
    expect(found.reliability[0]?.agrees_with_majority).toBeCloseTo(8 / 12);
    expect(found.gold).toEqual({ majority: { value: 1 }, aggregated: { value: 1 }, items: 12 });
    expect(found.strengths).toBeNull();
  });

  it('computes strengths of options where a question is a choice between two', async () => {
    const { strengths, question, questions } = await ask(shared, { question: 'better', method: 'majority' });
    expect(question).toBe('better');
    expect(questions.map(({ key, closed }) => [key, closed])).toEqual([
      ['genre', true],
      ['better', true],
    ]);
    expect(strengths?.map(({ option }) => option).sort()).toEqual([0, 1, 2].map((n) => film(n).trim()));
    expect((await ask(shared, { question: 'better' })).answers).toBe(36);
    for (const { strength, low, high } of strengths ?? [])
      expect((low ?? 9) < strength && strength < (high ?? -9)).toBe(true);
  });

  it('aggregates the answers to each item, line by line', async () => {
    const lines = await shared.lines({ what: 'aggregates', run, question: 'genre', method: 'majority' });
    const found = Buffer.from(lines)
      .toString()
      .trim()
      .split('\n')
      .map((line) => api.aggregates.reply.parse(JSON.parse(line)));
    expect(found).toHaveLength(items);
    expect(found[3]).toEqual({
      assignment: `${run}.3`,
      label: 'comedy',
      probability: 2 / 3,
      answers: 3,
      ...{ method: 'majority', version: 1, variant: null },
      gold: 'comedy',
      final: null,
    });
  });

  it('names the final answer beside the aggregated one, also of an item without an answer that counts', async () => {
    const unanswered = assignmentIdOf(run, items + 5);
    const answer = { genre: 'horror' };
    record(
      AssignmentCreated({ assignmentId: unanswered, units: 3, shared: {} }),
      AssignmentAdjudicated({ assignmentId: assignmentIdOf(run, 3), answer, note: 'Look.' }),
      AssignmentAdjudicated({ assignmentId: unanswered, answer: { better: 'left' } }),
    );
    const lines = await shared.lines({ what: 'aggregates', run, question: 'genre', method: 'majority' });
    const found = Buffer.from(lines).toString().trim().split('\n');
    const read = found.map((line) => api.aggregates.reply.parse(JSON.parse(line)));
    expect(read[3]).toMatchObject({ label: 'comedy', final: { label: 'horror', note: 'Look.', over: 3 } });
    expect(read.at(-1)).toMatchObject({
      assignment: unanswered,
      answers: 0,
      label: null,
      final: { label: null, over: 0 },
    });
  });

  it('computes statistics of the work', async () => {
    const { json, sequence } = await shared.figures({ what: 'statistics', run }, 0);
    const found = api.statistics.reply.parse({ ...JSON.parse(Buffer.from(json).toString()), sequence });
    expect(found.questions[0]).toMatchObject({ key: 'genre', label: 'Genre', answers: 36 });
    expect(found.questions[0]?.labels).toContainEqual({ label: 'horror', count: 4 });
    expect(found.progress.at(-1)).toMatchObject({ submitted: 36, reviewed: 0 });
    expect(found.workers).toHaveLength(3);
  });

  it('refuses an unknown question, and names those there are', async () => {
    await expect(ask(shared, { question: '__proto__' })).rejects.toThrow('There are: genre, better.');
  });

  it('knows who agrees with the others soon after the first query', async () => {
    const one = shared;
    expect(one.agreementOf({ run, by: 'worker' }).size).toBe(0);
    while (one.agreementOf({ run, by: 'worker' }).size === 0) await pause(20);
    const shares = one.agreementOf({ run, by: 'worker' });
    expect((shares.get('cyd') ?? 1) < (shares.get('ada') ?? 0)).toBe(true);
    one.agreementOf({ run, by: 'item' });
    while (one.agreementOf({ run, by: 'item' }).size === 0) await pause(20);
    expect(one.agreementOf({ run, by: 'item' }).get(`${run}.1`)).toBeCloseTo(2 / 3);
  });

  it('surveys all items in the order of their first answers, with how far their answers agree', async () => {
    const survey = await shared.surveyOf({ run });
    expect([...(survey ?? [])].slice(0, 2)).toEqual([
      [`${run}.0`, expect.closeTo(1 / 3)],
      [`${run}.1`, expect.closeTo(2 / 3)],
    ]);
    expect(survey?.size).toBe(items);
    expect(await analyst(0).surveyOf({ run: 'nowhere' })).toEqual(new Map());
  });

  it('prefetches what takes long of the newest run, and once', async () => {
    const wanted: FiguresQuery[] = [];
    const calculator: Calculator = {
      async compute(_file, query) {
        wanted.push(query);
        return { bytes: new Uint8Array(), answers: 36, sequence, runs: [run], ms: 1 };
      },
      close: () => undefined,
    };
    const one = openAnalyst({ readModel, smallAnswers: 0, calculator });
    one.prefetch();
    while (wanted.length < 3) await pause(5);
    expect(wanted.map(({ what }) => what)).toEqual(['quality', 'statistics', 'survey']);
    one.prefetch();
    // What is known is given without another computation.
    await one.figures({ what: 'quality', run, method: 'dawid-skene' }, 0);
    await one.surveyOf({ run });
    expect(wanted).toHaveLength(3);
    one.close();
  });

  it('leaves out answers that were rejected, soft-rejected or late', async () => {
    const one = shared;
    expect((await ask(one)).answers).toBe(36);
    const [first, second] = [unitOf(0, 2, 'cyd'), unitOf(3, 2, 'cyd')];
    record(UnitRejected({ ...first.unit, ...first.person }), UnitSoftRejected({ ...second.unit, ...second.person }));
    const { reliability, answers } = await ask(one);
    expect(answers).toBe(34);
    expect(reliability.find(({ worker }) => worker === 'cyd')?.answers).toBe(10);
    const extra = AssignmentCreated({ assignmentId: assignmentIdOf(run, items), units: 3, shared: {} });
    const { unit, person, taken } = unitOf(items, 0, 'dan');
    const late = AgentSubmittedLate({ ...person, unitId: unit.unitId, answer: { genre: 'horror', better: 'left' } });
    record(extra, ...taken, UnitTimedOut({ ...unit, ...person }), late);
    expect(await ask(one)).toMatchObject({ answers: 34, workers: 3 });
  });

  it('shows the last figures while it computes new ones, but nothing older than the caller asks for', async () => {
    const one = analyst(0);
    const before = await ask(one);
    const { unit, person, taken } = unitOf(items, 1, 'eve');
    const at = record(...taken, UnitSubmitted({ ...unit, ...person, answer: { genre: 'drama' } }));
    expect(await ask(one)).toEqual(before);
    expect(before.sequence).toBeLessThan(at);
    expect(await ask(one, {}, at)).toMatchObject({ answers: before.answers + 1, sequence: at });
    // What other runs do changes nothing here.
    sequence++;
    for (const listener of listeners) listener({ sequence, runs: [] });
    expect(await ask(one)).toMatchObject({ answers: before.answers + 1, sequence });
  });

  it('reads another file after a rebuild', async () => {
    await ask(shared);
    rows.$client.pragma('wal_checkpoint(truncate)');
    const newer = join(folder, 'newer.db');
    copyFileSync(file, newer);
    file = newer;
    db.$client.close();
    db = openToRead(newer);
    expect((await ask(shared, { method: 'majority' })).items).toBe(13);
  });

  it('refuses what is pending once it is closed', async () => {
    const one = analyst();
    const asked = ask(one);
    one.close();
    await expect(asked).rejects.toMatchObject({ code: 'quality/not-ready' });
  });
});
