import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder } from '../src/adapters/package.ts';
import { endDaemon, environmentIn, program } from './spawned-daemon.ts';

/** An example that its one command has launched, with a daemon of its own. */
export type ExampleRun = {
  /** The id of its run. */
  id: string;
  /** The address of its worker page. */
  worker_url: string;
  port: number;
  /** The folder that its data are in. */
  folder: string;
  /** What the command has printed so far, and its warnings. */
  printed(): string;
  /** What another command prints that has to succeed. */
  manyhands(...words: string[]): Promise<string>;
  /** Stops it and removes its data. */
  end(): Promise<void>;
};

type More = { words?: string[]; variables?: NodeJS.ProcessEnv };

/** Runs `manyhands run examples/NAME`, as its README says, and waits until workers can come. */
export async function runExample(name: string, { words = [], variables }: More = {}): Promise<ExampleRun> {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const env = { ...environmentIn(folder), ...variables };
  const started = (...words: string[]) => spawn(process.execPath, [program, ...words], { cwd: packageFolder, env });
  const running = started('run', `examples/${name}`, ...words);
  let said = '';
  const end = async () => {
    await endDaemon(running);
    rmSync(folder, { recursive: true, force: true });
  };
  const isUp = new Promise<void>((resolve, reject) => {
    for (const stream of [running.stdout, running.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        said += text;
        if (said.includes('until Ctrl-C')) resolve();
      });
    running.once('exit', () => reject(new Error(`The example did not start: ${said}`)));
  });
  const found = (what: RegExp) => what.exec(said)?.[1] ?? '';
  await isUp.catch(async (error) => {
    await end();
    throw error;
  });
  return {
    ...{ end, folder, id: found(/^run +(\S+)/m), worker_url: found(/^worker page +(\S+)/m) },
    ...{ port: Number(found(/running at http:\/\/[^:]+:(\d+)/)), printed: () => said },
    async manyhands(...words) {
      const child = started(...words);
      child.stdin.end();
      const [[status], out, err] = await Promise.all([
        once(child, 'close'),
        ...[child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8').toArray()),
      ]);
      if (status !== 0) throw new Error(`manyhands ${words.join(' ')} failed: ${err?.join('')}`);
      return out?.join('') ?? '';
    },
  };
}

/** Accepts a unit in a terminal; gives the answers of the run as its export has them. */
export async function acceptedAnswers(run: ExampleRun, unit = `${run.id}.0.0`): Promise<ExportedAnswer[]> {
  await run.manyhands('review', 'accept', unit);
  const lines = (await run.manyhands('export', run.id, '--format', 'jsonl')).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as ExportedAnswer);
}

/** What these journeys read of an exported answer. */
export type ExportedAnswer = {
  unit: string;
  status: string;
  data: Record<string, unknown>;
  answer: Record<string, unknown>;
  files: object[];
};
