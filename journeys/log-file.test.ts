import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAccess } from '../src/adapters/gateway/access/access.ts';
import { packageVersion } from '../src/adapters/package.ts';
import { openTestDaemon } from './daemon.ts';
import { launchItems, submitAnswers } from './submitting.ts';
import { visit } from './visitor.ts';

describe('a daemon with a log file', () => {
  it('writes its messages and the times of start and stop, and nothing that workers or reviewers send', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'manyhands-log-'));
    const logFile = join(folder, 'daemon.log');
    const written = () => readFileSync(logFile, 'utf8');
    const messages: string[] = [];
    const access = openAccess({ dataFolder: join(folder, 'data'), mayBeEmpty: true });
    await access.users.add({ name: 'ada', role: 'owner', password: 'canary-password' });
    const { token } = access.tokens.make({ name: 'ada' });
    access.close();
    let daemon = await openTestDaemon({ logFile, notify: (sentence) => messages.push(sentence) }, folder);
    try {
      const { port } = daemon;
      const run = await launchItems(daemon, 'colours', [{ n: 'canary-item' }]);
      await submitAnswers(daemon, run.id, 'canary-worker', [{ colour: 'canary-answer' }]);
      const post = (path: string, body: unknown, host = `localhost:${port}`) =>
        visit(port, path, { method: 'POST', host, body, headers: { authorization: `Bearer ${token}` } });
      await post('/api/login', { name: 'ada', password: 'canary-password' });
      await post('/api/login', { name: 'canary-name', password: 'canary-guess' });
      await post(`/api/units/${run.id}.0.0/reject`, { note: 'canary-note', message: 'canary-message' });
      await post('/log_error', { USED_AGENT_ID: 'canary-agent', error_data: 'canary-error' }, `${run.id}.localhost`);
      await post('/submit_task', '{"canary', `${run.id}.localhost`);
      await post('/request_agent', { provider_data: 'canary-shape' }, `${run.id}.localhost`);
      await visit(port, '/canary-path?token=canary-token');

      renameSync(logFile, `${logFile}.1`);
      daemon = await daemon.reopen();
      const lines = [...readFileSync(`${logFile}.1`, 'utf8').trim().split('\n'), ...written().trim().split('\n')];
      const sentences = lines.map((line) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (.+)$/.exec(line)?.[1]);
      expect(sentences).toEqual(expect.arrayContaining(messages));
      expect(sentences).toContain(
        `Manyhands ${packageVersion} runs at http://localhost:${port}/ (process ${process.pid}).`,
      );
      expect(sentences).toContain('Manyhands has stopped.');
      expect(lines.join('\n')).not.toMatch(/canary/);
      expect(lines.join('\n')).not.toContain(token);
      expect(lines.join('\n')).not.toContain(daemon.token);
    } finally {
      await daemon.end();
    }
  });

  it('does not start if it cannot write there, and says so first', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'manyhands-log-'));
    try {
      writeFileSync(join(folder, 'plain'), '');
      const opening = openTestDaemon({ logFile: join(folder, 'plain', 'daemon.log') }, folder);
      await expect(opening).rejects.toMatchObject({
        code: 'settings/bad-log-file',
        message: expect.stringContaining('MANYHANDS_LOG_FILE'),
      });
      expect(existsSync(join(folder, 'data'))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
