import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ConversationEvent } from '../../runtime/ports/conversation-code.ts';
import { packageFolder } from '../package.ts';
import { compilerArguments } from '../run-module.ts';
import { hostContract, isAlive, openFiles, specBus } from './host.contract.ts';

const { bus, serverPid } = specBus();
const at = '2026-01-01T00:00:00.000Z';
const worker = { id: 'ada', provider: 'inhouse', name: 'Ada', qualifications: {} };

const javascript = `import { existsSync, writeFileSync } from 'node:fs';
import { defineTask } from 'manyhands/task';
let calls = 0;
function does(what: unknown) {
  if (what === 'throw') throw new Error('too blue');
  if (what === 'exit') process.exit(3);
  if (what === 'hang') for (;;);
  if (what === 'exit-once' && !existsSync('exited')) {
    writeFileSync('exited', '');
    process.exit(3);
  }
}
export default defineTask<{ does?: string; may?: boolean }, { grant: string; revoke: string }>(({ config }) => ({
  mayWork(worker, item) {
    does(item.does);
    return item.does === 'word' ? ('word' as unknown as boolean) : item.may === true;
  },
  gold: {
    isCorrect() {
      if (++calls === 1000) throw new Error('enough');
      return true;
    },
  },
  screening: {
    item: (worker) => ({ text: 'x'.repeat(worker.qualifications.size ?? 0) }) as {},
    passes: () => null,
  },
  onSubmitted({ answer, grant, revoke }) {
    grant(answer.grant, 2);
    revoke(answer.revoke);
  },
  validateOnboarding: () => ({ passed: false, explanation: (config.task_config as { word: string }).word }),
  async conversation(room) {
    let heard = 0;
    for await (const { text } of room) {
      if (text === 'bye') return { heard };
      heard++;
      await room.say(text.toUpperCase());
    }
  },
}));
`;

const python = `import os, time
from host import serve
calls = 0
def does(what):
    if what == "throw":
        raise ValueError("too blue")
    if what == "exit":
        os._exit(3)
    while what == "hang":
        time.sleep(1)
    if what == "exit-once" and not os.path.exists("exited"):
        open("exited", "w").close()
        os._exit(3)
def may_have(item):
    does(item.get("does"))
    return "word" if item.get("does") == "word" else item.get("may", False)
def is_gold_correct(submission):
    global calls
    calls += 1
    if calls == 1000:
        raise ValueError("enough")
    return True
def conversation(takes):
    if takes["from"] > 0:
        return {"unknown": True}
    done = [event["step"] for event in takes["events"] if "step" in event]
    heard = [event["text"] for event in takes["events"] if event["type"] == "said" and "step" not in event]
    said = [text for text in heard if text != "bye"]
    steps = [{"step": at, "say": {"text": text.upper()}} for at, text in enumerate(said) if at not in done]
    over = {"ended": {"data": {"heard": len(said)}}} if "bye" in heard else {}
    return {"steps": steps, "open": not over, **over}
serve(lambda config: {
    "conversation": conversation,
    "mayWork": lambda takes: [may_have(item) for item in takes["items"]],
    "isGoldCorrect": is_gold_correct,
    "screeningItem": lambda takes: {"text": "x" * takes["worker"]["qualifications"]["size"]},
    "passesScreening": lambda submission: None,
    "onSubmitted": lambda takes: [{"grant": takes["answer"]["grant"], "value": 2}, {"revoke": takes["answer"]["revoke"]}],
    "validateOnboarding": lambda page: {"passed": False, "explanation": config["task_config"]["word"]},
})
`;

hostContract(
  'the host of TypeScript',
  { files: { 'task.ts': javascript }, config: '', place: './task.ts:5', file: 'task.ts' },
  bus,
);

describe('long calls of a host of TypeScript', () => {
  const call = { name: 'wait', args: null, worker, agent: 'a', call: 'c', item: {}, seconds: 30 };
  const limit = 'code_time_limit_in_seconds: 1\nprocedure_time_limit_in_seconds: 30';

  it('leave room for the others', async () => {
    const code = `let go = () => {};
      const goes = new Promise<void>((resolve) => { go = resolve; });
      export default { mayWork: () => { go(); return true; }, procedures: { wait: () => goes.then(() => 'gone') } };`;
    const { functions } = await openFiles(bus(), { 'task.ts': code }, limit);
    const long = Array.from({ length: 100 }, () => functions!.call('procedure', call));
    expect(await functions!.call('mayWork', { worker, items: [{}] })).toEqual([true]);
    expect(await Promise.all(long)).toEqual(long.map(() => ({ result: 'gone' })));
  });

  it('are not lost when another call is late behind them', async () => {
    const code = `import { existsSync, writeFileSync } from 'node:fs';
      export default { mayWork: () => true, procedures: { wait() {
        writeFileSync('began', '');
        while (!existsSync('go'));
        return 'gone';
      } } };`;
    const { functions, folder, state } = await openFiles(bus(), { 'task.ts': code }, limit);
    const { pid } = state();
    const long = functions!.call('procedure', call);
    await vi.waitFor(() => expect(existsSync(join(folder, 'began'))).toBe(true));
    await expect(functions!.call('mayWork', { worker, items: [{}] })).rejects.toMatchObject({
      code: 'task/not-answering',
    });
    await writeFile(join(folder, 'go'), '');
    expect(await long).toEqual({ result: 'gone' });
    expect(await functions!.call('mayWork', { worker, items: [{}] })).toEqual([true]);
    expect(state().pid).toBe(pid);
  });
});

describe('conversations of a host of TypeScript', () => {
  const began: ConversationEvent = { type: 'began', members: [], bots: [], at };
  const takes = { room: 'r', item: {}, from: 0, events: [began] };

  it('are woken when something was computed, and all of them when a host takes the place of another', async () => {
    const code = `import { existsSync } from 'node:fs';
      export default { conversation: (room) => room.run('wait', async () => {
        while (!existsSync('go')) await new Promise((resolve) => setTimeout(resolve, 5));
        return 'gone';
      }) };`;
    const { functions, folder, state } = await openFiles(bus(), { 'task.ts': code });
    const woken: (string | undefined)[] = [];
    functions!.onWake?.((room) => woken.push(room));
    expect(functions!.declares).toEqual({ conversation: true });
    expect(await functions!.call('conversation', takes)).toEqual({ steps: [], open: true });
    await writeFile(join(folder, 'go'), '');
    await vi.waitFor(() => expect(woken).toEqual(['r']));
    const steps = [{ step: 0, run: { name: 'wait', result: 'gone' } }];
    expect(await functions!.call('conversation', { ...takes, from: 1, events: [] })).toEqual({ steps, open: true });
    process.kill(state().pid!, 'SIGKILL');
    expect(await functions!.call('conversation', { ...takes, from: 1, events: [] })).toEqual({ unknown: true });
    expect(woken).toEqual(['r', undefined]);
    const done = { type: 'done', step: 0, result: 'gone', at } as const;
    expect(await functions!.call('conversation', { ...takes, events: [...takes.events, done] })).toEqual({
      ...{ steps: [], open: false },
      ended: { data: 'gone' },
    });
  });

  it('fail alone when their code throws what nothing waits for', async () => {
    const code = `export default { conversation(room) {
      if (room.id === 'r') setTimeout(() => { throw new Error('stray'); });
      if (room.id === 's') void (async () => { await room.sleep(0); throw new Error('lost'); })();
      return room.next();
    } };`;
    const { functions, state } = await openFiles(bus(), { 'task.ts': code });
    const { pid } = state();
    const go = (room: string, ...more: ConversationEvent[]) =>
      functions!.call('conversation', { ...takes, room, events: [began, ...more] });
    await vi.waitFor(async () => expect(await go('r')).toMatchObject({ open: false, failed: 'stray (./task.ts:2)' }));
    expect(await go('s', { type: 'timer', step: 0, at })).toMatchObject({ failed: 'lost (./task.ts:3)' });
    expect(await go('t')).toMatchObject({ open: true });
    expect(state().pid).toBe(pid);
  });

  it('get a long record in several parts, and compute nothing before the last', async () => {
    const code = `let computed = 0;
      export default { async conversation(room) {
        const value = await room.run('x', () => ++computed);
        await room.next({ from: [] , seconds: 1 });
        return { value, heard: room.messages.length, letters: room.messages.reduce((sum, { text }) => sum + text.length, 0) };
      } };`;
    const { functions } = await openFiles(bus(), { 'task.ts': code });
    const said = (number: number): ConversationEvent => ({
      type: 'said',
      number,
      by: 'requester',
      text: 'x'.repeat(500_000),
      at,
    });
    const done: ConversationEvent = { type: 'done', step: 0, result: 'recorded', at };
    const events = [
      began,
      ...Array.from({ length: 30 }, (_, at) => said(at)),
      done,
      { type: 'timer', step: 1, at } as const,
    ];
    expect(await functions!.call('conversation', { ...takes, events })).toMatchObject({
      ended: { data: { value: 'recorded', heard: 30, letters: 15_000_000 } },
    });
    const tooLong = { ...said(0), text: 'x'.repeat(5_000_000) } as ConversationEvent;
    await expect(functions!.call('conversation', { ...takes, events: [began, tooLong] })).rejects.toMatchObject({
      code: 'task/call-too-large',
    });
  });

  it('fail with the line that failed', async () => {
    const code = 'export default {\n  conversation: (room) => room.sleep(-1),\n};';
    const { functions } = await openFiles(bus(), { 'task.ts': code });
    expect(await functions!.call('conversation', takes)).toMatchObject({
      failed: 'room.sleep needs a number of seconds from 0 to 2592000 (./task.ts:2)',
    });
  });
});

describe('the host of TypeScript', () => {
  const failure = async (code: string, config = '') =>
    openFiles(bus(), { 'task.ts': code }, config).then(
      () => 'none',
      ({ message }: Error) => message,
    );

  it('is refused with the line of a syntax error, and of an error while the code is loaded', async () => {
    expect(await failure('export default {\n  mayWork: (\n}')).toMatch(/\(\.\/task\.ts:3\)/);
    expect(await failure('const a = 1;\nthrow new Error("no model");')).toContain('no model (./task.ts:2)');
    expect(await failure('export {};')).toContain('it must have "export default defineTask({…})" (task.ts)');
    expect(await failure('export default {\n  data: [{}],\n  mayWrok: () => true,\n};')).toContain(
      'the task has "mayWrok"; did you mean "mayWork"? (./task.ts:3)',
    );
    const shorthand = 'const mayWrok = () => true;\nexport default {\n  data: [{}],\n  mayWrok,\n};';
    expect(await failure(shorthand)).toContain('did you mean "mayWork"? (./task.ts:');
    expect(await failure('process.exit(4);')).toContain('it ended its process with code 4 (task.ts)');
  });

  it('shows the fault of a procedure until that one works again, whatever others do', async () => {
    const code = `export default { procedures: {
  good: () => 1,
  bad(fails) { if (fails) throw new Error('too blue'); },
} };`;
    const { functions, state } = await openFiles(bus(), { 'task.ts': code });
    const call = (name: string, args: unknown) =>
      functions?.call('procedure', { name, args, worker, item: {}, agent: 'a', call: 'c', seconds: 10 });
    await expect(call('bad', true)).rejects.toMatchObject({ code: 'task/code-failed' });
    expect(await call('good', null)).toEqual({ result: 1 });
    expect(state().failure).toContain('too blue (./task.ts:3)');
    expect(await call('bad', false)).toEqual({ result: null });
    expect(state().failure).toBeUndefined();
  });

  it('is refused with functions that the file exports on their own, and with misspelt ones', async () => {
    const task = 'export const data = [{}];\n';
    expect(await failure(`${task}export const mayWork = () => true;`)).toContain(
      '"mayWork" is exported on its own, where it has no effect; write it into "export default defineTask({…})" (./task.ts:2)',
    );
    for (const code of ['export function mayWrok() {}', 'const mayWrok = () => true;\nexport { mayWrok };'])
      expect(await failure(`export default { data: [{}] };\n${code}`)).toContain(
        'the file exports "mayWrok"; did you mean "mayWork"? If so, write it into "export default defineTask({…})" (./task.ts:2)',
      );
    expect(await failure(`${task}export const helper = () => 1;\nexport const golds = 2;`)).toBe('none');
  });

  it('is there for each kind of file, and not for a task without code', async () => {
    const { functions } = await openFiles(bus(), { 'task.mjs': 'export default { mayWork: () => true };' });
    expect([...functions!.names]).toEqual(['mayWork']);
    expect(await openFiles(bus(), {})).toMatchObject({ functions: undefined });
  });

  it('is replaced when its code fills the memory', async () => {
    const leak =
      'export default { mayWork: (w, i) => { if (!i.fill) return true; const all = []; for (;;) all.push(new Array(1e6).fill(0.5)); } };';
    const { functions, state } = await openFiles(bus(), { 'task.js': leak }, 'code_time_limit_in_seconds: 60');
    await expect(functions!.call('mayWork', { worker, items: [{ fill: true }] })).rejects.toThrow(
      "The task's own code failed: mayWork: it ran out of memory (task.js).",
    );
    expect(state().failure).toContain('out of memory');
    expect(await functions!.call('mayWork', { worker, items: [{}] })).toEqual([true]);
    expect(state().failure).toBeUndefined();
  }, 60_000);

  it('is ended by an error that nothing waits for, with its line', async () => {
    const code =
      'export default { mayWork: () => { setImmediate(() => { throw new Error("late"); }); return new Promise(() => {}); } };';
    const { functions } = await openFiles(bus(), { 'task.js': code });
    await expect(functions!.call('mayWork', { worker, items: [{}] })).rejects.toThrow(/late \(\.\/task\.js:1\)/);
  });

  it('ends with the process that started it, also when that is killed, and in an endless loop', async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'manyhands-host-')));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const script = join(folder, 'parent.ts');
    await writeFile(
      script,
      `import { startHost } from ${JSON.stringify(join(packageFolder, 'src/adapters/task-host/host-process.ts'))};
       const command = 'while :; do :; done';
       const { pid } = startHost({ folder: '.', code: { command }, config: {}, url: '', subject: '' });
       console.log(pid);`,
    );
    const parent = spawn(process.execPath, [...compilerArguments(), script], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000, interval: 100 });
  });
});

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

if (hasPython()) {
  const host = readFileSync(join(packageFolder, 'examples/08-python-host/host.py'), 'utf8');
  hostContract(
    'the host of Python',
    {
      files: { 'host.py': host, 'birds.py': python },
      config: 'code_command: exec python3 birds.py',
      place: './birds.py:6',
      file: '"exec python3 birds.py"',
    },
    bus,
  );

  describe('hosts of both kinds', () => {
    it('answer again after the nats-server was killed and restarted', async () => {
      const python =
        'from host import serve\nserve(lambda config: {"mayWork": lambda takes: [True for _ in takes["items"]]})';
      const opened = await Promise.all([
        openFiles(bus(), { 'task.ts': 'export default { mayWork: () => true };' }),
        openFiles(bus(), { 'host.py': host, 'birds.py': python }, 'code_command: python3 birds.py'),
      ]);
      const ask = () => Promise.all(opened.map(({ functions }) => functions!.call('mayWork', { worker, items: [{}] })));
      expect(await ask()).toEqual([[true], [true]]);
      process.kill(serverPid(), 'SIGKILL');
      expect(await ask()).toEqual([[true], [true]]);
    }, 60_000);
  });
} else {
  describe('the host of Python', () => {
    it.skip('is not tried, since this machine has no python3');
  });
}
