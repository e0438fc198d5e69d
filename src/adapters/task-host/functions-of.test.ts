import { describe, expect, it } from 'vitest';
import { defineTask, ProcedureError, type TaskDefinition } from '../../client/task.ts';
import type { TaskSubmission, TaskWorker } from '../../runtime/ports/task-functions.ts';
import { declaredIn, functionsOf } from './functions-of.ts';

const ada: TaskWorker = { id: 'ada', provider: 'inhouse', name: 'Ada', qualifications: { expert: 1 } };
const bob: TaskWorker = { ...ada, id: 'bob', name: 'Bob' };
const unit: TaskSubmission = { worker: ada, unit: 'u', item: { n: 1 }, answer: { ok: true } };
const keyOf = (gold: unknown) => (gold as { key: string }).key;
const faultOf = (task: unknown) => () => functionsOf(task as TaskDefinition);

describe('the functions of a task', () => {
  it('are those that it defines', () => {
    expect(Object.keys(functionsOf({}))).toEqual([]);
    const task = { mayWork: () => true, gold: { isDue: () => true }, screening: { item: false as const } };
    expect(Object.keys(functionsOf(task))).toEqual(['mayWork', 'needsGold']);
  });

  it('have the item and the answer in the types that are named once', async () => {
    type Bird = { bird: string };
    const task = defineTask<Bird, { ok: boolean }>({
      data: [{ bird: 'tit' }],
      mayWork: (worker, item) => item.bird.length === worker.qualifications.letters,
      onSubmitted: ({ answer, grant }) => (answer.ok === true ? grant('seen') : undefined),
    });
    // @ts-expect-error A bird has no colour.
    defineTask<Bird>({ mayWork: (_, item) => item.colour === 'red' });
    expect(Object.keys(functionsOf(task as TaskDefinition))).toEqual(['mayWork', 'onSubmitted']);
  });

  it('are asked about one item after the other, also if they take a while', async () => {
    const { mayWork } = functionsOf({ mayWork: async (_, item) => item.n === 2 });
    expect(await mayWork?.({ worker: ada, items: [{ n: 1 }, { n: 2 }] })).toEqual([false, true]);
  });

  it('grant and revoke in order', async () => {
    const { onSubmitted } = functionsOf({
      async onSubmitted({ item, grant, revoke }) {
        grant('seen', item.n as number);
        revoke('new');
        grant('here');
      },
    });
    expect(await onSubmitted?.(unit)).toEqual([{ grant: 'seen', value: 1 }, { revoke: 'new' }, { grant: 'here' }]);
  });

  it('give the pages of an onboarding, fixed or by the worker', async () => {
    expect(await functionsOf({ onboarding: { data: { a: 1 } } }).onboardingData?.({ worker: ada })).toEqual({ a: 1 });
    const byWorker = functionsOf({ onboarding: { data: ({ name }) => [{ name }] } });
    expect(await byWorker.onboardingData?.({ worker: bob })).toEqual([{ name: 'Bob' }]);
  });

  it('give a worker the same screening item of a list each time', async () => {
    const { screeningItem } = functionsOf({ screening: { item: [{ n: 1 }, { n: 2 }, { n: 3 }] } });
    expect(await screeningItem?.({ worker: ada })).toEqual(await screeningItem?.({ worker: ada }));
  });

  it('give the items of a generator until there are no more', async () => {
    function* items() {
      yield { n: 1 };
    }
    const { screeningItem } = functionsOf({ screening: { item: items() } });
    expect([await screeningItem?.({ worker: ada }), await screeningItem?.({ worker: bob })]).toEqual([{ n: 1 }, null]);
  });

  it('give each gold unit of a list once, with a key of its own', async () => {
    const items = [{ item: { n: 1 }, expected: { ok: true } }, { item: { n: 2 } }, { key: 'own', item: { n: 3 } }];
    const { goldItem } = functionsOf({ gold: { items } });
    const had: string[] = [];
    for (const _ of items) had.push(keyOf(await goldItem?.({ worker: ada, had })));
    expect(new Set(had).size).toBe(3);
    expect(had).toContain('own');
    expect(await goldItem?.({ worker: ada, had })).toBeNull();
    expect(await goldItem?.({ worker: bob, had: had.slice(1) })).toMatchObject({ key: had[0] });
  });

  describe('that a page calls', () => {
    const request = { args: { n: 2 }, worker: ada, unit: 'u', item: { n: 1 }, agent: 'a', call: 'c', seconds: 30 };

    it('get their arguments, and who calls about what', async () => {
      const { procedure } = functionsOf({
        procedures: { add: ({ n }, { item, worker, call }) => [n + Number(item.n), worker.name, call] },
      });
      expect(await procedure?.({ ...request, name: 'add' })).toEqual({ result: [3, 'Ada', 'c'] });
    });

    it('give null if they return nothing', async () => {
      const { procedure } = functionsOf({ procedures: { nothing: () => undefined } });
      expect(await procedure?.({ ...request, name: 'nothing' })).toEqual({ result: null });
    });

    it('refuse in the words of a ProcedureError; anything else is a fault of the code', async () => {
      const { procedure } = functionsOf({
        procedures: {
          strict() {
            throw new ProcedureError('Say a number.');
          },
          broken() {
            throw new Error('too blue');
          },
        },
      });
      expect(await procedure?.({ ...request, name: 'strict' })).toEqual({ refused: 'Say a number.' });
      await expect(procedure?.({ ...request, name: 'broken' })).rejects.toThrow('too blue');
      await expect(procedure?.({ ...request, name: 'toString' })).rejects.toThrow('no procedure "toString"');
    });

    it('are given up on when their time is over, and are told so', async () => {
      let signal: AbortSignal | undefined;
      const { procedure } = functionsOf({
        procedures: {
          slow: (_, call) => {
            signal = call.signal;
            return new Promise(() => undefined);
          },
        },
      });
      const late = procedure?.({ ...request, name: 'slow', seconds: 0.01 });
      await expect(late).rejects.toThrow('the procedure "slow" took longer than 0.01 seconds');
      expect(signal?.aborted).toBe(true);
    });

    it('are named in what the task declares', () =>
      expect(declaredIn({ procedures: { add: () => 1 } })).toEqual({ procedures: ['add'] }));
  });

  it('come with what the task declares: what it asks of workers, and how many different gold items there are', () => {
    const items = [{ item: { n: 1 } }, { item: { n: 1 } }, { item: { n: 2 } }];
    expect(declaredIn({ qualifications: ['native'], gold: { items } })).toEqual({
      qualifications: ['native'],
      gold_items: 2,
    });
    expect(declaredIn({ gold: { item: () => null } })).toEqual({});
    expect(declaredIn({ conversation: () => 1, bot: () => {} })).toEqual({ conversation: true, bot: true });
  });

  it.each([
    [{ mayWrok: () => true }, 'the task has "mayWrok"; did you mean "mayWork"?'],
    [{ gold: { isCorect: () => true } }, 'did you mean "gold.isCorrect"?'],
    [{ colour: () => true }, 'the task has "colour"; known are data, handlesSkip'],
    [{ mayWork: true }, '"mayWork" must be a function'],
    [{ gold: { item: () => null, items: [] } }, 'leave one out'],
    [{ gold: [] as unknown, screening: {} }, '"screening" needs "item"'],
    [{ screening: { item: [] } }, 'is an empty list'],
    [{ screening: { item: 3 } }, 'must be a list, a generator, a function or false'],
    [{ qualifications: 'native' }, '"qualifications" must be a list'],
    [{ bot: () => 1 }, '"bot" needs "conversation"'],
    [{ onboarding: null }, '"onboarding" must be an object'],
    [{ onboarding: {} }, '"onboarding" needs "data"'],
    [{ procedures: { add: 3 } }, '"procedures.add" must be a function'],
  ])('are refused in a sentence: %j', (task, fault) => expect(faultOf(task)).toThrow(fault));
});
