import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import type { ImportId, RunId } from '../events/ids.ts';
import { ImportBegun, ImportCompleted } from '../events/import.ts';
import { specifyDecider } from './specify.ts';
import { emptyWorkspace, evolve, workspaceDecider } from './workspace.ts';

const given = specifyDecider({ ...workspaceDecider, evolve });

const [films, colours] = ['films-1' as RunId, 'colours-1' as RunId];
const source = { code: '0.1.0', madeAt: '2026-01-01T18:00:00.000Z', position: 37, identities: false };
const beginning = (importId: string, ...runs: RunId[]) => ({
  importId: importId as ImportId,
  label: 'summer',
  archive: 'f0',
  source,
  runs,
});
const begun = (importId: string, ...runs: RunId[]) => ImportBegun(beginning(importId, ...runs));
const completed = (importId: string) => ImportCompleted({ importId: importId as ImportId });
const complete = (importId: string) => ({ type: 'import.complete' as const, importId: importId as ImportId });
const arrivingAfter = (...facts: AnyNewFact[]) => {
  const workspace = emptyWorkspace();
  for (const fact of facts) evolve(workspace, fact);
  return [...workspace.arriving];
};

describe('an import', () => {
  it('begins once and is completed once, however often it is asked', () => {
    const begin = { type: 'import.begin' as const, ...beginning('one', films) };
    given().when(begin).then(begun('one', films));
    given(begun('one', films)).when(begin).then();
    given(begun('one', films)).when(complete('one')).then(completed('one'));
    given(begun('one', films), completed('one')).when(complete('one')).then();
  });
  it('is not completed before it began', () => given().when(complete('one')).thenRefused('import/unknown'));
  it('holds its runs back until it is completed', () => {
    expect(arrivingAfter(begun('one', films, colours))).toEqual([films, colours]);
    expect(arrivingAfter(begun('one', films, colours), completed('one'))).toEqual([]);
  });
  it('lets runs go that another one left in part', () =>
    expect(arrivingAfter(begun('one', films, colours), begun('two', films), completed('two'))).toEqual([colours]));
});
