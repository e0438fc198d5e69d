import { describe, expect, it } from 'vitest';
import type { RunId } from '../events/ids.ts';
import { ImportBegun } from '../events/import.ts';
import { WorkspaceRestored } from '../events/workspace.ts';
import { begun, extendedTo, launched, openedWith, runId } from './fixtures.ts';
import { evolve, nobody, trustedFolder } from './people.ts';
import { given } from './specify.ts';

const source = { code: '1', madeAt: '2026-01-01T00:00:00.000Z', position: 1, identities: true };
const other = 'films-7m2k4' as RunId;

describe('the folder in which a task may run its code', () => {
  it('is the one it was launched in', () => expect(trustedFolder(nobody(), runId, '/colours')).toBe('/colours'));

  it('is none for what an import brought, whoever trusts it later', () => {
    const people = nobody();
    evolve(people, ImportBegun({ importId: 'i' as never, label: 'l', archive: 'a', source, runs: [runId] }));
    evolve(people, WorkspaceRestored({ tasks: [{ runId, folder: '/colours' }] }));
    expect(trustedFolder(people, runId, '/colours')).toBeUndefined();
  });

  it('is what was said last when the log was made from an archive', () => {
    const people = nobody();
    evolve(people, WorkspaceRestored({ tasks: [{ runId, folder: '/here' }, { runId: other }] }));
    expect(trustedFolder(people, runId, '/colours')).toBe('/here');
    expect(trustedFolder(people, other, '/films')).toBeUndefined();
    evolve(people, WorkspaceRestored({ tasks: [{ runId }] }));
    expect(trustedFolder(people, runId, '/colours')).toBeUndefined();
  });
});

describe('a run whose code may not run', () => {
  const extend = { type: 'task-run.extend', unitsPerAssignment: 5, hasCode: false } as const;

  it('is not extended while data may be left', () => {
    given(openedWith(), launched).when(extend).thenRefused('run/code-not-trusted');
  });

  it('is extended once its data has ended', () => {
    given(...begun())
      .when(extend)
      .then(extendedTo(5));
  });
});
