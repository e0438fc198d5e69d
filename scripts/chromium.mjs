import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { notify, run } from './steps.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const onMac = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

/** The program file of a Chromium or Chrome that runs here: MANYHANDS_CHROMIUM, or the first one found. */
export function findChromium() {
  const named = process.env.MANYHANDS_CHROMIUM;
  if (named) return isBrowser(named) ? named : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const places = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...places, ...onMac, playwrightsOwn()].find((file) => existsSync(file) && isBrowser(file));
}

/** A Chromium for journeys: one that is here, or on Debian and Ubuntu, for root, one installed now; undefined if there is none. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.env.MANYHANDS_CHROMIUM) {
    notify(`\nMANYHANDS_CHROMIUM is ${process.env.MANYHANDS_CHROMIUM}, and that is no Chromium that runs here.`);
    return undefined;
  }
  if (process.getuid?.() === 0 && isDebian()) {
    notify('\nInstalling Chromium with apt-get, for the journeys through a browser. This takes a minute or two.');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const whileWaiting = (seconds) => notify(`Still installing Chromium (${seconds} s).`);
    const apt = (...args) => run('apt-get', ['-q', ...args], { env, whileWaiting });
    const code = (await apt('update')) || (await apt('install', '-y', '--no-install-recommends', 'chromium'));
    const installed = code === 0 ? findChromium() : undefined;
    if (installed) return installed;
  }
  notify(
    [
      '',
      'THE JOURNEYS THROUGH A BROWSER CANNOT RUN: there is no Chromium here.',
      'Install one, in one of these ways, and try again:',
      '  apt-get install chromium                      (Debian; brew install --cask chromium on a Mac)',
      '  npx playwright-core install chromium          (anywhere, without being root)',
      '  MANYHANDS_CHROMIUM=/path/to/chrome npm test   (one you have elsewhere)',
      'MANYHANDS_NO_BROWSER=1 npm test leaves these journeys out and says which.',
    ].join('\n'),
  );
  return undefined;
}

// On Ubuntu the command may be there and only ask for a snap.
function isBrowser(file) {
  try {
    return /Chrom(e|ium).*\d/.test(
      execFileSync(file, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 20_000 }),
    );
  } catch {
    return false;
  }
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

function playwrightsOwn() {
  try {
    return createRequire(import.meta.url)('playwright-core').chromium.executablePath();
  } catch {
    return '';
  }
}
