import { spawn } from 'node:child_process';

/** How long to wait for the program that opens an address to fail, in ms. */
const failureMs = 3000;

// What each system has for this; an address goes to no shell.
function openerOn(platform: NodeJS.Platform): [program: string, ...args: string[]] {
  if (platform === 'darwin') return ['open'];
  return platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
}

/** Whether people on this machine see windows of its programs. */
const hasScreen = (platform: NodeJS.Platform, { DISPLAY, WAYLAND_DISPLAY }: NodeJS.ProcessEnv) =>
  platform === 'darwin' || platform === 'win32' || Boolean(DISPLAY || WAYLAND_DISPLAY);

/** Opens an address in the user's browser; false where there is none. */
export async function openInBrowser(
  url: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  if (!hasScreen(platform, env)) return false;
  const [program, ...args] = openerOn(platform);
  return new Promise((resolve) => {
    const opener = spawn(program, [...args, url], { env, stdio: 'ignore', detached: true });
    // A browser that it starts itself keeps it busy.
    const waiting = setTimeout(() => resolve(true), failureMs);
    const end = (isOpen: boolean) => {
      clearTimeout(waiting);
      resolve(isOpen);
    };
    opener.once('error', () => end(false)).once('exit', (code) => end(code === 0));
    opener.unref();
  });
}
