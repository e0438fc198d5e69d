import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { OutputClosed, openTerminal } from './terminal.ts';

function terminalWith({
  env = {},
  isTTY = false,
  columns,
}: {
  env?: NodeJS.ProcessEnv;
  isTTY?: boolean;
  columns?: number;
}) {
  let written = '';
  const write = (chunk: unknown, _encoding: unknown, done: () => void) => {
    written += chunk;
    done();
  };
  const stderr = Object.assign(new Writable({ write }), { isTTY, columns });
  const stdout = Object.assign(new PassThrough(), { isTTY });
  return { terminal: openTerminal({ stdin: new PassThrough(), stdout, stderr, env }), written: () => written, stdout };
}

describe('a terminal', () => {
  it('has colours where they are seen and wanted', () => {
    const red = (options: { env?: NodeJS.ProcessEnv; isTTY?: boolean }) =>
      terminalWith(options).terminal.colours.red('x');
    expect(red({ isTTY: true })).toBe('\x1b[31mx\x1b[39m');
    expect(red({ isTTY: false })).toBe('x');
    expect(red({ isTTY: false, env: { CI: 'true' } })).toBe('x');
    expect(red({ isTTY: true, env: { NO_COLOR: '1' } })).toBe('x');
    expect(red({ isTTY: true, env: { TERM: 'dumb' } })).toBe('x');
    expect(red({ isTTY: false, env: { FORCE_COLOR: '1' } })).toBe('\x1b[31mx\x1b[39m');
  });

  it('shows control characters, whoever they are from, and keeps colours', async () => {
    const { terminal, written, stdout } = terminalWith({});
    const red = '\x1b[31mred\x1b[39m';
    terminal.notify(`${red} a\x1b[2Jb\x9b31m\x07\n\tc`);
    expect(written()).toContain(`${red} a\\u001b[2Jb\\u009b31m\\u0007\n\tc\n`);
    await terminal.print(`${red} a\x1b]0;title\x07\u202e`);
    expect(String(stdout.read())).toBe(`${red} a\\u001b]0;title\\u0007\\u202e\n`);
  });

  it('paints one line over the last, no longer than the screen is wide, and takes it away before it says more', () => {
    const { terminal, written } = terminalWith({ isTTY: true, columns: 8 });
    terminal.paint('counting');
    terminal.paint('done');
    terminal.notify('All is well.');
    terminal.notify('Really.');
    expect(written()).toBe('\r\x1b[2Kcounti…\r\x1b[2Kdone\r\x1b[2KAll is well.\nReally.\n');
  });

  it('that does not know its width takes it to be usual', () => {
    const { terminal, written } = terminalWith({ isTTY: true, columns: 0 });
    terminal.paint('counting');
    expect(written()).toBe('\r\x1b[2Kcounting');
  });

  it('that has no room for a result says why, for each and at the end', async () => {
    const { terminal, stdout } = terminalWith({});
    stdout.destroy(Object.assign(new Error('write'), { code: 'ENOSPC' }));
    await new Promise((resolve) => setImmediate(resolve));
    const full = { code: 'output/not-written', message: expect.stringContaining('disk is full') };
    await expect(terminal.print('x')).rejects.toMatchObject(full);
    await expect(terminal.flush()).rejects.toMatchObject(full);
  });

  it('whose reader has gone rejects further writes', async () => {
    const { terminal, stdout } = terminalWith({});
    stdout.destroy();
    await expect(terminal.print('x')).rejects.toThrow(OutputClosed);
  });
});
