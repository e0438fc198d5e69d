import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { TaskFunctions, TaskSubmission, TaskWorker } from '../../runtime/ports/task-functions.ts';
import type { HostState } from '../../runtime/ports/tasks.ts';
import { openTaskBus, type TaskBus } from '../nats/hosts/bus.ts';
import { testNatsServer } from '../nats/server/for-tests.ts';
import { loadTask } from '../tasks/task-config.ts';
import { requireConversation } from './conversations/conversation.contract.ts';
import { openFunctions } from './open-functions.ts';

/**
 * A host under this contract: the files of a task whose code keeps to what is written beside each name here. An item of `mayWork` says
 * with `does` what happens: `throw` an error with the text "too blue", `exit` the process, `hang`, `exit-once` (only if there is no
 * file called `exited`, which it makes), give a `word` instead of true or false; without it, the item may be had if `may` is true.
 * `isGoldCorrect` throws "enough" at call 1000 of its process, else gives true. `screeningItem` gives `text`, as many letters x as
 * the worker's qualification `size`. `onSubmitted` grants `answer.grant` with 2, and revokes `answer.revoke`. `passesScreening` gives
 * null. `validateOnboarding` passes nobody, with the word of `task_config.word` as explanation. `conversation` says back what each
 * member says, in capitals, until one says "bye", and ends with how many there were as `heard`. Nothing else is defined.
 */
type Subject = {
  files: Record<string, string>;
  config: string;
  /** The place of the error, as in "./task.ts:3". */
  place: string;
  file: string;
};

const ada: TaskWorker = { id: 'ada', provider: 'inhouse', name: 'Ada', qualifications: {} };
const unit: TaskSubmission = { worker: ada, unit: 'u', item: {}, answer: {} };

/** Whether a process runs. */
export const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** The bus of a nats-server for the specs of a file, and the process of that server. */
export function specBus(): { bus: () => TaskBus; serverPid: () => number } {
  let server: Awaited<ReturnType<typeof testNatsServer>>;
  let bus: TaskBus;
  beforeAll(async () => {
    server = await testNatsServer();
    bus = await openTaskBus(server.taskHosts);
  }, 120_000);
  afterAll(async () => {
    await bus.close();
    await server.stop();
  });
  return { bus: () => bus, serverPid: () => server.pid() };
}

type Later = (end: () => Promise<void>) => void;

/** Opens the functions of a task with these files. */
export async function openFiles(
  bus: TaskBus,
  files: Record<string, string>,
  config = '',
  later: Later = onTestFinished,
) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'manyhands-host-')));
  later(() => rm(folder, { recursive: true, force: true }));
  const yaml = `task_name: birds\ntask_title: Birds\ntask_description: Birds\npage: page\ndata: birds.json\n${config}`;
  const all = { 'manyhands.yaml': yaml, 'birds.json': '[{"bird":"tit"}]', ...files };
  for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text);
  let state: HostState = { functions: [] };
  const functions = await openFunctions(await loadTask({ folder }), {
    bus,
    secrets: [],
    onState: (next) => {
      state = next;
    },
  });
  if (functions) later(functions.close);
  return { functions, folder, state: () => state };
}

/** Every host keeps this contract, in whatever language. */
export function hostContract(name: string, { files, config, place, file }: Subject, bus: () => TaskBus) {
  async function open(limit = 10, remove: Later = onTestFinished) {
    const settings = `${config}\ncode_time_limit_in_seconds: ${limit}\ntask_config:\n  word: wing\n`;
    const opened = await openFiles(bus(), files, settings, remove);
    return { ...opened, functions: opened.functions as TaskFunctions };
  }
  const mayWork = ({ call }: TaskFunctions, ...items: Record<string, unknown>[]) =>
    call('mayWork', { worker: ada, items });

  describe(`${name} as a task host`, () => {
    let functions: TaskFunctions;
    let state: () => HostState;
    const ends: (() => Promise<void>)[] = [];
    beforeAll(async () => {
      ({ functions, state } = await open(10, (end) => void ends.push(end)));
    }, 60_000);
    afterAll(async () => {
      for (const end of ends.reverse()) await end();
    });

    it('says which functions it defines', async () => {
      expect([...functions.names].sort()).toEqual([
        'conversation',
        'isGoldCorrect',
        'mayWork',
        'onSubmitted',
        'passesScreening',
        'screeningItem',
        'validateOnboarding',
      ]);
    });

    it('is asked in plain JSON, and gives plain JSON', async () => {
      expect(await mayWork(functions, { may: true }, { may: false })).toEqual([true, false]);
      expect(await mayWork(functions)).toEqual([]);
      expect(await functions.call('passesScreening', unit)).toBeNull();
      const answer = { grant: 'Übung "ä"', revoke: 'b' };
      expect(await functions.call('onSubmitted', { ...unit, answer })).toEqual([
        { grant: 'Übung "ä"', value: 2 },
        { revoke: 'b' },
      ]);
    });

    it('knows the config of its task', async () => {
      const page = { worker: ada, inputs: {}, outputs: null };
      expect(await functions.call('validateOnboarding', page)).toEqual({ passed: false, explanation: 'wing' });
    });

    it('leads conversations, from what it was told before or from their beginning', () =>
      requireConversation(functions));

    it('fails with the line that failed, and goes on', async () => {
      await expect(mayWork(functions, { does: 'throw' })).rejects.toMatchObject({
        code: 'task/code-failed',
        message: expect.stringMatching(new RegExp(`too blue \\(${place.replaceAll('.', '\\.')}\\)`)),
      });
      expect(await mayWork(functions, { may: true })).toEqual([true]);
    });

    it('may throw at call 1 000', async () => {
      const { pid } = state();
      const results = await Promise.allSettled(
        Array.from({ length: 1005 }, () => functions.call('isGoldCorrect', unit)),
      );
      const failed = results.flatMap((result, at) => (result.status === 'rejected' ? [at] : []));
      expect(failed).toHaveLength(1);
      expect(results[failed[0]!]).toMatchObject({ reason: { message: expect.stringContaining('enough') } });
      expect(state().pid).toBe(pid);
    });

    it('fails in a sentence with its name and file when a function gives the wrong type', async () => {
      await expect(mayWork(functions, { does: 'word' })).rejects.toThrow(
        `The task's own code failed: mayWork gave ["word"] instead of true or false for each item (${file}).`,
      );
    });

    it('gives large results, and fails in a sentence if they are too large to be sent', async () => {
      const worker = (size: number) => ({ worker: { ...ada, qualifications: { size } } });
      const item = await functions.call('screeningItem', worker(3_000_000));
      expect(item).toEqual({ text: 'x'.repeat(3_000_000) });
      await expect(functions.call('screeningItem', worker(5_000_000))).rejects.toThrow(
        /screeningItem gave 50000\d\d bytes, and at most 4194304 can be sent/,
      );
      expect(await functions.call('screeningItem', worker(1))).toEqual({ text: 'x' });
    });

    it('is asked about more items than fit into a message in several', async () => {
      const items = Array.from({ length: 50 }, (_, at) => ({ may: at % 2 === 0, text: 'x'.repeat(300_000) }));
      expect(await mayWork(functions, ...items)).toEqual(items.map(({ may }) => may));
      await expect(mayWork(functions, { text: 'x'.repeat(5_000_000) })).rejects.toMatchObject({
        code: 'task/call-too-large',
      });
    });

    it('has many calls at once, each with its own reply', async () => {
      const asked = Array.from({ length: 300 }, (_, at) => [at % 2 === 0, at % 3 === 0, at % 5 === 0]);
      const replies = await Promise.all(asked.map((may) => mayWork(functions, ...may.map((one) => ({ may: one })))));
      expect(replies).toEqual(asked);
    });

    it('is replaced when it ends during a call, which another one answers', async () => {
      const { pid } = state();
      const calls = [mayWork(functions, { does: 'exit-once', may: true }), mayWork(functions, { may: true })];
      expect(await Promise.all(calls)).toEqual([[true], [true]]);
      expect(state().pid).not.toBe(pid);
    });

    it('fails in a sentence when it ends in each try', async () => {
      await expect(mayWork(functions, { does: 'exit' })).rejects.toMatchObject({
        code: 'task/code-failed',
        message: expect.stringMatching(/mayWork: it ended its process with code 3.*\(.*\)/),
      });
      expect(state().failure).toContain('it ended its process with code 3');
      expect(await mayWork(functions, { may: true })).toEqual([true]);
      expect(state().failure).toBeUndefined();
    });

    it('is replaced when something kills it', async () => {
      const { pid = 0 } = state();
      process.kill(pid, 'SIGKILL');
      await vi.waitFor(() => expect(state().pid).not.toBe(pid));
      expect(await mayWork(functions, { may: true })).toEqual([true]);
      expect(state().failure).toBeUndefined();
    });

    it('is ended and replaced when a call never returns, and the calls that waited are answered', async () => {
      const { functions, state } = await open(1);
      const { pid = 0 } = state();
      const hung = mayWork(functions, { does: 'hang' });
      const waiting = Promise.all(Array.from({ length: 20 }, () => mayWork(functions, { may: true })));
      await expect(hung).rejects.toMatchObject({
        code: 'task/not-answering',
        message: expect.stringContaining(`${file} did not respond for 1 second,`),
      });
      expect(await waiting).toEqual(Array.from({ length: 20 }, () => [true]));
      expect(isAlive(pid)).toBe(false);
    });

    it('ends when it is closed, and is not called any more', async () => {
      const { functions, state } = await open();
      const { pid = 0 } = state();
      expect(isAlive(pid)).toBe(true);
      await functions.close();
      expect(isAlive(pid)).toBe(false);
      await expect(mayWork(functions, { may: true })).rejects.toMatchObject({ code: 'task/closed' });
    });
  });
}
