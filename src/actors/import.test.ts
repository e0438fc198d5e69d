import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import type { ImportId, RunId } from '../events/ids.ts';
import { ImportBegun, ImportCompleted } from '../events/import.ts';
import { givenWorkspace, workspaceAfter } from './specify.ts';

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
const arrivingAfter = (...facts: AnyNewFact[]) => [...workspaceAfter(...facts).arriving];

describe('an import', () => {
  it('begins once and is completed once, however often the command is sent', () => {
    const begin = { type: 'import.begin' as const, ...beginning('one', films) };
    givenWorkspace().when(begin).then(begun('one', films));
    givenWorkspace(begun('one', films)).when(begin).then();
    givenWorkspace(begun('one', films)).when(complete('one')).then(completed('one'));
    givenWorkspace(begun('one', films), completed('one')).when(complete('one')).then();
  });
  it('is remembered with its label, its archive and its runs', () =>
    expect(workspaceAfter(begun('one', films)).imports.get('one')?.context).toEqual({
      label: 'summer',
      archive: 'f0',
      runs: [films],
    }));
  it('is not completed before it began', () => givenWorkspace().when(complete('one')).thenRefused('import/unknown'));
  it('holds its runs back until it is completed', () => {
    expect(arrivingAfter(begun('one', films, colours))).toEqual([films, colours]);
    expect(arrivingAfter(begun('one', films, colours), completed('one'))).toEqual([]);
  });
  it('completes runs that another import left in part', () =>
    expect(arrivingAfter(begun('one', films, colours), begun('two', films), completed('two'))).toEqual([colours]));
});
