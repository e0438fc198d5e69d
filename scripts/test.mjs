// `npm test`: everything, in order, in a clone with nothing installed; arguments go to vitest.
import { build } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { installWhatIsMissing } from './install.mjs';
import { giveUp, needNode, notify, programOf, runNode } from './steps.mjs';
import { testsWithBrowser } from './tests-with-browser.mjs';
import { checkTypes } from './types.mjs';

needNode();
await installWhatIsMissing();

await step('Types', () => checkTypes());
await step('Lint', () => runNode(programOf('@biomejs/biome', 'biome'), ['check']));
await step('Build', () => build());
const { env, leaveOut } = await browser();
await step('Tests', () => runNode(programOf('vitest'), ['run', ...process.argv.slice(2), ...leaveOut], { env }));
notify('\nEverything passed.');

async function step(name, work) {
  notify(`\n── ${name} ──`);
  const code = await work();
  if (code !== 0) giveUp(`\n${name}: it failed; the reasons are above.`, code);
}

/** What the journeys through a browser need; without one they are left out only when that was asked for, and by name. */
async function browser() {
  if (process.env.MANYHANDS_NO_BROWSER === '1') {
    const journeys = testsWithBrowser();
    notify('\nMANYHANDS_NO_BROWSER=1 leaves out the journeys through a browser:');
    for (const journey of journeys) notify(`  ${journey}`);
    return { env: process.env, leaveOut: journeys.flatMap((journey) => ['--exclude', journey]) };
  }
  const chromium = await ensureChromium();
  if (!chromium) giveUp('\nThe tests are not run, since the journeys through a browser belong to them.');
  return { env: { ...process.env, MANYHANDS_CHROMIUM: chromium }, leaveOut: [] };
}
