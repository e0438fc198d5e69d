import { describe, expect, it } from 'vitest';
import { refuse } from '../../../src/adapters/gateway/http/refusals.ts';
import { lineWithoutCommands, withoutCommands } from './without-commands.ts';

describe('what the app shows of a refusal', () => {
  const said = ({ message }: Error) => withoutCommands(message);

  it('has no command of a terminal', () => {
    expect(said(refuse('review/second-opinion', { unit: 'films-1.0.0' }))).toMatch(
      /to decide yourself: undo it in the app\.$/,
    );
    expect(said(refuse('worker/unknown', { worker: 'ada' }))).toBe(
      'No worker has the id or name "ada". Ids look like w5k2pq9xa7.',
    );
    expect(said(refuse('run/unknown', { run: 'films' }))).toBe('No task run is called "films".');
    expect(said(refuse('access/denied', { needed: 'owner', role: 'reader' }))).toMatch(/An owner can change it\.$/);
  });

  it('has no switch of a terminal', () => {
    const bonus = said(refuse('bonus/another', { unit: 'films-1.0.0', amount: '1.00 USD', state: 'paid' }));
    expect(bonus).toMatch(/say so: "another": true\.$/);
  });

  it('is the sentence itself where it names no command, or nothing else', () => {
    const texts = ['Two. Sentences; with\nlines.', 'Run "./bin/manyhands start".'];
    expect(texts.map(withoutCommands)).toEqual(texts);
  });

  it('is so for each refused part of a verdict, too', () => {
    const message = 'No. "./bin/manyhands runs" lists all runs.';
    const line = { reviewed: 1, refused: [{ unit: 'a', message }], follow_refused: [], verdict: null };
    expect(lineWithoutCommands(line)).toEqual({ ...line, refused: [{ unit: 'a', message: 'No.' }] });
    expect(lineWithoutCommands({ refused: 2 })).toEqual({ refused: 2 });
  });
});
