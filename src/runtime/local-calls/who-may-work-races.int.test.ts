import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryLog } from '../../adapters/nats/log/memory.ts';
import { AssignmentCreated } from '../../events/assignment.ts';
import type { AnyNewFact } from '../../events/catalog.ts';
import { dataEnded, launched, noon, opened, runId } from '../../events/fixtures.ts';
import { type AssignmentId, assignmentIdOf, partsOf, type QualificationId } from '../../events/ids.ts';
import type { Log } from '../../events/log.ts';
import { openAssessments } from '../assessment/assessments.ts';
import { openRefusedItems } from '../assessment/refused-items.ts';
import { commitsOf } from '../for-tests.ts';
import type { RefusedRows } from '../ports/refused-rows.ts';
import type { TaskFunctions } from '../ports/task-functions.ts';
import type { Tasks } from '../ports/tasks.ts';
import { openRuntime } from '../runtime.ts';
import { localCalls } from './local-calls.ts';

const id = (name: string) => `${name}-aaaaa` as QualificationId;
const native = { qualificationId: id('native'), name: 'native', comparator: 'Exists' as const };
const gold = {
  ...{ correctId: id('right'), wrongId: id('wrong'), completedId: id('done'), disqualifiedId: id('out') },
  ...{ maxUnits: 40, min: 1, maxIncorrect: 1, every: 2 },
};
/** As a launch asks it of every run with gold units. */
const notOut = { qualificationId: gold.disqualifiedId, name: 'out', comparator: 'DoesNotExist' as const };
const items = 4;
const most = 5;
const goldItems = [1, 2, 3, 4, 5].map((n) => ({ text: `gold ${n}`, expected: { tone: 'good' } }));
const rule = { measure: 'returned', comparator: '>=', threshold: 2, action: { type: 'exclude' } } as const;
const names = ['ada', 'bob', 'cara', 'dan'];
/** Nobody grants it to him. */
const foreign = 'dan';
/** Bob may not have every second item. */
const mayHave = (name: string, item: Record<string, unknown>) => name !== 'bob' || Number(item.n) % 2 === 0;

/** What each worker does with the units they get, in turn. */
const habits = fc.array(
  fc.array(fc.constantFrom('good', 'good', 'good', 'bad', 'return'), { minLength: 3, maxLength: 8 }),
  {
    minLength: names.length,
    maxLength: names.length,
  },
);

/** A log whose run has gold units, requirements, a maximum, a rule, and code that says who may have what. */
async function studyLog(): Promise<Log> {
  const log = memoryLog();
  const run = opened({
    ...{ unitsPerAssignment: 2, allowedConcurrent: 1, maximumUnitsPerWorker: most, requirements: [native, notOut] },
    ...{ gold, rules: [rule] },
  });
  const config = { code: 'task.ts', gold_data: goldItems, use_golds: true };
  const item = (n: number) =>
    AssignmentCreated({ assignmentId: assignmentIdOf(runId, n) as AssignmentId, units: 2, shared: { n } });
  const facts: AnyNewFact[] = [
    { ...run, data: { ...run.data, config } },
    ...Array.from({ length: items }, (_, n) => item(n)),
    dataEnded,
    launched,
  ];
  const json = facts.map((fact, nth) => JSON.stringify({ id: `fact-${nth}`, at: noon, by: 'spec', ...fact }));
  await log.append({ id: 'commit', run: runId, json }, 0);
  return log;
}

/** Rows of refused workers that are not asked for here. */
const noRows = new Proxy({} as RefusedRows, { get: () => () => [] });

/** A server on the log; once it is killed, nothing that it began goes on. */
function serverOn(log: Log, scheduler: fc.Scheduler) {
  let isKilled = false;
  const gone = new Promise<never>(() => undefined);
  const later = async <Value>(what: string, act: () => Promise<Value>): Promise<Value> => {
    await scheduler.schedule(Promise.resolve(), what);
    if (isKilled) return gone;
    const value = await act();
    await scheduler.schedule(Promise.resolve(), `${what}, acknowledged`);
    return isKilled ? gone : value;
  };
  const slow: Log = { ...log, append: (commit, last) => later('append', () => log.append(commit, last)) };
  const functions: TaskFunctions = {
    names: new Set(['mayWork']),
    call: ((_: string, { worker, items: asked }: { worker: { name: string }; items: Record<string, unknown>[] }) =>
      later('mayWork', async () => asked.map((one) => mayHave(worker.name, one)))) as TaskFunctions['call'],
    close: async () => undefined,
  };
  async function open() {
    const now = () => Date.parse(noon);
    const notify = () => undefined;
    const runtime = await openRuntime({ log: slow, tasks: {} as Tasks, now, notify, refusalNow: () => undefined });
    const refusedItems = openRefusedItems(now);
    const assessments = openAssessments({ runtime, functionsOf: async () => functions, refusedItems, notify });
    return {
      runtime,
      assessments,
      calls: localCalls({
        runtime,
        assessments,
        procedures: { call: async () => ({ result: null }) },
        refusedRows: noRows,
        now,
      }).run,
    };
  }
  const opening = open();
  return {
    opening,
    kill: () => {
      isKilled = true;
      void opening.then(({ assessments }) => assessments.close());
    },
  };
}

type Server = ReturnType<typeof serverOn>;

/** Creates what the run needs, and grants it to all but one. */
async function granted({ opening }: Server): Promise<void> {
  const { runtime } = await opening;
  for (const qualificationId of [native.qualificationId, ...Object.values(gold).filter((of) => typeof of === 'string')])
    await runtime.askWorkspace(
      { type: 'qualification.create', qualificationId, name: qualificationId, description: '' },
      'spec',
    );
  const people = names.filter((name) => name !== foreign).map((name) => runtime.workerId('inhouse', name));
  const grants = people.map((workerId) => ({ workerId, qualificationId: native.qualificationId, value: 1 }));
  await runtime.askWorkspace({ type: 'workers.grant', grants }, 'spec');
}

/** What the facts of the run say of who had what. */
async function audit(log: Log, workers: ReadonlyMap<string, string>) {
  const facts = (await commitsOf(log))
    .filter(({ run }) => run === runId)
    .flatMap(({ facts: of }, commit) => of.map((fact) => ({ ...(fact as AnyNewFact), commit })));
  const of = <Type extends AnyNewFact['type']>(type: Type) =>
    facts.filter((fact): fact is Extract<AnyNewFact, { type: Type }> & { commit: number } => fact.type === type);
  const made = new Map(
    of('assignment.created').flatMap(({ data }) =>
      data.special ? [[partsOf(`${data.assignmentId}.0` as never).index, data.special]] : [],
    ),
  );
  const nameOf = new Map([...workers].map(([name, workerId]) => [workerId, name]));
  return { of, made, nameOf: (workerId: string) => nameOf.get(workerId) ?? '' };
}

describe('workers who race for the units of a study with every rule on', () => {
  it('get what they may have and nothing else, whatever the order and whenever the server is killed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), habits, fc.nat({ max: 3 }), async (scheduler, doing, kills) => {
        const log = await studyLog();
        let server = serverOn(log, scheduler);
        const replace = () => {
          server.kill();
          server = serverOn(log, scheduler);
        };
        const end = new Map<string, string>();

        /** Asks the server that is there, and the next one if it is killed before it answers. */
        async function ask<Value>(
          call: (calls: Awaited<Server['opening']>['calls']) => Promise<Value>,
        ): Promise<Value> {
          for (;;) {
            const asked = server;
            const killed = new Promise<'killed'>((resolve) => watchers.add(() => resolve('killed')));
            const answer = await Promise.race([asked.opening.then(({ calls }) => call(calls)), killed]);
            if (answer !== 'killed') return answer;
          }
        }
        const watchers = new Set<() => void>();

        async function work(name: string, acts: readonly string[]) {
          let turn = 0;
          for (let page = 0; page < 60; page++) {
            const arrived = await ask((calls) =>
              calls.arrive({ run: runId, provider: 'inhouse', worker: name, registration: `${name}-${page}` }),
            );
            if ('refusal' in arrived) {
              end.set(name, arrived.refusal.code);
              if (arrived.refusal.code !== 'work/later' && arrived.refusal.code !== 'work/being-checked') return;
              continue;
            }
            const { agentId } = arrived;
            const act = acts[turn++ % acts.length];
            await ask<unknown>((calls) =>
              act === 'return'
                ? calls.returnUnit({ run: runId, agentId })
                : calls.submit({ run: runId, agentId, answer: { tone: act } }),
            ).catch(() => undefined);
          }
        }

        async function race() {
          await granted(server);
          const killing = async () => {
            for (let nth = 0; nth < kills; nth++) {
              for (let step = 0; step < 7; step++) await scheduler.schedule(Promise.resolve(), 'time passes');
              replace();
              for (const tell of watchers) tell();
              watchers.clear();
            }
          };
          await Promise.all([killing(), ...names.map((name, nth) => work(name, doing[nth] ?? []))]);
          // Once more, one after the other: others may have given back what they were told is taken.
          for (const [nth, name] of names.entries()) await work(name, (doing[nth] ?? []).map(stay));
        }
        await scheduler.waitFor(race());

        const { runtime } = await server.opening;
        const workers = new Map(names.map((name) => [name, runtime.workerId('inhouse', name) as string]));
        server.kill();
        await checkFacts(log, workers);
        await checkNobodyIsMissed(log, workers, end);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

/** In the end nobody gives back. */
const stay = (act: string) => (act === 'return' ? 'good' : act);

/** No limit passed, no gold twice, nothing for who may not work or is out. */
async function checkFacts(log: Log, workers: ReadonlyMap<string, string>) {
  const { of, made, nameOf } = await audit(log, workers);
  const assigned = of('unit.assigned').map(({ data, commit }) => ({
    ...data,
    commit,
    ...partsOf(data.unitId),
    name: nameOf(data.workerId),
  }));
  const submitted = of('unit.submitted').map(({ data }) => ({ ...data, name: nameOf(data.workerId) }));
  for (const name of names) {
    const own = assigned.filter((unit) => unit.name === name);
    const done = submitted.filter((unit) => unit.name === name);
    expect(done.length).toBeLessThanOrEqual(most);
    // An item is for a worker once, unless they gave it back.
    const answered = done.map(({ unitId }) => partsOf(unitId).index);
    expect(new Set(answered).size).toBe(answered.length);
    const keys = answered.flatMap((index) => made.get(index)?.key ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { index } of own) {
      const special = made.get(index);
      if (special) expect(nameOf(special.workerId)).toBe(name);
      else expect(mayHave(name, { n: index })).toBe(true);
    }
    const out = of('unit.judged').filter(({ data }) => data.workerId === workers.get(name) && data.correct === false);
    const from = out[gold.maxIncorrect]?.commit;
    if (from !== undefined) expect(own.filter(({ commit }) => commit > from)).toEqual([]);
    const excluded = of('rule.applied').find(({ data }) => data.workerId === workers.get(name))?.commit;
    if (excluded !== undefined) expect(own.filter(({ commit }) => commit > excluded)).toEqual([]);
  }
  expect(assigned.filter(({ name }) => name === foreign)).toEqual([]);
  const units = submitted.map(({ unitId }) => unitId);
  expect(new Set(units).size).toBe(units.length);
}

/** Whoever was told that there is no work could have had none of the units that are left. */
async function checkNobodyIsMissed(log: Log, workers: ReadonlyMap<string, string>, end: ReadonlyMap<string, string>) {
  const { of } = await audit(log, workers);
  const submitted = of('unit.submitted');
  const noWork = [...end].filter(([, code]) =>
    ['work/none', 'work/had-all', 'work/all-done', 'work/later'].includes(code),
  );
  for (const [name] of noWork) {
    const own = submitted.filter(({ data }) => data.workerId === workers.get(name)).map(({ data }) => data.unitId);
    const left = Array.from({ length: items }, (_, n) => n).filter((n) => {
      const taken = submitted.filter(({ data }) => partsOf(data.unitId).index === n).length;
      return taken < 2 && mayHave(name, { n }) && !own.some((unitId) => partsOf(unitId).index === n);
    });
    const gaveBack = of('unit.returned')
      .filter(({ data }) => data.workerId === workers.get(name))
      .map(({ data }) => partsOf(data.unitId).index);
    expect({ name, left: left.filter((n) => !gaveBack.includes(n)) }).toEqual({ name, left: [] });
  }
}
