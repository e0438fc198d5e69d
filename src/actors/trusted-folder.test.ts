import { describe, expect, it } from 'vitest';
import { begun, extended, launched, opened, runId } from '../events/fixtures.ts';
import type { RunId } from '../events/ids.ts';
import { ImportBegun } from '../events/import.ts';
import { WorkspaceRestored } from '../events/workspace.ts';
import { given, workspaceAfter } from './specify.ts';
import { emptyWorkspace, trustedFolder } from './workspace.ts';

const source = { code: '1', madeAt: '2026-01-01T00:00:00.000Z', position: 1, identities: true };
const other = 'films-7m2k4' as RunId;

describe('the folder in which a task may run its code', () => {
  it('is the one it was launched in', () =>
    expect(trustedFolder(emptyWorkspace(), runId, '/colours')).toBe('/colours'));

  it('is none for an imported run, also if an owner trusts it later', () => {
    const workspace = workspaceAfter(
      ImportBegun({ importId: 'i' as never, label: 'l', archive: 'a', source, runs: [runId] }),
      WorkspaceRestored({ tasks: [{ runId, folder: '/colours' }] }),
    );
    expect(trustedFolder(workspace, runId, '/colours')).toBeUndefined();
  });

  it('is the last recorded one when the log was made from an archive', () => {
    const restored = WorkspaceRestored({ tasks: [{ runId, folder: '/here' }, { runId: other }] });
    expect(trustedFolder(workspaceAfter(restored), runId, '/colours')).toBe('/here');
    expect(trustedFolder(workspaceAfter(restored), other, '/films')).toBeUndefined();
    const later = WorkspaceRestored({ tasks: [{ runId }] });
    expect(trustedFolder(workspaceAfter(restored, later), runId, '/colours')).toBeUndefined();
  });
});

describe('a run whose code may not run', () => {
  const extend = { type: 'task-run.extend', unitsPerAssignment: 5, hasCode: false } as const;

  it('is not extended while data may be left', () => {
    given(opened(), launched).when(extend).thenRefused('run/code-not-trusted');
  });

  it('is extended once its data has ended', () => {
    given(...begun())
      .when(extend)
      .then(extended(5));
  });
});
