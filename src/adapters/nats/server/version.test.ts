import { describe, expect, it } from 'vitest';
import { compareVersions, isNewEnough, oldestSafe, parseVersion } from './version.ts';

describe('a nats-server version', () => {
  it('is read as the program, a release tag and a Debian package spell it', () => {
    for (const text of ['2.15.1', 'v2.15.1', '1:2.15.1-1+b3\n']) {
      expect(parseVersion(text)?.version).toBe('2.15.1');
    }
  });

  it('is nothing when it is not three numbers', () => {
    for (const text of ['', 'latest', '2.15', '.incoming-a1b2']) expect(parseVersion(text)).toBeUndefined();
  });

  it('is new enough from the oldest safe one on', () => {
    expect([oldestSafe, '2.10.27', '2.11.0', '2.15.1', '3.0.0'].filter(isNewEnough)).toHaveLength(5);
  });

  it('is too old below that, or as a preview of it, or when unreadable', () => {
    expect(['2.9.10', '2.10.22', `${oldestSafe}-RC.1`, `${oldestSafe}~rc1-1`, 'latest'].filter(isNewEnough)).toEqual(
      [],
    );
  });

  it('is ordered by number, previews before their release', () => {
    const ordered = ['unreadable', '2.9.10', '2.10.3', '2.10.23', '2.15.0-RC.2', '2.15.0-RC.10', '2.15.0', '2.15.1'];
    expect(ordered.toReversed().sort(compareVersions)).toEqual(ordered);
  });
});
