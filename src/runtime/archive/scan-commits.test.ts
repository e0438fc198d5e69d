import { describe, expect, it } from 'vitest';
import { memoryLog } from '../../adapters/nats/log/memory.ts';
import type { AnyNewFact } from '../../events/catalog.ts';
import { ada, begun, noon, opened, runId, submitted, took } from '../../events/fixtures.ts';
import { ProcedureAnswered, ProcedureCalled } from '../../events/procedure.ts';
import { scanCommits } from './scan-commits.ts';

const hash = (letter: string) => letter.repeat(64);
const file = (letter: string, field: string) => ({
  ...{ hash: hash(letter), size: 20_000, type: 'application/json', name: `${field}.json`, field },
});

async function scanned(...more: AnyNewFact[]) {
  const log = memoryLog();
  let last = 0;
  for (const [nth, fact] of [opened(), ...begun().slice(1), ...took(ada), ...more].entries()) {
    const json = [JSON.stringify({ id: `fact-${nth}`, at: noon, by: 'spec', ...fact })];
    last = await log.append({ id: `commit-${nth}`, run: runId, json }, last);
  }
  return scanCommits(log, { runs: [runId], all: false, identities: true, position: last }, () => {});
}

describe('a scan for an archive', () => {
  it('finds the files of answers, and the values of calls that are files', async () => {
    const call = { agentId: ada.agentId, callId: 'c1' };
    const { files, workers, runs } = await scanned(
      ProcedureCalled({ ...call, name: 'read', argsFile: file('a', 'args') }),
      ProcedureAnswered({ ...call, resultFile: file('b', 'result'), milliseconds: 1 }),
      submitted(ada, undefined, undefined, [file('c', 'photo')]),
    );
    expect([...files.keys()]).toEqual([hash('a'), hash('b'), hash('c')]);
    expect([...workers]).toEqual([ada.workerId]);
    expect(runs).toMatchObject([{ run: runId, answers: 1 }]);
  });

  it('takes no file from the text of an answer or of arguments', async () => {
    const text = `{"files":[{"hash":"${hash('d')}"}],"argsFile":{"hash":"${hash('d')}"}}`;
    const { files } = await scanned(
      ProcedureCalled({ agentId: ada.agentId, callId: 'c1', name: 'read', args: JSON.parse(text) }),
    );
    expect(files.size).toBe(0);
  });
});
