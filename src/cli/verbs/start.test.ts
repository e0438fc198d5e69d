import { expect, it } from 'vitest';
import { aRun } from '../for-tests.ts';
import { welcome } from './start.ts';

const sentence = 'unsigned: whoever has the link can work under any name (docs/worker-links.md)';
const linesOf = (...runs: Parameters<typeof aRun>[0][]) => welcome('http://localhost:1', runs.map(aRun), 'data');

it('warns of the open runs that believe the names in their links', () => {
  const lines = linesOf({ title: 'Birds', worker_identity: 'unsigned' }, { title: 'Ferns', worker_identity: 'open' });
  expect(lines.filter((line) => line.includes('worker page'))).toEqual([
    expect.stringMatching(/\(Birds, unsigned\)$/),
    expect.stringMatching(/\(Ferns\)$/),
  ]);
  expect(lines.filter((line) => line.endsWith(sentence))).toHaveLength(1);
});

it('warns of nothing where workers are known, or no work is given out any more', () => {
  const lines = linesOf({ worker_identity: 'invited' }, { worker_identity: 'unsigned', status: 'stopped' });
  expect(lines.join('\n')).not.toContain('unsigned');
});
