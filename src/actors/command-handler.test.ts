import { describe, expect, it } from 'vitest';
import type { AnyNewFact, Fact } from '../events/catalog.ts';
import { noon, runId } from '../events/fixtures.ts';
import { TaskRunCompleted, TaskRunPaused } from '../events/task-run.ts';
import { openCommandHandler } from './command-handler.ts';
import type { Decider } from './decider.ts';

type State = { notes: unknown[]; isOver: boolean };
type Command = { type: string; facts: readonly AnyNewFact[] };

const paused = (note: unknown) => TaskRunPaused({ runId, note: note as string });
const completed = TaskRunCompleted({ runId });

/** Facts are decided as the command has them; the note `over` completes the run, and the note `breaks` breaks the state. */
const decider: Decider<State, Command> = {
  create: () => ({ notes: [], isOver: false }),
  evolve(state, fact) {
    const note = fact.type === 'task-run.paused' ? fact.data.note : fact.type;
    if (note === 'breaks') throw new TypeError('half way');
    state.notes.push(note);
    state.isOver = note === 'over';
  },
  decide: ({ facts }) => facts,
  react: ({ isOver }) => (isOver ? [completed] : []),
};

function handlerWith(changed: Partial<Decider<State, Command>> = {}, maxCommitBytes?: number) {
  let ids = 0;
  const stamp = (by: string) => ({ id: `fact-${ids++}`, at: noon, by });
  const handle = openCommandHandler({ decider: { ...decider, ...changed }, stamp, maxCommitBytes });
  const state = decider.create();
  const handleAll = (...facts: readonly AnyNewFact[]) =>
    handle({ command: { type: 'task-run.pause', facts }, by: 'spec' }, state);
  return { state, handle, handleAll };
}

describe('a command that is handled', () => {
  it('leads to stamped facts, to their lines, and to the size of these in bytes with their ends', () => {
    const { handleAll, state } = handlerWith();
    const { facts, json, bytes } = handleAll(paused('€'), paused('a'));
    const stamped = ['€', 'a'].map((note, nth) => ({ id: `fact-${nth}`, at: noon, by: 'spec', ...paused(note) }));
    expect(facts).toEqual(stamped);
    expect(json).toEqual(stamped.map((fact) => JSON.stringify(fact)));
    expect(bytes).toBe(Buffer.byteLength(`${json.join('\n')}\n`));
    expect(state.notes).toEqual(['€', 'a']);
  });

  it('leads to what the new state calls for as well, in the same commit', () => {
    const { handleAll, state } = handlerWith();
    const { facts, json, bytes } = handleAll(paused('over'));
    expect(facts).toMatchObject([paused('over'), { id: 'fact-1', by: 'spec', ...completed }]);
    expect(bytes).toBe(Buffer.byteLength(`${json.join('\n')}\n`));
    expect(state.notes).toEqual(['over', 'task-run.completed']);
  });

  it('calls for nothing where it changes nothing', () => {
    const { handleAll, state } = handlerWith({ react: () => [completed] });
    expect(handleAll()).toEqual({ facts: [], json: [], bytes: 0 });
    expect(state.notes).toEqual([]);
  });
});

describe('a command that is refused', () => {
  const refusalOf = (note: unknown) => handlerWith().handleAll(paused(note)).refusal;
  const failing = (error: Error) => ({
    toJSON() {
      throw error;
    },
  });

  it('leads to no fact and changes no state', () => {
    const reason = new Error('no');
    const { handleAll, state } = handlerWith({
      decide: () => {
        throw reason;
      },
    });
    expect(handleAll(paused('a'))).toEqual({ facts: [], json: [], bytes: 0, refusal: reason });
    expect(state.notes).toEqual([]);
  });

  it('has more bytes than a commit can hold beside 4096 for what the state calls for', () => {
    const { bytes } = handlerWith().handleAll(paused('a'));
    expect(handlerWith({}, bytes + 4096).handleAll(paused('a')).facts).toHaveLength(1);
    const { handleAll, state } = handlerWith({}, bytes + 4095);
    expect(handleAll(paused('a')).refusal).toMatchObject({ code: 'request/too-large' });
    expect(state.notes).toEqual([]);
  });

  it('cannot be written: its JSON is too deep for the stack, too long for a text, or none', () => {
    expect(refusalOf(failing(new RangeError('Maximum call stack size exceeded')))).toMatchObject({
      code: 'request/too-deep',
      message: expect.stringContaining('100 levels'),
    });
    expect(refusalOf(failing(new RangeError('Invalid string length')))).toMatchObject({ code: 'request/too-large' });
    const bug = new TypeError('Invalid string length');
    expect(refusalOf(failing(bug))).toBe(bug);
  });
});

describe('a command that breaks the state', () => {
  it('says so, and is refused as a bug when it is repeated', () => {
    const { handleAll, state } = handlerWith();
    expect(handleAll(paused('a'), paused('breaks'))).toMatchObject({
      facts: [],
      isStateBroken: true,
      refusal: { message: 'half way' },
    });
    const again = handleAll(paused('a'), paused('breaks'));
    expect(again).toMatchObject({ facts: [], refusal: { code: 'server/bug' } });
    expect(again.isStateBroken).toBeUndefined();
    expect(state.notes).toEqual(['a']);
    expect(handleAll(paused('b')).facts).toHaveLength(1);
  });

  it('may do that by what the state calls for', () => {
    const { handleAll } = handlerWith({ react: () => [paused('breaks')] });
    expect(handleAll(paused('a'))).toMatchObject({ facts: [], isStateBroken: true });
  });

  it('differs from the same command of another issuer', () => {
    const { handle, state } = handlerWith();
    const command = { type: 'task-run.pause', facts: [paused('breaks')] };
    handle({ command, by: 'spec' }, state);
    expect(handle({ command, by: 'another' }, state)).toMatchObject({ isStateBroken: true });
  });
});

it('a handled fact carries the fields of its line in one order', () => {
  const [line] = handlerWith().handleAll(paused('a')).json;
  expect(Object.keys(JSON.parse(line as string) as Fact)).toEqual(['id', 'at', 'by', 'type', 'version', 'data']);
});
